"""From an operator's invitation to a caller who decides: every page on the way, without JavaScript."""

import re
import secrets
from datetime import UTC, datetime
from html import unescape

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.cases.case import case_of_row
from app.cases.record import notes
from app.report.summary.words import NOTE_LABELS, word
from app.storage import database
from app.storage.tables import AuditRow, GrantRow, LookRow
from tests.browser import visit
from tests.cases.access.test_browsers import opened, signed_in
from tests.service import hits, rows_by_hand, the_case
from tests.web.pages.desk.callers import CANARY, called, held_name, joined, paper, rows, taken
from tests.web.sweep import helper_in


@pytest.mark.parametrize(("mode", "view"), [("no", 404), ("read", 200), ("work", 200)])
def test_the_whole_way(app: FastAPI, mode: str, view: int) -> None:
    """An operator invites, a helper signs up, opens a case for a caller, asks, and hands it over; the caller takes it
    and decides, and the helper sees what was decided."""
    helper = joined(app)
    assert helper.post("/desk/new", {"name": CANARY}, on="/desk").headers["Location"] == "/case/questions/what"
    page = helper.get("/case/questions/what").text
    assert "Tell me in your own words" in page
    assert CANARY in page
    answer = helper.post("/case/questions/what", {"answer": "symptom.cod_parcel"}, on="/case/questions/what")
    assert "Script for the call" in helper.get(answer.headers["Location"]).text
    helper.post("/case/questions/parcel.paid", {"answer": "paid"}, on="/case/questions/parcel.paid")
    assert "What you open and change is noted for that person" in helper.get("/case/steps").text
    for page, times in {"/case/steps": 1, "/case/paper": 1, "/case/paper?easy=1": 0}.items():
        assert helper.get(page).text.count("read them out as they stand") == times
    caller = taken(app, paper(helper))
    closed = helper.get("/case")
    assert (closed.status_code, "no longer open to you" in closed.text) == (404, True)
    assert CANARY not in helper.get("/desk").text
    assert "Counsellor opened it for you" in caller.get("/case/taken").text
    assert "somebody here paid" in caller.get("/case/questions").text.lower() or "paid" in caller.get("/case").text
    assert caller.post("/case/taken", {"mode": mode, "days": "7"}, on="/case/taken").headers["Location"] == "/case"
    listed = helper.get("/desk").text
    assert (CANARY in listed) == (mode != "no")
    if mode == "no":
        assert "No case is open to you now" in listed
        return
    [grant] = re.findall(r'name="grant" value="([0-9a-f]+)"', listed)
    helper.post("/desk/open", {"grant": grant}, on="/desk")
    assert helper.get("/case").status_code == view
    changed = helper.post("/case/contacts", {"recipient": "desk", "at": "2026-11-20T10:00", "zone": "UTC"}, on="/case")
    assert changed.status_code == (303 if mode == "work" else 403)
    looks = caller.get("/case/helpers").text
    assert "Counsellor opened your case." in looks
    assert "Opened it for you" in looks


def test_the_summary_says_that_somebody_helped(app: FastAPI) -> None:
    """In every form, also after the case was handed over; a case in which a helper only read was made by its person."""
    alone = visit(app)
    alone.post("/start", {"symptom": "symptom.cod_parcel"})
    reading = helper_in(app, the_case(app), "read")
    assert reading.get("/case/steps").status_code == 200
    assert reading.post("/case/contacts", {"recipient": "x"}, on="/case").status_code == 403
    helper = called(app)
    helper.post("/case/questions/what", {"answer": "symptom.cod_parcel"}, on="/desk/notes")
    caller = taken(app, paper(helper))
    for browser, name in ((caller, "statement_alone_helped"), (alone, "statement_alone")):
        for lang in ("ja", "en"):
            said = word(NOTE_LABELS, name, lang)
            page = browser.get(f"/case/summary.html?lang={lang}")
            assert said in unescape(page.text), (page.status_code, name)
            assert said in unescape(browser.get(f"/case/summary?lang={lang}").text), name


def test_what_a_helper_calls_a_case_is_in_no_table(app: FastAPI) -> None:
    """Name and remarks lie in the vault alone, and stay out of what the person reads and downloads."""
    helper = called(app)
    helper.post("/desk/notes", {"do": "write", "id": "abcdef0123", "text": "CANARY-remark"}, on="/desk/notes")
    assert "CANARY-remark" in helper.get("/desk/notes").text
    assert hits(app.state.settings, b"CANARY") == []
    assert "CANARY" not in helper.get("/case/summary.txt").text
    caller = taken(app, paper(helper))
    for path in ("/case/helpers", "/case/taken", "/case/contacts", "/case/summary.json", "/case/summary.txt"):
        assert "CANARY" not in caller.get(path).text, path
    export = caller.post("/case/export", on="/case/export").content
    assert b"CANARY" not in export
    assert b"data/other" not in export
    assert b"code_hash" not in export


def test_a_remark_that_is_moved_is_the_persons(app: FastAPI) -> None:
    """It becomes an entry of the contact log, once, and leaves the helper's notes."""
    helper = called(app)
    for _ in range(2):  # a form that is sent twice is one remark
        helper.post("/desk/notes", {"do": "write", "id": "abcdef0123", "text": "CANARY-remark"}, on="/desk/notes")
    helper.post("/desk/notes", {"do": "write", "id": "abcdef0124", "text": "CANARY-other"}, on="/desk/notes")
    helper.post("/desk/notes", {"do": "move", "id": "abcdef0123"}, on="/desk/notes")
    assert helper.post("/desk/notes", {"do": "move", "id": "abcdef0123"}, on="/desk/notes").status_code == 404
    helper.post("/desk/notes", {"do": "remove", "id": "abcdef0124"}, on="/desk/notes")
    helper.post("/desk/notes", {"do": "name", "name": "other name"}, on="/desk/notes")
    page = helper.get("/desk/notes").text
    assert ("CANARY-" in page, "other name" in page) == (False, True)
    [entry] = notes.load(the_case(app))["contacts"]
    assert (entry["statement"], entry["id"]) == ("CANARY-remark", "abcdef0123")
    assert "CANARY-remark" in helper.get("/case/summary.txt").text


def test_a_helper_who_may_read_keeps_notes_and_moves_none(app: FastAPI) -> None:
    """Notes are the helper's own; moving one would change the case."""
    helper = called(app)
    caller = taken(app, paper(helper))
    caller.post("/case/taken", {"mode": "read", "days": "1"}, on="/case/taken")
    [grant] = re.findall(r'name="grant" value="([0-9a-f]+)"', helper.get("/desk").text)
    helper.post("/desk/open", {"grant": grant}, on="/desk")
    helper.post("/desk/notes", {"do": "write", "id": "abcdef0123", "text": "CANARY-remark"}, on="/desk/notes")
    assert "CANARY-remark" in helper.get("/desk/notes").text
    assert helper.post("/desk/notes", {"do": "move", "id": "abcdef0123"}, on="/desk/notes").status_code == 403
    [row] = re.findall(r'name="grant" value="([0-9a-f]+)"', caller.get("/case/helpers").text)
    caller.post("/case/helpers/end", {"grant": row}, on="/case/helpers")
    caller.post("/case/helpers", {"name": held_name(app, helper), "mode": "read", "days": "1"}, on="/case/helpers")
    [grant] = re.findall(r'name="grant" value="([0-9a-f]+)"', helper.get("/desk").text)
    helper.post("/desk/open", {"grant": grant}, on="/desk")
    assert "CANARY" not in helper.get("/desk/notes").text  # they went with the help


def test_the_last_contact_is_the_last_entry(app: FastAPI) -> None:
    """An answer or a note counts, also years later; looking at a page does not, and a case that was only opened has
    none."""
    helper = called(app)
    helper.post("/case/questions/what", {"answer": "symptom.cod_parcel"}, on="/desk/notes")
    helper.get("/case/steps")
    with rows_by_hand(app.state.service.engine) as session:
        session.exec(select(GrantRow)).one().created_at = datetime(2026, 1, 2, tzinfo=UTC)
        for look in session.exec(select(LookRow)):
            sent = look.action.startswith("POST /case/questions")
            look.at = datetime(2026, 2, 3 if sent else 4, tzinfo=UTC)
    assert "3 Feb 2026" in helper.get("/desk").text
    assert "4 Feb 2026" not in helper.get("/desk").text
    helper.post("/desk/notes", {"do": "write", "id": "abcdef0123", "text": "x"}, on="/desk/notes")
    assert "3 Feb 2026" not in helper.get("/desk").text
    own = visit(app)
    assert own.post("/start", {"symptom": "symptom.cod_parcel"}).status_code == 303
    own.post("/case/helpers", {"name": held_name(app, helper), "mode": "read", "days": "1"}, on="/case/helpers")
    assert helper.get("/desk").text.count("Nothing was written down yet.") == 1


def test_the_list_is_searched_and_filtered(app: FastAPI) -> None:
    """By words of the name and of what happened, and by state; what is searched for stands in no address."""
    helper = visit(app)
    signed_in(app, helper, "helper")
    for name, symptom in (("CANARY-Sato", "symptom.cod_parcel"), ("CANARY-Suzuki", "symptom.login_alert")):
        helper.post("/desk/new", {"name": name}, on="/desk")
        helper.post("/case/questions/what", {"answer": symptom}, on="/desk")
    code = paper(helper)

    def names(page: str) -> list[str]:
        return sorted(re.findall(r"CANARY-(\w+)</bdi>", page))

    assert names(helper.get("/desk").text) == ["Sato", "Suzuki"]
    for words, found in (("sato", ["Sato"]), ("cash-on-delivery", ["Sato"]), ("nobody-like-this", [])):
        answer = helper.post("/desk/find", {"words": words}, on="/desk")
        assert (answer.status_code, names(answer.text)) == (200, found), words
    filters = {"all": 2, "desk": 2, "waiting": 1, "person": 0, "soon": 0, "nonsense": 2}
    assert {show: len(names(helper.get(f"/desk?show={show}").text)) for show in filters} == filters
    taken(app, code).post("/case/taken", {"mode": "work", "days": "7"}, on="/case/taken")
    assert names(helper.get("/desk?show=person").text) == ["Suzuki"]


def test_help_moved(app: FastAPI) -> None:
    """The earlier address of the list leads to the desk, which everybody may read."""
    browser = visit(app)
    assert browser.get("/help").headers["Location"].startswith("/desk")
    assert "I have an invitation" in browser.get("/desk").text


def test_a_guests_case_is_not_lost(app: FastAPI) -> None:
    """A helper whose own case has no code is told before a caller's takes its place."""
    browser = opened(app)
    signed_in(app, browser, "helper")
    answer = browser.post("/desk/new", {"name": "x"}, on="/desk")
    assert (answer.status_code, "would be lost" in answer.text) == (409, True)
    assert case_of_row(app.state.service, rows(app)[0]) is not None
    assert len(rows(app)) == 1


def test_what_happened_is_in_the_log_without_content(app: FastAPI) -> None:
    """The audit says that a case was opened for a caller, handed over and taken over."""
    taken(app, paper(called(app)))
    with database.reading(app.state.service.engine) as session:
        events = list(session.exec(select(AuditRow.event).order_by(col(AuditRow.id))))
        assert [event for event in events if event != "opened"] == ["caller", "handover", "taken-over"]
        assert session.exec(select(GrantRow)).one().ended_at is not None


def test_nobody_else_opens_a_callers_case(app: FastAPI) -> None:
    """Another helper does not see it, and does not enter it with the id of its grant."""
    called(app)
    with database.reading(app.state.service.engine) as session:
        grant = session.exec(select(GrantRow)).one().id
    other = visit(app)
    signed_in(app, other, "helper")
    assert CANARY not in other.get("/desk").text
    assert other.post("/desk/open", {"grant": grant}, on="/desk").status_code == 404
    assert other.post("/desk/open", {"grant": secrets.token_hex(16)}, on="/desk").status_code == 404
