"""Turns of runs go round: between networks, browsers and cases, so that nobody's flood stops the others."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.operation import turns
from app.cases.operation.turns import NEVER, Waiting, in_turn
from app.settings import Settings
from app.storage import database
from app.storage.tables import CaseRow, ReservationRow, RunRow, now
from tests.browser import ORDERS, multipart, visit
from tests.service import rows_by_hand, running, until

RUNS = Settings().runs


START = datetime.fromisoformat("2026-05-03T00:00:00+00:00")


def asked(*who: str) -> list[Waiting]:
    """Runs in the order in which they were asked for; ``who`` is network and browser, such as ``a1``."""
    return [
        Waiting(f"{number}{one}", one[0], one[1:], START + timedelta(seconds=number)) for number, one in enumerate(who)
    ]


def case_ids(app: FastAPI) -> list[str]:
    """All cases, oldest first."""
    with database.reading(app.state.service.engine) as session:
        return list(session.exec(select(CaseRow.id).order_by(CaseRow.created_at)))  # type: ignore[arg-type]


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
        statuses = list[int]()
        for _ in range(RUNS):
            statuses.append(visit(app).post("/sample").status_code)
            until(lambda: len(begun) == len(statuses))  # only one may wait
        assert statuses == [303] * RUNS
        with rows_by_hand(app.state.service.engine) as session:
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


def test_a_run_that_is_cut_off_again_and_again_is_tried_later(settings: Settings) -> None:
    """Kills of the whole service do not give up the runs that they cut off; each next try waits longer."""
    waits = [
        (turns.may_begin(RunRow(case_id="c", tries=tries, at=START)) - START).total_seconds()
        for tries in range(turns.QUICK_TRIES, turns.MAX_TRIES)
    ]
    assert waits == [30, 60, 120, 240, 480]
    with running(settings) as app:
        engine = app.state.service.engine
        with rows_by_hand(engine) as session:
            session.add(CaseRow(id="c"))
            session.flush()
            session.add(RunRow(case_id="c", state="queued", tries=turns.QUICK_TRIES, at=now() - timedelta(seconds=29)))
        with rows_by_hand(engine) as session:
            assert turns.claim(session, "x") is None
            later = turns.next_try(session)
            assert later
            assert later > now()
            session.get_one(RunRow, "c").at = now() - timedelta(seconds=31)
            session.flush()
            assert turns.claim(session, "x")


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
