"""Helpers, callers and the codes between them, by the pages that they use."""

import re

from fastapi import FastAPI
from sqlmodel import select

from app.storage import database
from app.storage.tables import CaseRow
from tests.browser import Browser, code_of, visit
from tests.cases.access.test_browsers import held, signed_in
from tests.web.pages.accounts.test_accounts import sign_up

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
    page = browser.get("/sign-up?next=join").text
    assert ("You were invited to help here" in page, "everything here works without one" in page) == (True, False)
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


def held_name(app: FastAPI, browser: Browser) -> str:
    """The name of the account in a browser."""
    known = held(app, browser)
    assert known
    assert known.account
    return known.account.name


def held_role(app: FastAPI, browser: Browser) -> str:
    """The role of the account in a browser."""
    known = held(app, browser)
    return known.account.role if known and known.account else ""


def rows(app: FastAPI) -> list[CaseRow]:
    """The cases."""
    with database.reading(app.state.service.engine) as session:
        return list(session.exec(select(CaseRow)).all())
