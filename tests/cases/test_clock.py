"""The clock of the computer jumps: nothing is erased for that, nobody is locked out, and no age is below zero. That the
clock was set back is the same as that all stored times are later."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import and_
from sqlmodel import SQLModel, select

from app.cases import limits
from app.cases.accounts import throttle
from app.cases.accounts.second_factor import STEP, step_of
from app.cases.limits import Source
from app.cases.operation import health, turns
from app.cases.operation.runs import request_run, run_of
from app.cases.room import Reservation
from app.cases.steady import HOLD, JUMP, Clock
from app.settings import Settings
from app.storage import database
from app.storage.columns import UtcDateTime
from app.storage.service import Service
from app.storage.tables import CaseRow, ReservationRow, RunRow, SessionRow, now
from tests.browser import ORDERS, Browser, visit
from tests.service import rows_by_hand, running, the_case

YEAR = timedelta(days=365)


def shift(service: Service, by: timedelta) -> None:
    """Moves every time that is stored."""
    with service.engine.execution_options(writes=True).begin() as connection:
        for table in SQLModel.metadata.tables.values():
            times = [one for one in table.columns if isinstance(one.type, UtcDateTime)]
            for row in connection.execute(table.select()).mappings() if times else ():
                same = and_(*(one == row[one.name] for one in table.primary_key))
                moved = {one.name: row[one.name] + by for one in times if row[one.name]}
                connection.execute(table.update().where(same).values(moved))


def test_the_clock_is_set_back(app: FastAPI, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a year: pages, uploads and runs go on, and whoever had to wait for a while does not wait for a year."""
    browser.upload(("a.csv", ORDERS.encode()))
    browser.wait()
    here, case = app.state.service, the_case(app)
    asker = Source("network", "browser")
    monkeypatch.setitem(limits.RATES, "picture", limits.Rate(10, browser=None, case=1, network=1, installation=1))
    limits.count(here, "picture", asker, case.id)
    Reservation(here, case.id, asker, 100)
    app.state.runner.carrier.stopping.set()
    with rows_by_hand(here.engine) as session:
        for _ in range(8):
            throttle.too_early(session, "name")
        request_run(session, case.id, asker)
        session.flush()
        row = session.get_one(RunRow, case.id)
        row.tries, row.at = turns.QUICK_TRIES, now()
    shift(here, YEAR)
    app.state.runner.carrier.stopping.clear()
    assert health.look(here)[:2] + health.look(here)[3:] == (True, True, 0.0)
    limits.count(here, "picture", asker, case.id)
    with database.writing(here.engine) as session:
        assert not throttle.too_early(session, "name")
    assert browser.upload(("b.csv", ORDERS.replace("Pen", "Ink").encode())).status_code == 303
    browser.wait()
    assert run_of(case).state == "done"
    assert browser.get("/case").status_code == 200
    with database.reading(here.engine) as session:
        assert session.exec(select(ReservationRow)).all() == []
        assert session.exec(select(SessionRow)).one().seen_at <= now()
        assert (session.get_one(RunRow, case.id).seconds or 0) >= 0
    assert "mioboe_queue_wait_seconds 0.0" in visit(app, address="127.0.0.1").get("/metrics").text


def test_the_clock_is_a_year_ahead_at_the_start(settings: Settings) -> None:
    """What would be too old is closed and kept: once the clock is right, the same browser has its case again."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("a.csv", ORDERS.encode()))
        browser.wait()
        cookie = browser.client.cookies["mioboe"]
        shift(app.state.service, -YEAR)
    with running(settings) as app:
        back = visit(app, Cookie=f"mioboe={cookie}")
        assert back.get("/case").status_code == 404
        with database.reading(app.state.service.engine) as session:
            assert session.exec(select(CaseRow)).one().key
        shift(app.state.service, YEAR)
        assert back.get("/case").status_code == 200


def test_a_wrong_clock_is_not_believed_for_what_it_dated(settings: Settings) -> None:
    """Neither at a second start under a clock that is ahead, after somebody worked meanwhile, nor where it jumps once
    more after it was right."""
    with running(settings) as app:
        visit(app).upload(("a.csv", ORDERS.encode()))
        shift(app.state.service, -YEAR)
    for _ in range(2):
        with running(settings) as app:
            visit(app).upload(("b.csv", ORDERS.encode()))
            _all_kept(app)
    with running(settings) as app:
        service = app.state.service
        shift(service, YEAR)  # the clock was set right
        visit(app).upload(("c.csv", ORDERS.encode()))
        shift(service, -YEAR - timedelta(days=30))
    with running(settings) as app:
        _all_kept(app)


def _all_kept(app: FastAPI) -> None:
    with database.reading(app.state.service.engine) as session:
        assert all(one.key for one in session.exec(select(CaseRow)))


def test_a_clock_is_believed_after_a_day() -> None:
    """A jump ahead counts once it has lasted a day, at once where it was taken back, and small corrections always. Time
    in which nothing ran is none."""
    clock = Clock(ahead=1_000.0)
    assert clock.steady(1_000.0, 0.0)
    assert clock.steady(1_000.0 + 5 * JUMP, 5 * JUMP)
    ahead = 1_000.0 + 100 * JUMP
    assert not clock.steady(ahead + 6 * JUMP, 6 * JUMP)
    assert clock.steady(1_000.0 + 7 * JUMP, 7 * JUMP)
    assert not clock.steady(ahead + 8 * JUMP, 8 * JUMP)
    assert not clock.steady(ahead + 8 * JUMP + HOLD - 1, 8 * JUMP + HOLD - 1)
    assert clock.steady(ahead + 8 * JUMP + HOLD, 8 * JUMP + HOLD)
    assert clock.steady(500.0 + 40 * JUMP, 40 * JUMP)  # set back
    assert clock.steady(500.0 + 41.5 * JUMP, 41 * JUMP)


def test_a_code_of_the_app_after_the_clock_was_set_back() -> None:
    """The last code counts as used, unless it is of a time that has not come yet."""
    from app.cases.accounts.second_factor import _totp  # the codes that an app shows

    secret, at = b"s" * 20, 1_800_000_000.0
    code, step = _totp(secret).generate(at).decode(), int(at) // STEP
    assert step_of(secret, code, step - 1, at) == step
    assert step_of(secret, code, step, at) is None
    assert step_of(secret, code, step + 1_000_000, at) == step
