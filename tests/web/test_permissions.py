"""Who may do what: docs/security.md says it of every route, and every route is asked by everybody."""

import re
import secrets
from collections.abc import Callable
from functools import partial

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.storage import database
from app.storage.tables import AccountRow
from tests.browser import Browser, visit
from tests.cases.access.test_browsers import held, signed_in
from tests.docs.tables import ACTORS, MAY
from tests.web.pages.conftest import guest
from tests.web.pages.test_every_page import addresses, full, full_once, settings
from tests.web.sweep import Ask, asks, case_in, helper_in, of_case, outcome, owner, send

__all__ = ["full", "full_once", "guest", "settings"]

REFUSED = {"nobody": {"no case", "sign in", "unknown"}, "owner": {"unknown"}, "reads": {"not for helpers", "unknown"}}
REFUSED["works"] = REFUSED["opened"] = REFUSED["reads"]
# What nobody may set by a form, because it is not among its fields: columns of the tables.
EXTRA = ("role", "account_id", "case_id", "grant_id", "helper_id", "key_id", "password_hash", "totp_secret", "until")


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


def may(actor: str, ask: Ask) -> str:
    """What docs/security.md says of the route: ``all``, ``look`` or ``–``."""
    assert ask.declared
    return MAY[ask.declared.who][ACTORS.index(actor)]


def check(ask: Ask, allowed: str, found: str, actor: str) -> None:
    """Whether what an actor got is what the page says."""
    where = f"{actor}: {ask.verb} {ask.route}: {found}"
    if allowed == "–":
        assert found in REFUSED[actor], where
    elif allowed == "look" and ask.verb == "POST":
        assert found == "read only", where
    else:
        parts = ask.verb == "POST" or "{" in ask.route
        assert found in ({"served", "unknown"} if parts else {"served"}), where


def opener(app: FastAPI) -> Browser:
    """A helper who has a case open that they opened for a caller."""
    browser = visit(app)
    signed_in(app, browser, "helper")
    send(app, browser, Ask("POST", "", "/desk/new"))
    return browser


def holds(app: FastAPI, browser: Browser) -> tuple[str | None, str | None]:
    """The ids of the account and of the case in a browser."""
    known = held(app, browser)
    return (known.account.id if known and known.account else None, known.case.id if known and known.case else None)


@pytest.mark.parametrize("actor", ACTORS)
def test_every_route(app: FastAPI, actor: str) -> None:
    """Each route answers each of them as the page says. Fields that are in no form change neither a role nor
    somebody else's case."""
    victim = owner(app)
    case = case_in(app, victim)
    helped = case_in(app, owner(app))
    make: dict[str, Callable[[], Browser]] = {"nobody": partial(visit, app), "owner": partial(owner, app)}
    make |= {name: partial(helper_in, app, helped, mode) for name, mode in (("reads", "read"), ("works", "work"))}
    make["opened"] = partial(opener, app)
    before, browser = of_case(app, case.id), make[actor]()
    extra = dict.fromkeys(EXTRA, case.id) | {"role": "operator"}
    for ask in asks():
        had = holds(app, browser)
        allowed, answer = may(actor, ask), send(app, browser, ask, **extra)
        if allowed == "–" and outcome(answer) == "served" and "Location" in answer.headers:
            answer = browser.get(answer.headers["Location"])  # the address of a button leads to its page
        check(ask, allowed, outcome(answer), actor)
        if holds(app, browser) != had:
            browser = make[actor]()  # it left, deleted or opened something
    assert of_case(app, case.id) == before
    with database.reading(app.state.service.engine) as session:
        assert set(session.exec(select(AccountRow.role))) <= {"person", "helper"}


def test_operators_see_counts_alone(app: FastAPI) -> None:
    """An operator finds the counts and no case; nobody else finds the counts."""
    browser = visit(app)
    signed_in(app, browser, "operator")
    assert outcome(browser.get("/operator")) == "served"
    for ask in asks():
        theirs = ask.route.startswith(("/case", "/desk/")) and ask.route not in ("/desk/join", "/desk/figures")
        if theirs and ask.verb == "GET":
            assert outcome(send(app, browser, ask)) in ("no case", "unknown"), ask


def forms(browser: Browser, pages: list[str]) -> list[tuple[str, dict[str, str]]]:
    """(address, fields) of every kind of form on some pages: its hidden fields and the button that sends it."""
    found = {}
    for path in pages:
        for form in re.findall(r"<form\b.*?</form>", browser.get(path).text, re.S):
            given = re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', form)
            pressed = re.findall(r'<button[^>]* name="([^"]+)" value="([^"]*)"', form)
            action = re.match(r'<form[^>]* action="([^"?]*)', form)
            fields, where = dict([*given, *pressed[:1]]), action[1] if action else path
            found[where, *fields] = (where, fields)
    return list(found.values())


def test_ids_of_others_are_unknown_ids(app: FastAPI, full: Browser) -> None:
    """The forms and addresses of one person's case, sent by another, change nothing in that case, and are answered
    like ids that do not exist."""
    case = case_in(app, full)
    own = ("/account/close", "/case/delete", "/case/leave", "/sign-out", "/case/export", "/case/bundle")
    made = re.compile(r"/case/(letters/|questions/|summary\.(?!json))")  # slow to make, and without an id
    pages = [path for path in addresses(full) if path.startswith(("/case", "/account")) and not made.match(path)]
    theirs = [(path, fields) for path, fields in forms(full, pages) if path not in own and not path.startswith("/sign")]
    assert sum(bool(fields) for _, fields in theirs) >= 10
    before, stranger = of_case(app, case.id), owner(app)
    for path, fields in theirs:
        unknown = {name: re.sub(r"[0-9a-f]{8,}", lambda id_: secrets.token_hex(99)[: len(id_[0])], value)
                   for name, value in fields.items()}  # fmt: skip
        answers = [send(app, stranger, Ask("POST", "", path), **one).status_code for one in (fields, unknown)]
        assert answers[0] == answers[1], (path, fields)
    for path in pages:
        assert "CANARY" not in stranger.get(path).text, path
    assert of_case(app, case.id) == before
