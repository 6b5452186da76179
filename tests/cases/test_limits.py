"""Nobody's flood stops the others: turns go round, everything has a limit, and room is reserved before bytes arrive."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import select

from app.cases import limits, room
from app.cases.batch import Batch
from app.cases.case import Case
from app.cases.files.examine import Count
from app.cases.limits import Source
from app.cases.operation import turns
from app.cases.operation.turns import NEVER, Waiting, in_turn
from app.cases.record import custody
from app.cases.workers import carry
from app.i18n.formats import binary_size
from app.settings import Settings
from app.storage import database
from app.storage.tables import AttemptRow, CaseRow, ReservationRow, RunRow, now
from tests.browser import ORDERS, Browser, multipart, visit
from tests.service import running, the_case, until

RUNS = Settings().runs
START = datetime.fromisoformat("2026-05-03T00:00:00+00:00")


def asked(*who: str) -> list[Waiting]:
    """Runs in the order in which they were asked for; ``who`` is network and browser, such as ``a1``."""
    return [
        Waiting(f"{number}{one}", one[0], one[1:], START + timedelta(seconds=number)) for number, one in enumerate(who)
    ]


@pytest.mark.parametrize(
    ("waiting", "under_way", "order"),
    [
        (asked("a1", "a1", "a1", "b1"), {}, "0a1 3b1 1a1 2a1"),  # a flood, then a stranger
        (asked("a1", "a1", "b1"), {"a": 1}, "2b1 0a1 1a1"),  # the flood's turn is under way
        (asked("a1", "a1", "a2"), {}, "0a1 2a2 1a1"),  # two browsers in one house
        (asked("a1", "a2", "a3", "b1", "b1"), {}, "0a1 3b1 1a2 4b1 2a3"),  # many browsers are no more turns
        ([replace(one, network_at=START if one.network == "a" else NEVER) for one in asked("a1", "b1")], {}, "1b1 0a1"),
        ([replace(one, browser_at=START if one.browser == "1" else NEVER) for one in asked("a1", "a2")], {}, "1a2 0a1"),
    ],
)
def test_turns_go_round(waiting: list[Waiting], under_way: dict[str, int], order: str) -> None:
    """Between networks, then between the browsers of one; who had a turn longest ago comes first."""
    assert [one.case_id for one in in_turn(waiting, under_way)] == order.split()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], threading.Semaphore]:
    """Runs begin, and each ends when the test lets it: the cases in the order in which they began."""
    begun: list[str] = []
    go = threading.Semaphore(0)

    def examine(case: Case, progress: Callable[[Count], None]) -> None:
        begun.append(case.id)
        while not go.acquire(timeout=0.05):
            progress(Count())  # ends the run when the service stops

    monkeypatch.setattr(carry, "examine", examine)
    return begun, go


def case_ids(app: FastAPI) -> list[str]:
    """All cases, oldest first."""
    with database.reading(app.state.service.engine) as session:
        return list(session.exec(select(CaseRow.id).order_by(CaseRow.created_at)))  # type: ignore[arg-type]


def test_a_stranger_is_next_while_one_address_floods(
    settings: Settings, held: tuple[list[str], threading.Semaphore]
) -> None:
    """Twelve samples of one address fill the queue; a stranger's begins with the next turn, and its page says so."""
    begun, go = held
    with running(settings) as app:
        for _ in range(12):
            assert visit(app, address="198.51.100.7").post("/sample").status_code == 303
        until(lambda: len(begun) == RUNS)
        stranger = visit(app, address="203.0.113.9")
        assert stranger.post("/sample").status_code == 303
        mine = case_ids(app)[-1]
        assert "the next to be read" in stranger.get("/case/progress.json").json()["status"]
        again = visit(app, address="198.51.100.7")
        again.post("/sample")
        assert "number 12 in the queue" in again.get("/case/progress.json").json()["status"]
        assert "あと約1分" in again.get("/case/progress.json?lang=ja").json()["status"]
        go.release()
        until(lambda: len(begun) == RUNS + 1)
        assert begun[-1] == mine
        go.release(100)
        until(lambda: len(begun) == 14 and not app.state.runner.busy)
        with database.reading(app.state.service.engine) as session:
            rows = list(session.exec(select(RunRow)))
        assert {(row.state, row.network, row.browser) for row in rows} == {("done", "", "")}


def test_full_queue_says_when_to_come_again(
    settings: Settings, held: tuple[list[str], threading.Semaphore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no more can wait, page and header name the time by the pace of the last runs, and nothing is kept."""
    monkeypatch.setattr(turns, "PER_NETWORK", 1)
    begun, _ = held
    with running(settings) as app:
        first = visit(app)
        for _ in range(RUNS):
            visit(app).post("/sample")
        until(lambda: len(begun) == RUNS)
        with database.writing(app.state.service.engine) as session:
            for number, seconds in enumerate((100, 140)):
                session.add(CaseRow(id=f"old{number}"))
                session.flush()
                session.add(RunRow(case_id=f"old{number}", state="done", seconds=seconds))
        assert first.post("/sample").status_code == 303
        refused = visit(app).post("/sample")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "180")
        assert "about 3 minutes" in refused.text
        form = visit(app).upload(("a.csv", ORDERS.encode()))
        assert (form.status_code, "about <bdi>3</bdi> minutes" in form.text) == (503, True)
        assert visit(app, address="203.0.113.9").post("/sample").status_code == 303
        assert len(case_ids(app)) == RUNS + 2 + 2


@pytest.mark.parametrize(
    ("action", "path", "on"), [("open", "/start", "/"), ("open", "/sample", "/"), ("upload", "/upload", "")]
)
def test_often_is_too_often(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, held: Any, action: str, path: str, on: str
) -> None:
    """Cases, samples and submissions end at the limit of their network, with a sentence; other networks go on."""
    monkeypatch.setitem(limits.RATES, action, limits.Rate(10, None, None, network=2, installation=4))

    def once(address: str) -> tuple[int, str]:
        browser = visit(app, address=address)
        if on:
            answer = browser.post(path, {"symptom": "symptom.free_parcel"}, on=on)
        else:
            answer = browser.upload(("a.csv", ORDERS.encode()))
        return answer.status_code, answer.headers.get("Retry-After", "")

    with running(settings) as app:
        near = [once("198.51.100.7") for _ in range(3)]
        assert near == [(303, ""), (303, ""), (429, "600")]
        assert [once("203.0.113.9")[0] for _ in range(2)] == [303, 303]
        assert once("203.0.113.77")[0] == 429  # the whole installation
        with database.writing(app.state.service.engine) as session:
            for row in session.exec(select(AttemptRow)):
                row.until = now() - timedelta(seconds=1)
        assert once("198.51.100.7")[0] == 303


def test_one_browser_is_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same first form sent again and again, as if the browser kept no cookies, opens no case after case."""
    monkeypatch.setitem(limits.RATES, "open", limits.Rate(10, 2, None, 100, 100))
    with running(settings) as app:
        browser = visit(app)
        seen = []
        for _ in range(5):
            token = browser.token("/")
            answer = browser.client.post("/start", data={"csrf": token, "symptom": "symptom.free_parcel"})
            seen.append(answer.status_code)
            for name in [one for one in browser.client.cookies if "visit" not in one]:
                browser.client.cookies.delete(name)
        assert seen == [303, 303, 429, 429, 429]


def test_downloads_have_a_limit(app: FastAPI, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms of the summary, for each case."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    monkeypatch.setitem(limits.RATES, "download", limits.Rate(10, None, case=1, network=None, installation=9))
    assert [browser.get("/case/summary.csv").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("no address", "no address", True),
    ],
)
def test_what_is_one_network(one: str, other: str, same: bool) -> None:
    """An IPv4 address, or the half of an IPv6 address that a connection is given whole."""
    assert (limits.network_of(one) == limits.network_of(other)) is same


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


def test_a_run_that_is_cut_off_again_and_again_is_tried_later(settings: Settings) -> None:
    """Kills of the whole service do not give up the runs that they cut off; each next try waits longer."""
    waits = [
        (turns.may_begin(RunRow(case_id="c", tries=tries, at=START)) - START).total_seconds()
        for tries in range(turns.QUICK_TRIES, turns.MAX_TRIES)
    ]
    assert waits == [30, 60, 120, 240, 480]
    with running(settings) as app:
        engine = app.state.service.engine
        with database.writing(engine) as session:
            session.add(CaseRow(id="c"))
            session.flush()
            session.add(RunRow(case_id="c", state="queued", tries=turns.QUICK_TRIES, at=now() - timedelta(seconds=29)))
        with database.writing(engine) as session:
            assert turns.claim(session, "x") is None
            later = turns.next_try(session)
            assert later
            assert later > now()
            session.get_one(RunRow, "c").at = now() - timedelta(seconds=31)
            session.flush()
            assert turns.claim(session, "x")


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


def test_turns_and_room_on_postgresql(settings: Settings, postgres: str) -> None:
    """Counters, reservations and turns hold there too, with several who want them at the same time."""
    with running(settings, database=postgres, case_limit=200_000, total_limit=250_000) as app:
        together, answers = threading.Barrier(4), list[int]()

        def hand_in(number: int) -> None:
            browser = visit(app)
            form = multipart(browser.token("/upload"), ((f"{number}.bin", bytes([65 + number]) * 100_000),))
            together.wait(300)
            answers.append(browser.client.post("/upload", **form).status_code)

        threads = [threading.Thread(target=hand_in, args=(number,)) for number in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(answers) == [303, 303, 507, 507]

        def states() -> list[str]:
            with database.reading(app.state.service.engine) as session:
                return list(session.exec(select(RunRow.state)))

        until(lambda: states() == ["done", "done"])
        with database.reading(app.state.service.engine) as session:
            assert session.exec(select(ReservationRow)).all() == []
