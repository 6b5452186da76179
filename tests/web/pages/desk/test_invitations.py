"""Invitations of operators: who makes, accepts and ends them."""

from datetime import timedelta

from fastapi import FastAPI
from sqlmodel import select

from app.cases.accounts.account import account_of_name
from app.storage import database
from app.storage.desk_tables import InvitationRow
from app.storage.tables import now
from tests.browser import Browser, visit
from tests.cases.access.test_browsers import age, signed_in
from tests.web.pages.desk.callers import CANARY, held_role, invited, joined


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
    age(app, confirmed_at=timedelta(minutes=11))
    answer = browser.post("/desk/join", {"do": "accept"}, on="/desk/join")
    assert answer.headers["Location"] == "/account/confirm?next=join"
    assert held_role(app, browser) == "person"
