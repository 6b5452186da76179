"""Several processes on one PostgreSQL database and one vault: none takes another's work for leftovers, and whatever
happens to one of them, another ends its runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text
from sqlmodel import col, select

from app.cannot_start import CannotStart
from app.cases.answers.book import latest_report
from app.cases.files import erase
from app.cases.limits import Source
from app.cases.operation import jobs, reanalyse, turns
from app.cases.operation.runs import request_run
from app.cases.workers.worker import Worker
from app.settings import Settings
from app.storage import database, service
from app.storage.guard import hold
from app.storage.tables import AuditRow, CaseRow, ReservationRow, RunRow, SessionRow, now
from tests.browser import ORDERS, visit
from tests.conftest import OTHERS_LEAVE, Say
from tests.service import rows_by_hand, running, the_case, until
from tests.storage.conftest import command

HEAD, ROW = ORDERS.split("\r\n")[:2]

LOCKS_END = "SET LOCAL lock_timeout = '10s'"


def orders(count: int) -> bytes:
    """A file that takes a while to read."""
    rows = "\r\n".join(ROW.replace("0000001-", f"{n:07}-") for n in range(count))
    return f"{HEAD}\r\n{rows}\r\n".encode()


@pytest.fixture
def shared(settings: Settings, migrated_postgres: str) -> Settings:
    """An installation whose web processes leave the work to workers."""
    return replace(settings, database=migrated_postgres, runs=0)


def worker(settings: Settings, *words: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """``mioboe worker`` in a process of its own, which is ready."""
    return process_of(settings, "worker", *words, says=b"ready")


@contextmanager
def process_of(settings: Settings, *words: str, says: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """A command in a process of its own, once it ``says`` something."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIOBOE_")}
    given = {"MIOBOE_DATA": str(settings.data), "MIOBOE_DATABASE": settings.database, "LC_ALL": "en_GB.UTF-8"}
    given["PYTHONFAULTHANDLER"] = "1"
    line = [sys.executable, "-m", "app", *words]
    log = settings.data / f"{len(list(settings.data.glob('*.log')))}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(line, env=kept | given, stderr=out)
    try:
        until(lambda: says in log.read_bytes() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield process
    except subprocess.TimeoutExpired as hung:
        process.send_signal(signal.SIGABRT)  # it tells where its threads are
        process.wait(30)
        raise AssertionError(log.read_text()) from hung
    finally:
        process.kill()
        process.wait(30)


def the_run(app: FastAPI) -> RunRow:
    with database.reading(app.state.service.engine) as session:
        return session.exec(select(RunRow)).one()


def finished(app: FastAPI) -> int:
    with database.reading(app.state.service.engine) as session:
        return len(session.exec(select(RunRow).where(RunRow.state == "done")).all())


def in_queue(app: FastAPI) -> list[str]:
    """The states of all jobs."""
    with database.reading(app.state.service.engine) as session:
        return list(session.execute(text("SELECT status::text FROM procrastinate_jobs ORDER BY id")).scalars())


def test_killed_worker(shared: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is killed while it reads: another ends the run, nothing is doubled, and no job is left."""
    with running(shared) as app:
        visit(app).upload(("a.csv", orders(30_000)))
        assert (the_run(app).state, in_queue(app)) == ("queued", ["todo"])
        with worker(shared, "--runs", "1") as first:
            until(lambda: the_run(app).state == "running")
            first.send_signal(signal.SIGKILL)
            first.wait(30)
        assert the_run(app).state == "running"
        with worker(shared) as second:
            assert second.poll() is None
            monkeypatch.setattr(turns, "LEASE", timedelta(0))  # its time is over
            with rows_by_hand(app.state.service.engine) as session:
                jobs.sweep(session)
            until(lambda: the_run(app).state == "done")
            until(lambda: in_queue(app) == [])
        row, case = the_run(app), the_case(app)
        assert (row.wanted, row.examined, row.tries) == (1, 1, 0)
        report = latest_report(case)
        assert report
        assert [one.rows for one in report.files] == [30_000]
        names = [name.partition(".")[2] for name in case.service.vault.names(case.id)]
        assert sorted(names) == ["", "", "", "data", "events", "name"]


def test_stopped_worker(shared: Settings) -> None:
    """A worker that is asked to stop puts its run back at once, and ends well."""
    with running(shared) as app:
        visit(app).upload(("a.csv", orders(100_000)))
        with worker(shared) as first:
            until(lambda: the_run(app).state == "running")
            first.send_signal(signal.SIGTERM)
            assert first.wait(300) == 0
        row = the_run(app)
        assert (row.state, row.tries) == ("queued", 0)
        # Where the worker had no time to remove the job that it had begun, a sweep does.
        assert in_queue(app).count("todo") == 1


COMMANDS = (("worker", b"ready"), ("serve --port 0", b"Mioboe is at"))
STOPS = 11  # seconds


@pytest.mark.parametrize(("words", "says"), COMMANDS)
def test_stopped_while_the_database_stands_still(shared: Settings, words: str, says: bytes) -> None:
    """A process that was asked to stop ends in time, also where its run cannot be put back; the next one takes it."""
    with running(shared) as app, app.state.service.engine.connect() as still:
        visit(app).upload(("a.csv", orders(100_000)))
        with process_of(shared, *words.split(), says=says) as process:
            until(lambda: the_run(app).state == "running")
            still.execute(text("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE"))
            process.send_signal(signal.SIGTERM)
            process.wait(STOPS)


@pytest.mark.parametrize("words", [words for words, _ in COMMANDS])
def test_stopped_before_it_has_begun(shared: Settings, words: str) -> None:
    """A process that waits until another has started can be stopped, too."""
    with (
        running(shared) as app,
        database.one_at_a_time(app.state.service.engine),
        process_of(shared, *words.split(), says=b"") as process,
    ):
        until(lambda: starting(app) == 2)
        process.send_signal(signal.SIGTERM)
        process.wait(STOPS)


def starting(app: FastAPI) -> int:
    """How many processes start, or wait until they may."""
    with database.reading(app.state.service.engine) as session:
        return len(session.execute(text("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")).all())


def test_a_run_begins_while_its_case_is_locked(shared: Settings) -> None:
    """Who locks a case may wait for the row of its run. So the one who begins the run must not wait for the case."""
    with running(shared) as app:
        visit(app).upload(("a.csv", ORDERS.encode()))
        case, engine = the_case(app), app.state.service.engine
        with rows_by_hand(engine) as erasing, rows_by_hand(engine) as beginning:
            erasing.get_one(CaseRow, case.id, with_for_update=True)
            beginning.execute(text(LOCKS_END))
            assert turns.claim(beginning, "x")


def test_browsers_are_added_while_a_case_is_locked(shared: Settings) -> None:
    with running(shared) as app:
        visit(app).upload(("a.csv", ORDERS.encode()))
        case, engine = the_case(app), app.state.service.engine
        with rows_by_hand(engine) as locking, rows_by_hand(engine) as adding:
            assert hold(locking, case.id)
            adding.execute(text(LOCKS_END))
            adding.add(SessionRow(token_hash="0" * 64, case_id=case.id))
            adding.flush()
            assert adding.get(SessionRow, "0" * 64)


def test_run_of_another(shared: Settings) -> None:
    """What a process that was taken for dead still does with a run does not count."""
    with running(shared) as app:
        visit(app).upload(("a.csv", ORDERS.encode()))
        engine, late = app.state.service.engine, app.state.runner.carrier
        turn = late.begin()
        assert turn
        with rows_by_hand(engine) as session:
            session.exec(select(RunRow)).one().beat_at = now() - 2 * turns.LEASE
        with rows_by_hand(engine) as session:
            jobs.sweep(session)
        with rows_by_hand(engine) as session:
            assert turns.claim(session, "another")
        late.carry_out(*turn)
        row = the_run(app)
        assert (row.state, row.holder, row.examined) == ("running", "another", 0)
        late.busy.add(row.case_id)
        late.beat()
        assert the_run(app).beat_at == row.beat_at


def test_jobs_follow_the_rows(shared: Settings) -> None:
    """A job comes with the transaction or not at all, no case has two that wait, and lost ones are made again."""
    with running(shared) as app:
        visit(app).upload(("a.csv", ORDERS.encode()))
        engine, case_id = app.state.service.engine, the_case(app).id
        for _ in range(2):
            with rows_by_hand(engine) as session:
                request_run(session, case_id, Source())
        assert (in_queue(app), the_run(app).wanted) == (["todo"], 3)  # what came with a refused job stays
        with rows_by_hand(engine) as session:
            session.execute(text("DELETE FROM procrastinate_jobs"))
        with rows_by_hand(engine) as session:
            request_run(session, case_id, Source())
            session.rollback()
        assert in_queue(app) == []
        for _ in range(2):
            with rows_by_hand(engine) as session:
                jobs.sweep(session)
        assert in_queue(app) == ["todo"]


def test_lost_database(shared: Settings) -> None:
    """A worker to which the database was away for a moment works on, without being started anew."""
    with running(shared) as app, worker(shared):
        for number in range(2):
            with database.reading(app.state.service.engine) as session:
                session.execute(text(OTHERS_LEAVE))
            visit(app).upload((f"{number}.csv", ORDERS.encode()))
            until(lambda: finished(app) == number + 1)  # noqa: B023


def test_stopped_while_the_queue_is_lost(shared: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that waits before it opens the queue again ends as it does otherwise."""

    async def lost(*_: object, **__: object) -> None:
        raise ConnectorException

    monkeypatch.setattr(App, "run_worker_async", lost)
    here = service.start(shared)
    works = Worker(here, 1)
    works.start()
    until(lambda: works.working and works.working[0].is_closed())
    assert works.stop()
    here.close()


def test_two_web_processes(shared: Settings) -> None:
    """A second process that starts leaves alone what the first has under way; what is old enough goes. Answers come
    from the blobs that are there now, whoever wrote them."""
    with running(shared) as app:
        visit(app).upload(("a.csv", ORDERS.encode()))
        case = the_case(app)
        vault, until_then = case.service.vault, now() + timedelta(minutes=1)
        for name in ("f" * 32 + ".data", "e" * 32 + ".data"):
            vault.put(case.key, name, b"arrives")
        old = shared.blobs / case.id / ("e" * 32 + ".data")
        os.utime(old, (0, 0))
        for name, moment in (("0.part#1", 0), ("1.part#1", None)):
            left = shared.blobs / case.id / name
            left.touch()
            if moment is not None:
                os.utime(left, (moment, moment))
        with rows_by_hand(case.service.engine) as session:
            session.add(ReservationRow(id="v" * 32, case_id=case.id, size=1, until=until_then))
        with running(shared) as other:
            found = {one.name for one in (shared.blobs / case.id).iterdir()}
            assert "f" * 32 + ".data" in found
            assert old.name not in found
            assert {one for one in found if "#" in one} == {"1.part#1"}
            with database.reading(case.service.engine) as session:
                assert session.get(ReservationRow, "v" * 32)
            there = the_case(other)
            for written in (b"first", b"second"):
                vault.put(case.key, "notes", written)
                assert there.service.vault.derived(there.key, "notes", bytes) == written
            erase.erase(case.service, case.id)
            with pytest.raises(Exception, match="notes"):
                there.service.vault.derived(there.key, "notes", bytes)
            with pytest.raises(CannotStart, match="already running"):
                service.start(shared, alone=True)


def test_only_postgresql_takes_workers(settings: Settings, said: Say) -> None:
    """With SQLite the command says what to do instead, and the service does not start without doing the work."""
    status, words = said("worker", MIOBOE_DATABASE="")
    assert (status, "MIOBOE_DATABASE" in words) == (2, True)
    with pytest.raises(CannotStart, match="MIOBOE_RUNS"):
        service.start(replace(settings, database="", runs=0))
    status, words = said("worker", "--runs", "0", MIOBOE_DATABASE="postgresql://nowhere.example/x")
    assert (status, "--runs must be a whole number from 1 to 64" in words) == (2, True), words


@pytest.mark.sqlite
def test_reanalyse(settings: Settings, said: Say) -> None:
    """All cases are examined once more, each once; a round that was cut off goes on, and ends."""
    with running(settings) as app:
        for number in range(3):
            browser = visit(app)
            browser.upload((f"{number}.csv", ORDERS.encode()))
            browser.wait()
        here = app.state.service
        begun = reanalyse.begin(here)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reanalyse, "AT_A_TIME", 1)
            assert reanalyse.go_on(here, begun) == (3, 0, 0)
        assert reanalyse.begin(here) == begun
    status, words = said("reanalyse", "--all")
    assert (status, "3 cases" in words) == (0, True), words
    with running(settings) as app, database.reading(app.state.service.engine) as session:
        assert sorted((row.wanted, row.examined) for row in session.exec(select(RunRow))) == [(2, 2)] * 3
        rounds = select(AuditRow.event).where(AuditRow.case_id == "").order_by(col(AuditRow.id))
        assert list(session.exec(rounds)) == ["reanalysis", "reanalysed"]


def test_a_killed_reanalysis_goes_on(settings: Settings, said: Say) -> None:
    """The command is killed in the middle of its round: called again it ends that round, and no case is examined for
    nothing once more."""
    alone = replace(settings, database="")
    with running(alone) as app:
        for number in range(5):
            browser = visit(app)
            browser.upload((f"{number}.csv", ORDERS.encode()))
            browser.wait()
    engine = database.connect(alone.database_url)

    def made() -> list[int]:
        with database.reading(engine) as session:
            return sorted(session.exec(select(RunRow.examined)).all())

    killed = command(alone, "reanalyse", "--all")
    until(lambda: 2 in made() or killed.poll() is not None)
    killed.kill()
    killed.communicate()
    left = made().count(1)
    status, words = said("reanalyse", "--all", MIOBOE_DATABASE="")
    assert (status, "5 cases" in words) == (0, True), words
    with database.reading(engine) as session:
        assert [(row.wanted, row.examined) for row in session.exec(select(RunRow))] == [(2, 2)] * 5
        rounds = select(AuditRow.event).where(AuditRow.case_id == "").order_by(col(AuditRow.id))
        assert list(session.exec(rounds)) == ["reanalysis", "reanalysed"]
    engine.dispose()
    assert left
