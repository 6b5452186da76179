"""Examinations end, whatever happens to the process: nothing is lost, doubled, or tried for ever."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from analyzers.events.stored import StoredValues
from app.cases.answers.book import latest_report
from app.cases.files.uploads import uploads
from app.cases.limits import Source
from app.cases.operation import turns
from app.cases.operation.runs import request_run, run_of
from app.cases.workers import carry
from app.cases.workers.carry import Carrier
from app.report.intake import Progress, Read, ReadFile
from app.report.model import Report, StoredProblem
from app.sandbox.client import Input
from app.settings import Settings
from app.storage import database, service
from app.storage.guard import upkeep
from app.storage.tables import CaseRow, RunRow, UploadRow
from tests.browser import ORDERS, Browser, visit
from tests.service import Prepared, rows_by_hand, running, the_case, until
from tests.web.test_start import served


def handed_in(settings: Settings, orders_once: Prepared, **run: Any) -> str:
    """A case with one upload that was read never, as a process leaves it that was killed; gives its id."""
    orders_once.copy(settings)
    with running(settings) as app:
        orders_once.open(visit(app), settings)
        case = the_case(app)
        with rows_by_hand(case.service.engine) as session:
            session.exec(select(UploadRow)).one().state = "stored"
            row = session.get_one(RunRow, case.id)
            row.examined = 0
            for name, value in {"state": "running", "tries": 1, **run}.items():
                setattr(row, name, value)
        case.service.vault.delete(case.id, "report", *(f"{one.id}.events" for one in uploads(case)))
    return case.id


def test_report_of_an_upload(app: FastAPI, browser: Browser) -> None:
    """What was handed in is read, counted and told: files, rows and the state of the run."""
    browser.upload(("a.csv", ORDERS.encode()))
    assert browser.wait()["running"] is False
    case = the_case(app)
    report, run = latest_report(case), run_of(case)
    assert report
    assert [(one.path, one.rows, one.upload) for one in report.files] == [("a.csv", 1, 1)]
    assert (run.state, run.error, run.busy) == ("done", None, False)
    assert [one.state for one in uploads(case)] == ["read"]


def test_second_upload_is_read_alone(app: FastAPI, ordered: Browser) -> None:
    """A later upload adds to the report; what was read before is not read again."""
    case = the_case(app)
    first = uploads(case)[0].id
    events = bytes(case.service.vault.store.get(f"{case.id}/{first}.events").bytes())
    ordered.upload(("b.csv", ORDERS.replace("0000001-", "0000002-").encode()))
    ordered.wait()
    assert [one.path for one in (latest_report(case) or Report()).files] == ["CANARY-name.csv", "b.csv"]
    assert bytes(case.service.vault.store.get(f"{case.id}/{first}.events").bytes()) == events


@pytest.mark.parametrize("state", ["queued", "running"])
def test_taken_up_after_a_crash(settings: Settings, orders_once: Prepared, state: str) -> None:
    """A run that waited or was going on when the process died is done after the next start, without a visit."""
    case_id = handed_in(settings, orders_once, state=state)
    with running(settings) as app:
        until(lambda: run_of(the_case(app)).state == "done")
        assert the_case(app).id == case_id
        assert latest_report(the_case(app))


def test_killer_file_is_not_tried_for_ever(settings: Settings, orders_once: Prepared) -> None:
    """A run that ended the process again and again fails, says so, and begins again with the next upload."""
    handed_in(settings, orders_once, tries=turns.MAX_TRIES)
    with running(settings) as app:
        until(lambda: run_of(the_case(app)).state == "failed")
        with rows_by_hand(app.state.service.engine) as session:
            request_run(session, the_case(app).id, Source())
        app.state.runner.notify(the_case(app).id)
        until(lambda: run_of(the_case(app)).state == "done")


def test_what_a_busy_machine_could_not_read_is_read_with_the_next_run(
    app: FastAPI, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that was given up because of the machine stays to be read, without being handed in again."""

    def too_busy(sources: list[Input], progress: Progress, **turn: object) -> list[Read]:
        return [
            Read(one.upload, [ReadFile(one.name, 1, problems=[StoredProblem(None, "busy", "", StoredValues())])])
            for one in sources
        ]

    with monkeypatch.context() as patch:
        patch.setattr("app.report.build.read", too_busy)
        browser.upload(("a.csv", ORDERS.encode()))
        browser.wait()
        assert [one.state for one in uploads(the_case(app))] == ["stored"]
    browser.upload(("b.csv", ORDERS.replace("0000001-", "0000002-").encode()))
    browser.wait()
    assert [one.rows for one in (latest_report(the_case(app)) or Report()).files] == [1, 1]
    assert [one.state for one in uploads(the_case(app))] == ["read", "read"]


def test_a_run_whose_beginning_was_not_confirmed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is lost while a run begins, so nobody knows whether it did: it is begun once more, and until then
    this process does not say that it is under way."""

    @contextmanager
    def lost(engine: Engine) -> Iterator[Session]:
        with upkeep(engine) as session:
            yield session
        raise OperationalError("COMMIT", None, Exception())

    here = service.start(settings)
    with rows_by_hand(here.engine) as session:
        session.add(CaseRow(id="c"))
        session.flush()
        session.add(RunRow(case_id="c"))
    carrier = Carrier(here)
    with monkeypatch.context() as patch:
        patch.setattr(carry, "upkeep", lost)
        with pytest.raises(OperationalError):
            carrier.begin()
        assert carrier.busy == set()
    assert carrier.begin() == ("c", 1)
    here.close()


def test_stopping_while_the_database_is_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a run cannot be put back into the queue the process ends all the same."""
    here = service.start(settings)
    carrier = Carrier(here)
    carrier.busy.add("c")
    monkeypatch.setattr(carry, "PATIENCE", 0)
    monkeypatch.setattr(carry, "upkeep", Mock(side_effect=OperationalError("BEGIN", None, Exception())))
    assert not carrier.let_go()
    here.close()


def test_damaged_blob_fails_one_run(app: FastAPI, ordered: Browser) -> None:
    """When neither the name of a file nor the log opens, the run fails with a number and the service goes on."""
    case = the_case(app)
    upload = uploads(case)[0]
    case.service.vault.store.put(f"{case.id}/{upload.id}.name", b"damaged")
    assert uploads(case)[0] == replace(upload, from_log=True)
    case.service.vault.store.put(f"{case.id}/custody", b"damaged")
    with rows_by_hand(case.service.engine) as session:
        request_run(session, case.id, Source())
    app.state.runner.notify(case.id)
    ordered.wait()
    assert run_of(case).state == "failed"
    assert len(run_of(case).error or "") == 8
    assert ordered.get("/case/progress").status_code == 200


def test_one_run_a_case_at_a_time(app: FastAPI, browser: Browser) -> None:
    """However often a case is asked for at once, its runs follow each other and the last one sees everything."""
    for number in range(4):
        browser.upload((f"{number}.csv", ORDERS.replace("0000001-", f"000001{number}-").encode()))
    case = the_case(app)
    threads = [threading.Thread(target=app.state.runner.notify, args=(case.id,)) for _ in range(8)]
    for one in threads:
        one.start()
    assert len(app.state.runner.busy) <= 1
    for one in threads:
        one.join()
    browser.wait()
    until(lambda: not app.state.runner.busy)
    assert len((latest_report(case) or Report()).files) == 4
    with database.reading(case.service.engine) as session:
        row = session.get_one(RunRow, case.id)
        assert (row.wanted, row.examined) == (4, 4)


def test_deleted_while_it_is_examined(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """A case that is deleted during its run leaves no report behind."""
    rows = "".join(ORDERS.split("\r\n")[1].replace("0000001-", f"{n:07}-") + "\r\n" for n in range(20_000))
    browser.upload(("a.csv", (ORDERS.split("\r\n")[0] + "\r\n" + rows).encode()))
    until(lambda: run_of(the_case(app)).state == "running")
    browser.post("/case/delete", on="/case/delete")
    until(lambda: not app.state.runner.busy)
    assert [one for one in settings.blobs.rglob("*") if one.is_file()] == []
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(CaseRow)).one().key is None
        assert session.exec(select(RunRow)).all() == []


def test_killed_in_the_middle(tmp_path: Path) -> None:
    """The whole process is killed while it examines: after the next start the report is there, and nothing twice."""
    process, log = served(tmp_path, "127.0.0.1", "0", "en")
    try:
        until(lambda: re.search(r"http://\S+:\d+", log.read_text()))
        url = re.findall(r"http://\S+:\d+", log.read_text())[0]
        head, row = ORDERS.split("\r\n")[:2]
        rows = "\r\n".join(row.replace("0000001-", f"{n:07}-") for n in range(30_000))
        with httpx.Client(base_url=url, timeout=60) as client:
            assert Browser(client).upload(("a.csv", f"{head}\r\n{rows}\r\n".encode())).status_code == 303
    finally:
        process.kill()
        process.wait(30)
    with running(Settings(data=tmp_path / "data")) as app:
        case = the_case(app)
        until(lambda: run_of(case).state == "done")
        report = latest_report(case)
        assert report
        assert [one.rows for one in report.files] == [30_000]
        names = [name.partition(".")[2] for name in case.service.vault.names(case.id)]
        assert sorted(names) == ["", "", "", "data", "events", "name"]  # no point: report, questions, custody
