"""Every route and verb of the service with requests from different people: the base of tests about all routes."""

import hashlib
import secrets
from typing import Any, NamedTuple

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlmodel import SQLModel, select

from app.cases.access import helpers
from app.cases.accounts.account import account_of_id
from app.cases.case import Case
from app.storage import database
from app.storage.tables import GrantRow
from app.web import pages
from app.web.route import Route
from tests.browser import Browser, visit
from tests.cases.access.test_browsers import held, opened, signed_in
from tests.web.pages.test_every_page import EXAMPLES

# Titles of the pages that refuse somebody, and what that means.
REFUSALS = {
    "No case is open in this browser": "no case",
    "Only the person whose case this is can do that": "not for helpers",
    "You may only read this case": "read only",
    "This page does not exist": "unknown",
}


class Ask(NamedTuple):
    """One verb of one route: ``path`` is an address of it, ``route`` its pattern, ``fields`` the fields that its form
    requires, ``all_fields`` all that it may have. ``declared`` is what its page says of it."""

    verb: str
    route: str
    path: str
    fields: tuple[str, ...] = ()
    all_fields: tuple[str, ...] = ()
    declared: Route | None = None


def asks() -> list[Ask]:
    """Every route with each of its verbs."""
    routes = {(verb, route.path): route for route in pages.admitted() for verb in route.methods or ()}
    return [
        Ask(verb, route.path, path_of(route.path), *fields(routes[verb, route.path]), route)
        for route in pages.declared()
        for verb in sorted(route.methods)
    ]


def fields(route: APIRoute) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that a form must have, and all that it may have."""
    known = route.dependant.body_params
    return tuple(one.alias for one in known if one.field_info.is_required()), tuple(one.alias for one in known)


def path_of(route: str) -> str:
    """An address of the route."""
    start, _, rest = route.partition("{")
    return f"{start}{EXAMPLES[route][0] if route in EXAMPLES else 'x'}" if rest else start


def send(app: FastAPI, browser: Browser, ask: Ask, **fields: Any) -> httpx.Response:
    """The response to a browser: a page, or the answer to a form with these fields."""
    if ask.verb != "POST":
        return browser.client.request(ask.verb, ask.path)
    given = dict.fromkeys(ask.fields, "1") | fields
    return browser.client.post(ask.path, data={"csrf": own_token(app, browser), **given})


def own_token(app: FastAPI, browser: Browser) -> str:
    """A form token that belongs to this browser."""
    holder = browser.client.cookies.get("mioboe") or browser.client.cookies.get("mioboe-visit")
    if not holder:
        return browser.token("/")
    known = held(app, browser)
    case = app.state.service.keyed_hash("form of a case", known.case.id)[:16] if known and known.case else "-"
    stem = f"en.{case}.{secrets.token_urlsafe(12)}"
    return f"{stem}.{app.state.service.keyed_hash('form', stem, holder)}"


def outcome(answer: httpx.Response) -> str:
    """``served``, ``sign in``, or why it was refused."""
    if answer.headers.get("Location", "").startswith("/sign-in?next="):
        return "sign in"
    said = answer.text if answer.headers.get("Content-Type", "").startswith("text/html") else ""
    return next((why for title, why in REFUSALS.items() if f"<title>{title}" in said), "served")


def owner(app: FastAPI) -> Browser:
    """A browser of somebody who is signed in and has an open case."""
    browser = opened(app)
    signed_in(app, browser)
    return browser


def case_in(app: FastAPI, browser: Browser) -> Case:
    """The case that is open in a browser."""
    known = held(app, browser)
    assert known
    assert known.case
    return known.case


def helper_in(app: FastAPI, case: Case, mode: str) -> Browser:
    """A helper who has the case open."""
    browser = visit(app)
    account = account_of_id(app.state.service, signed_in(app, browser, "helper"))
    assert account
    helpers.open_to(case, account.name, mode, 1)
    with database.reading(app.state.service.engine) as session:
        [grant] = session.exec(select(GrantRow.id).where(GrantRow.helper_id == account.id)).all()
    answer = send(app, browser, Ask("POST", "", "/desk/open"), grant=grant)
    assert answer.headers["Location"] == "/case"
    return browser


def kept(app: FastAPI, *without: str) -> dict[str, Any]:
    """All rows, without some (``table.column``, a table, a name in the vault), and a hash of each file of the vault."""
    found: dict[str, Any] = {}
    with database.reading(app.state.service.engine) as session:
        for table in SQLModel.metadata.sorted_tables:
            columns = [one for one in table.columns if f"{table.name}.{one.name}" not in without]
            if table.name not in without:
                found[table.name] = sorted(map(repr, session.connection().execute(select(*columns))))
    for path in app.state.settings.blobs.rglob("*"):
        if path.is_file() and path.name not in without:
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def of_case(app: FastAPI, case_id: str) -> dict[str, Any]:
    """The rows and files of one case."""
    return {
        name: [row for row in rows if case_id in row] if isinstance(rows, list) else rows
        for name, rows in kept(app, "sessions.seen_at").items()
        if isinstance(rows, list) or case_id in name
    }
