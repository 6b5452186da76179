"""From an operator's invitation to a caller who decides: every page on the way, without JavaScript."""

import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.cases.accounts.account import account_of_name
from app.cases.case import case_of_row
from app.cases.record import notes
from app.storage import database
from app.storage.desk_tables import HandoverRow, InvitationRow
from app.storage.tables import AuditRow, CaseRow, GrantRow, LookRow, now
from tests.browser import Browser, code_of, hand_in_orders, multipart, visit
from tests.cases.access.test_browsers import held, opened, signed_in
from tests.service import hits, the_case
from tests.web.pages.accounts.test_accounts import sign_up
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import PICTURE

CANARY = "CANARY-Grandma"


def invited(app: FastAPI) -> str:
    """The code of an invitation that an operator makes on the page."""
    operator = visit(app)
    signed_in(app, operator, "operator")
    answer = operator.post("/operator/invitations", {"do": "make"}, on="/operator/invitations")
    code = code_of(answer)
    assert f"/desk/join#{code}" in answer.text
    assert code not in operator.get("/operator/invitations").text
    return code


def joined(app: FastAPI, name: str = "Counsellor") -> Browser:
    """A helper who accepted an invitation with a new account."""
    browser = visit(app)
    answer = browser.post("/desk/join", {"code": invited(app)}, on="/desk/join")
    assert answer.headers["Location"] == "/desk/join?lang=en"
    assert "/sign-up?" in browser.get("/desk/join").text
    assert sign_up(browser, name, next="join") == "/desk/join?lang=en"
    assert browser.get("/desk").text.count("does not help here yet") == 1
    assert browser.post("/desk/join", {"do": "accept"}, on="/desk/join").headers["Location"] == "/desk"
    return browser


def called(app: FastAPI, name: str = CANARY) -> Browser:
    """A helper's browser with a new case of a caller."""
    browser = visit(app)
    signed_in(app, browser, "helper")
    answer = browser.post("/desk/new", {"name": name}, on="/desk")
    assert answer.headers["Location"] == "/case/questions/what"
    return browser


def paper(browser: Browser, kind: str = "paper") -> str:
    """The code of a case that is handed over."""
    answer = browser.post("/desk/hand-over", {"kind": kind}, on="/desk/hand-over")
    found = re.search(r"/take-over#([0-9A-Z-]+)", answer.text) or re.search(r'large"[^>]*>([0-9A-Z-]+)<', answer.text)
    assert found, answer.text
    return found[1]


def taken(app: FastAPI, code: str) -> Browser:
    """The browser of a caller who has entered the code."""
    caller = visit(app)
    assert caller.post("/take-over", {"code": code.lower()}, on="/take-over").headers["Location"] == "/case/taken"
    return caller


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


def held_name(app: FastAPI, browser: Browser) -> str:
    """The name of the account in a browser."""
    known = held(app, browser)
    assert known
    assert known.account
    return known.account.name


def test_until_it_is_taken_over_the_helper_corrects_and_deletes(app: FastAPI) -> None:
    """What was typed wrong is taken back; the case is deleted on its page, with its code; afterwards neither works."""
    helper = called(app)
    for answers in (["symptom.cod_parcel", "symptom.login_alert"], ["symptom.cod_parcel"]):
        assert helper.post("/case/questions/what", {"answer": answers}, on="/desk/notes").status_code == 303
    assert notes.load(the_case(app))["answers"]["what"] == ["symptom.cod_parcel"]
    code = paper(helper)
    assert "Delete it now" in helper.get("/desk/delete").text
    assert helper.post("/desk/delete", on="/desk/delete").headers["Location"] == "/desk"
    assert visit(app).post("/take-over", {"code": code}, on="/take-over").status_code == 403
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(HandoverRow)).all() == []
        assert session.exec(select(CaseRow)).one().key is None


def test_after_it_is_taken_over_the_helper_neither_deletes_nor_hands_over(app: FastAPI) -> None:
    """Also where the caller lets the helper work on the case."""
    helper = called(app)
    caller = taken(app, paper(helper))
    caller.post("/case/taken", {"mode": "work", "days": "1"}, on="/case/taken")
    [grant] = re.findall(r'name="grant" value="([0-9a-f]+)"', helper.get("/desk").text)
    helper.post("/desk/open", {"grant": grant}, on="/desk")
    for path in ("/desk/delete", "/desk/hand-over"):
        assert helper.get(path).status_code == 403, path
        assert helper.post(path, {"kind": "link"}, on="/desk/notes").status_code == 403, path
    assert caller.get("/case").status_code == 200


@pytest.mark.parametrize("upload", [True, False])
def test_a_single_file_is_the_helpers_until_it_is_handed_over(app: FastAPI, upload: bool) -> None:
    """What a helper handed in by mistake is removed on its page; afterwards only the caller removes it."""
    helper = called(app)
    if upload:
        hand_in_orders(helper)
        listed, start = "/case/files", "/case/remove/file/"
    else:
        proof = multipart(helper.token("/case/evidence/save.screens"), (("a.png", PICTURE),), step="save.screens")
        assert helper.client.post("/upload", **proof).status_code == 303
        listed, start = "/case/evidence/exhibit/1", "/case/remove/exhibit/"
    path = next(link for link in Markup(helper.get(listed).text).links if link.startswith(start))
    assert helper.get(path).status_code == 200
    caller = taken(app, paper(helper))
    caller.post("/case/taken", {"mode": "work", "days": "1"}, on="/case/taken")
    [grant] = re.findall(r'name="grant" value="([0-9a-f]+)"', helper.get("/desk").text)
    helper.post("/desk/open", {"grant": grant}, on="/desk")
    assert path not in helper.get(listed).text
    assert [helper.get(path).status_code, helper.post(path, on="/desk/notes").status_code] == [403, 403]
    again = called(app, "another")
    if upload:
        hand_in_orders(again)
    else:
        proof = multipart(again.token("/case/evidence/save.screens"), (("a.png", PICTURE),), step="save.screens")
        again.client.post("/upload", **proof)
    path = next(link for link in Markup(again.get(listed).text).links if link.startswith(start))
    assert again.post(path, on=path).status_code == 303
    assert again.get(path).status_code == 404


def test_the_last_contact_is_the_last_entry(app: FastAPI) -> None:
    """An answer or a note counts, also years later; looking at a page does not, and a case that was only opened has
    none."""
    helper = called(app)
    helper.post("/case/questions/what", {"answer": "symptom.cod_parcel"}, on="/desk/notes")
    helper.get("/case/steps")
    with database.writing(app.state.service.engine) as session:
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


def test_a_code_opens_once_and_in_time(app: FastAPI) -> None:
    """A used, replaced, withdrawn or late code opens nothing; a form that was sent twice goes on."""
    helper = called(app)
    first, second = paper(helper), paper(helper, "link")
    assert first != second
    stranger = visit(app)
    assert stranger.post("/take-over", {"code": first}, on="/take-over").status_code == 403
    helper.post("/desk/hand-over", {"do": "withdraw"}, on="/desk/hand-over")
    assert stranger.post("/take-over", {"code": second}, on="/take-over").status_code == 403
    third = paper(helper)
    with database.writing(app.state.service.engine) as session:
        row = session.exec(select(HandoverRow)).one()
        until, row.until = row.until, now()
    assert stranger.post("/take-over", {"code": third}, on="/take-over").status_code == 403
    with database.writing(app.state.service.engine) as session:
        session.exec(select(HandoverRow)).one().until = until
    form = {"csrf": stranger.token("/take-over"), "code": third}
    before = stranger.client.cookies.get("mioboe-visit")
    assert stranger.client.post("/take-over", data=form).headers["Location"] == "/case/taken"
    assert before
    assert stranger.client.post("/take-over", data=form | {"csrf": stranger.token("/case/taken")}).status_code == 303
    assert visit(app).post("/take-over", {"code": third}, on="/take-over").status_code == 403
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(CaseRow)).one().keep_until is None  # kept as long as every other case from now on


def test_the_helper_does_not_take_the_case(app: FastAPI) -> None:
    """In the helper's own browser the code is refused, and goes on working."""
    helper = called(app)
    code = paper(helper)
    answer = helper.post("/take-over", {"code": code}, on="/take-over")
    assert (answer.status_code, "for the person whose case it is" in answer.text) == (403, True)
    taken(app, code)


def test_codes_are_not_guessed(app: FastAPI) -> None:
    """After twenty tries of a browser, codes of cases and of invitations wait, right ones too."""
    code, stranger = paper(called(app)), visit(app)
    for path, field in (("/take-over", code), ("/desk/join", invited(app))):
        token = stranger.token(path)
        answers = [stranger.client.post(path, data={"csrf": token, "code": "0" * 28}).status_code for _ in range(20)]
        assert set(answers) == {403}, path
        late = stranger.client.post(path, data={"csrf": token, "code": field})
        assert late.status_code == 429, path
        assert "Retry-After" in late.headers


def test_a_case_that_nobody_takes_over_is_erased(app: FastAPI) -> None:
    """After thirty days, without the helper's doing."""
    called(app)
    assert the_case(app).until - now() > timedelta(days=29)
    assert the_case(app).until - now() < timedelta(days=30, minutes=1)


def test_invitations_work_once_and_in_time(app: FastAPI) -> None:
    """A used, revoked or late invitation lets nobody in, also where its code was entered before."""
    operator = visit(app)
    signed_in(app, operator, "operator")
    people: list[Browser] = []
    for change in ("used", "revoked", "late"):
        browser, code = visit(app), invited(app)
        signed_in(app, browser)
        browser.post("/desk/join", {"code": code}, on="/desk/join")
        with database.writing(app.state.service.engine) as session:
            row = max(session.exec(select(InvitationRow)).all(), key=lambda one: one.created_at)
            if change == "late":
                row.until = now()
            name = row.id
        if change == "used":
            other = visit(app)
            signed_in(app, other)
            other.post("/desk/join", {"code": code}, on="/desk/join")
            assert other.post("/desk/join", {"do": "accept"}, on="/desk/join").headers["Location"] == "/desk"
        elif change == "revoked":
            operator.post("/operator/invitations", {"do": "revoke", "id": name}, on="/operator/invitations")
        answer = browser.post("/desk/join", {"do": "accept"}, on="/desk/join")
        assert (answer.status_code, "was used already, or its time is over" in answer.text) == (403, True), change
        assert visit(app).post("/desk/join", {"code": code}, on="/desk/join").status_code == 403
        people.append(browser)
    assert {held_role(app, browser) for browser in people} == {"person"}
    page = operator.get("/operator/invitations").text
    states = [page.count(f'<span class="tag">{state}</span>') for state in ("Used", "Revoked", "Its time is over")]
    assert states == [1, 1, 1]


def held_role(app: FastAPI, browser: Browser) -> str:
    """The role of the account in a browser."""
    known = held(app, browser)
    return known.account.role if known and known.account else ""


def test_only_operators_invite(app: FastAPI) -> None:
    """Persons and helpers find no such page, and a helper's or operator's account accepts no invitation."""
    code = invited(app)
    for role in ("person", "helper"):
        browser = visit(app)
        signed_in(app, browser, role)
        assert browser.get("/operator/invitations").status_code == 404
        assert browser.post("/operator/invitations", {"do": "make"}, on="/desk").status_code == 404
    for role in ("helper", "operator"):
        browser = visit(app)
        token = browser.token("/desk/join")
        browser.client.post("/desk/join", data={"csrf": token, "code": code})
        signed_in(app, browser, role)
        assert browser.post("/desk/join", {"do": "accept"}, on="/account/password").status_code == 409
        assert held_role(app, browser) == role


def test_an_operator_ends_a_helpers_task(app: FastAPI) -> None:
    """The account stays, is signed out, and opens no case of others."""
    helper = joined(app, "Former")
    helper.post("/desk/new", {"name": CANARY}, on="/desk")
    operator = visit(app)
    signed_in(app, operator, "operator")
    account = account_of_name(app.state.service, "Former")
    assert account
    operator.post("/operator/invitations", {"do": "end", "id": account.id}, on="/operator/invitations")
    assert helper.get("/case").status_code == 404
    known = account_of_name(app.state.service, "Former")
    assert known
    assert known.role == "person"
    assert operator.post("/operator/invitations", {"do": "end", "id": account.id}, on="/operator").status_code == 404


def test_accepting_needs_a_fresh_proof(app: FastAPI) -> None:
    """Somebody at a browser that was left open does not turn its account into a helper's."""
    browser = visit(app)
    signed_in(app, browser)
    browser.post("/desk/join", {"code": invited(app)}, on="/desk/join")
    from tests.cases.access.test_browsers import age

    age(app, confirmed_at=timedelta(minutes=11))
    answer = browser.post("/desk/join", {"do": "accept"}, on="/desk/join")
    assert answer.headers["Location"] == "/account/confirm?next=join"
    assert held_role(app, browser) == "person"


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


def rows(app: FastAPI) -> list[CaseRow]:
    """The cases."""
    with database.reading(app.state.service.engine) as session:
        return list(session.exec(select(CaseRow)).all())


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
