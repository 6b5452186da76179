"""How long a case is kept: shown, shortened by the person, and enforced by the clock."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app import main
from app.cases.answers.book import latest_report
from app.cases.files import erase
from app.cases.files.uploads import uploads
from app.cases.operation.runs import run_of
from app.cases.record import retention
from app.i18n.formats import when
from app.report.catalogue import persons_clock
from app.settings import Settings
from app.storage import database
from app.storage.tables import AuditRow, CaseRow, UploadRow, now
from tests.browser import Browser, code_of, visit
from tests.service import rows_by_hand, running, the_case, until


def test_person_has_the_case_erased_sooner_and_later_again(app: FastAPI, ordered: Browser) -> None:
    """The pages say when, the person chooses among days before the operator's own, and every choice is recorded."""
    longest = the_case(app).until
    assert longest == the_case(app).created_at + timedelta(days=180)
    assert "days from now" in ordered.get("/case/delete").text
    answer = ordered.post("/case/delete/later", {"days": "7"}, on="/case/delete")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/case/delete#later")
    assert timedelta(days=6, hours=23) < the_case(app).until - now() <= timedelta(days=7)
    shown = when(the_case(app).until, "stated", "en", persons_clock(latest_report(the_case(app)), "en"))
    assert all(shown in ordered.get(path).text for path in ("/case/delete", "/case/safety"))
    for unknown in ("181", "-1", "0", "seven", "7" * 99):
        assert ordered.post("/case/delete/later", {"days": unknown}, on="/case/delete").status_code == 422
    assert the_case(app).until < longest
    assert ordered.post("/case/delete/later", {"days": ""}, on="/case/delete").status_code == 303
    assert the_case(app).until < longest
    assert ordered.post("/case/delete/later", {"days": "latest"}, on="/case/delete").status_code == 303
    assert the_case(app).until == longest
    with database.reading(app.state.service.engine) as session:
        assert [one.event for one in session.exec(select(AuditRow))].count("retention") == 2


def test_operators_limit_ends_the_choices(settings: Settings) -> None:
    """Nobody is offered a day after the one on which the case is erased anyway."""
    with running(settings, keep_cases=8) as app:
        visit(app).post("/start", {"symptom": "symptom.free_parcel"})
        assert retention.choices(the_case(app)) == [1, 7]


def test_case_opens_nowhere_from_the_second_on(app: FastAPI, browser: Browser) -> None:
    """Neither the cookie nor the code opens a case whose time is over, though nothing has erased it yet."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    with database.writing(app.state.service.engine) as session:
        session.exec(select(CaseRow)).one().keep_until = now() - timedelta(seconds=1)
    assert browser.get("/case").status_code == 404
    assert visit(app).post("/resume", {"code": code}, on="/resume").status_code == 403
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(CaseRow.key)).one() is not None


def test_running_service_erases_what_is_due(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """No restart and no request is needed."""
    monkeypatch.setattr(main, "SWEEP", 0.1)
    with running(settings) as app:
        visit(app).post("/start", {"symptom": "symptom.free_parcel"})
        with database.writing(app.state.service.engine) as session:
            session.exec(select(CaseRow)).one().keep_until = now() - timedelta(seconds=1)
        until(lambda: app.state.service.vault.cases() == set(), 30)

        def erased() -> bool:
            with database.reading(app.state.service.engine) as session:
                return session.exec(select(CaseRow.key)).one() is None

        until(erased, 30)


def test_original_that_was_never_read_goes_too(app: FastAPI, ordered: Browser) -> None:
    """After its time nothing of it is left, and the case can still be examined."""
    case = the_case(app)
    names = case.service.vault.names(case.id)
    case.service.vault.delete(case.id, *(one for one in names if one.endswith(".events")))
    with rows_by_hand(case.service.engine) as session:
        row = session.exec(select(UploadRow)).one()
        row.created_at, row.state = now() - timedelta(days=31), "stored"
        held = session.get_one(CaseRow, case.id)
        held.blobs = {name: number for name, number in held.blobs.items() if not name.endswith(".events")}
    erase.expire(case.service)
    assert uploads(case) == []
    assert not [one for one in case.service.vault.names(case.id) if one.startswith(row.id)]
    ordered.upload(text="2 lines\nof text")
    ordered.wait()
    assert run_of(case).state == "done"
