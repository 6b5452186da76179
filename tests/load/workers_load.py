"""Workers on PostgreSQL: what the queue costs a run, how much two of them do, and when a killed one's run goes on."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlmodel import func, select, update

from app.cases.case import Case, open_case
from app.cases.files.examine import Count, Left
from app.cases.limits import Source
from app.cases.operation.runs import request_run
from app.settings import Settings
from app.storage import database
from app.storage.tables import RunRow, UploadRow
from tests.browser import visit
from tests.cases.workers.test_workers import orders, the_run, worker
from tests.service import rows_by_hand, running, until


@pytest.fixture
def shared(settings: Settings, migrated_postgres: str) -> Settings:
    """An installation whose web processes leave the work to workers."""
    return replace(settings, database=migrated_postgres, runs=0, limit_factor=100)


def _forget_what_was_read(app: FastAPI) -> None:
    vault = app.state.service.vault
    for case_id in vault.cases():
        vault.delete(case_id, *(name for name in vault.names(case_id) if name.endswith(".events")))
    with rows_by_hand(app.state.service.engine) as session:
        session.exec(update(UploadRow).values(state="stored"))


def done(app: FastAPI) -> int:
    """How many runs have ended well."""
    with database.reading(app.state.service.engine) as session:
        return session.exec(select(func.count()).where(RunRow.state == "done")).one()


def _nothing(case: Case, progress: Callable[[Count], None], pictures_s: float) -> Left:
    progress(Count())
    return Left()


def test_the_queue_costs_a_run_less_than_20_ms(shared: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first to the last of 200 runs in which nothing is to be done."""
    monkeypatch.setattr("app.cases.files.examine.examine", _nothing)
    with running(shared) as app:
        here = app.state.service
        for number in range(200):
            with rows_by_hand(here.engine) as session:
                case = open_case(session, here, "ja")
                request_run(session, case.id, Source(f"{number}"))
        with running(replace(shared, runs=1)):
            until(lambda: done(app) > 0)
            began, first = time.monotonic(), done(app)
            until(lambda: done(app) == 200)
            cost = (time.monotonic() - began) / (200 - first)
    print(f"{1000 * cost:.1f} ms a run")
    assert cost < 0.02


def test_two_workers_do_more_than_one(shared: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cases of 30,000 rows each, with one core for a worker."""
    monkeypatch.setenv("POLARS_MAX_THREADS", "1")
    took = {}
    with running(shared) as app:
        for _ in range(8):
            assert visit(app).upload(("a.csv", orders(30_000))).status_code == 303
        with worker(shared):
            until(lambda: done(app) == 8, 1200)
        for count in (1, 2, 4):
            with ExitStack() as stack:
                for _ in range(count):
                    stack.enter_context(worker(shared, "--runs", "1"))
                _forget_what_was_read(app)
                with rows_by_hand(app.state.service.engine) as session:
                    for case_id in session.exec(select(RunRow.case_id)).all():
                        request_run(session, case_id, Source(case_id))
                began = time.monotonic()
                until(lambda: done(app) == 8, 1200)
                took[count] = time.monotonic() - began
    for count, seconds in took.items():
        print(
            f"{count} workers on {os.cpu_count()} cores: {seconds:.1f} s, {took[1] / seconds:.2f} times as much as one"
        )
    assert took[1] >= 1.7 * took[2]


def test_a_killed_workers_run_goes_on_within_a_minute(shared: Settings) -> None:
    """Nobody does anything: another worker notices, and begins again."""
    with running(shared) as app:
        visit(app).upload(("a.csv", orders(200_000)))
        with worker(shared) as first:
            until(lambda: the_run(app).state == "running")
            first.send_signal(signal.SIGKILL)
            first.wait(30)
            killed, holder = time.monotonic(), the_run(app).holder
        with worker(shared):
            until(lambda: the_run(app).holder not in ("", holder), 120)
            began = time.monotonic() - killed
            until(lambda: the_run(app).state == "done")
    print(f"begun again after {began:.1f} s")
    assert began < 60
