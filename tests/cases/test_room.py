"""Space for files is reserved before bytes arrive, and every limit of it holds."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.cases import room
from app.cases.batch import Batch
from app.cases.limits import Source
from app.cases.record import custody
from app.i18n.formats import binary_size
from app.settings import Settings
from app.storage import database
from app.storage.tables import ReservationRow, now
from tests.browser import ORDERS, multipart, visit
from tests.service import running, the_case


def test_parallel_uploads_share_one_quota(settings: Settings) -> None:
    """Six uploads to one case at the same time: what is kept fits, and nothing stays reserved."""
    with running(settings, case_limit=200_000) as app:
        browser = visit(app)
        browser.upload(("a.csv", ORDERS.encode()))
        browser.wait()
        token, together = browser.token("/upload"), threading.Barrier(6)
        answers: list[int] = []

        def hand_in(number: int) -> None:
            fields = {"step": "save.screens"} if number % 2 else {}
            form = multipart(token, ((f"{number}.csv", bytes([65 + number]) * 90_000),), **fields)
            mine = visit(app)
            mine.client.cookies.update(browser.client.cookies)
            together.wait(300)
            answers.append(mine.client.post("/upload", **form).status_code)

        threads = [threading.Thread(target=hand_in, args=(number,)) for number in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        with database.reading(app.state.service.engine) as session:
            size, count = room.used(session, the_case(app).id)
            assert session.exec(select(ReservationRow)).all() == []
        assert (sorted(answers), count) == ([303, 303, 409, 409, 409, 409], 3)
        assert size <= 200_000
        left = room.left(app.state.service, the_case(app).id)
        assert f"room for {left.files} more files and {binary_size(left.size)}." in browser.get("/upload").text


def test_the_installation_has_a_limit(settings: Settings) -> None:
    """New cases of one or many addresses cannot fill it beyond, and the answer is a sentence; evidence counts too."""
    with running(settings, total_limit=200_000, case_limit=190_000) as app:
        answers = [
            visit(app, address=f"203.0.113.{number}").upload((f"{number}.bin", bytes([65 + number]) * 90_000))
            for number in range(3)
        ]
        assert [one.status_code for one in answers] == [303, 303, 507]
        assert "no room for so much" in answers[2].text
        assert "Retry-After" not in answers[2].headers


def test_disk_space_is_left(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is nearly full nothing more is taken, before it is full for the database too."""
    with running(settings) as app:
        assert app.state.service.vault.free(20, 2**30) < app.state.service.vault.free(20, 0)
        monkeypatch.setattr(room, "FREE_SHARE", 1)
        monkeypatch.setattr(room, "FREE_MOST", 2**62)
        assert visit(app).upload(("a.csv", ORDERS.encode())).status_code == 507


def test_a_network_has_a_share_of_a_day(settings: Settings) -> None:
    """One address cannot fill the installation for all."""
    with running(settings, total_limit=400_000, case_limit=50_000) as app:
        seen = []
        for number in range(3):
            browser = visit(app)
            seen.append(browser.upload(("a.bin", bytes([65 + number]) * 40_000)).status_code)
        assert seen == [303, 303, 429]
        assert visit(app, address="203.0.113.9").upload(("a.bin", b"z" * 40_000)).status_code == 303


def test_reservations_end(settings: Settings) -> None:
    """What a submission reserved counts while it lasts, and no longer: cut off, or left by a killed process."""
    with running(settings, case_limit=100_000, total_limit=100_000) as app:
        service = app.state.service
        first = Batch(service, None, Source("n"), 90_000)
        first.add("a.csv")[0](b"a" * 10_000)
        assert visit(app).upload(("b.bin", b"b" * 50_000)).status_code == 507
        first.discard()
        assert visit(app).upload(("b.bin", b"b" * 50_000)).status_code == 303
        left = Batch(service, None, Source("n"), 40_000)
        left.add("c.csv")[0](b"c" * 10)  # and here the process ends
        with database.writing(service.engine) as session:
            row = session.exec(select(ReservationRow)).one()
            assert row.size == 40_000
            row.until = now() - timedelta(seconds=1)
        assert Batch(service, None, Source("n"), 30_000).add("d.csv")
        with database.writing(service.engine) as session:
            session.exec(select(ReservationRow)).one().until = now() + timedelta(minutes=2)
    with (
        running(settings, case_limit=100_000, total_limit=100_000) as app,
        database.reading(app.state.service.engine) as session,
    ):
        # A process that starts knows only where there is no other that nobody goes on with this submission.
        assert len(session.exec(select(ReservationRow)).all()) == settings.is_shared


def test_others_reserve_room_while_files_are_entered(
    settings: Settings, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vault that takes its time with what one submission writes at its end keeps no other from beginning."""
    with running(settings, database=migrated_postgres) as app:
        add, reserved = custody.add, list[int]()

        def slowly(*given: Any) -> None:
            add(*given)
            with database.writing(app.state.service.engine) as session:
                session.execute(text("LOCK TABLE reservations IN SHARE ROW EXCLUSIVE MODE NOWAIT"))
                reserved.append(1)

        monkeypatch.setattr(custody, "add", slowly)
        assert visit(app).upload(("a.csv", ORDERS.encode())).status_code == 303
        assert reserved == [1]
