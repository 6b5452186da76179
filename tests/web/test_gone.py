"""A form of a page whose case is gone opens no other case, and nothing of it is kept."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.access import helpers
from app.storage import database
from app.storage.tables import GrantRow
from tests.browser import Browser, multipart, visit
from tests.cases.access.test_browsers import held, signed_in
from tests.service import the_case
from tests.web.pages.conftest import guest, reader
from tests.web.pages.test_every_page import PICTURE, addresses, full, full_once, settings
from tests.web.sweep import asks, case_in, helper_in, kept

__all__ = ["full", "full_once", "guest", "reader", "settings"]

ORDERS = ("CANARY.csv", b"When,What\r\n1,2\r\n")
# What a refused request may write: when a browser was seen, and how often it asked.
NOTED = ("sessions", "attempts")


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


class Form(NamedTuple):
    """A form as a page has it, with its token."""

    action: str
    token: str
    fields: dict[str, str]
    files: bool

    def send(self, browser: Browser) -> int:
        """Sends it with what the page filled in, and a file where it takes files; the status."""
        if self.files:
            fields = {name: value for name, value in self.fields.items() if name != "text"}
            body: dict[str, Any] = multipart(self.token, (ORDERS, ("a.png", PICTURE)), **fields)
            return browser.client.post(self.action, **body).status_code
        return browser.client.post(self.action, data={**self.fields, "csrf": self.token}).status_code


def forms(browser: Browser, pages: list[str]) -> Iterator[Form]:
    """Every form of these pages, each kind once."""
    known = set()
    for path in pages:
        answer = browser.get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in re.findall(r"<form\b.*?</form>", answer.text, re.S):
            head = form[: form.index(">")]
            action = re.search(r'action="([^"]*)"', head)
            fields = dict(re.findall(r'<(?:input|button|textarea)[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
            where = unescape(action[1]) if action else path
            if 'method="post"' in head and (where, *fields) not in known:
                known.add((where, *fields))
                token = fields.pop("csrf")
                values = {name: unescape(value) for name, value in fields.items()}
                yield Form(where, token, values, "multipart" in head)


def every_page(browser: Browser) -> list[str]:
    """The pages of a case, and those of the service."""
    return list(dict.fromkeys([*addresses(browser, partly=True), *(ask.path for ask in asks() if ask.verb == "GET")]))


def delete(app: FastAPI, browser: Browser) -> None:
    """The person deletes the case."""
    assert browser.post("/case/delete", on="/case/delete").status_code == 200


def leave(app: FastAPI, browser: Browser) -> None:
    """The person closes the case in this browser."""
    assert browser.post("/case/leave", on="/case/safety").status_code == 303


def refused(app: FastAPI, browser: Browser, some: list[Form], statuses: set[int]) -> None:
    """Each form, twice: no case, no row, no file more than before."""
    before = kept(app, *NOTED)
    for form in sorted(some, key=lambda form: form.action == "/sign-out"):
        for _ in range(2):
            status = form.send(browser)
            if form.action != "/sign-out":
                assert status in statuses, (form, status)
    assert kept(app, *NOTED) == before


@pytest.mark.parametrize("end", [delete, leave])
def test_of_a_case_that_is_gone(app: FastAPI, full: Browser, end: Callable[[FastAPI, Browser], None]) -> None:
    """In a browser that is still signed in."""
    some = list(forms(full, every_page(full)))
    assert len(some) > 80
    assert {"/upload", "/verify", "/start", "/sample", "/resume"} <= {form.action for form in some}
    end(app, full)
    refused(app, full, some, {410})


def test_of_a_browser_that_kept_its_cookie(app: FastAPI, reader: Browser) -> None:
    """A guest's tab that sends the cookie of before; without it, the form is of nobody."""
    case, cookies = the_case(app), dict(reader.client.cookies)
    some = list(
        forms(reader, [path for path in every_page(reader) if path.startswith(("/case/s", "/upload", "/start"))])
    )
    assert len(some) > 15
    delete(app, reader)
    refused(app, reader, some, {403})
    for name, value in cookies.items():
        reader.client.cookies.set(name, value)
    refused(app, reader, some, {403, 410})
    assert any(form.send(reader) == 410 for form in some)
    assert case.id


def test_of_a_help_that_has_ended(app: FastAPI, full: Browser) -> None:
    """A helper's second form is refused like the first, and opens no case of the helper's own."""
    case = case_in(app, full)
    browser = helper_in(app, case, "work")
    some = [
        form for form in forms(browser, [*every_page(full), "/desk", "/desk/notes"]) if form.action != "/desk/leave"
    ]
    assert len(some) > 40
    assert {"/upload", "/start", "/desk/new"} <= {form.action for form in some}
    with database.reading(app.state.service.engine) as session:
        [grant] = session.exec(select(GrantRow.id)).all()
    helpers.end(case, grant)
    refused(app, browser, some, {404, 410})
    assert held(app, browser) is None


def test_of_the_sample_that_was_left(app: FastAPI) -> None:
    """What was pressed on a page of the sample answers nothing in the person's own case."""
    browser = visit(app)
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    signed_in(app, browser)
    assert browser.post("/sample", on="/case").status_code == 303
    browser.wait()
    some = [
        form for form in forms(browser, ["/case/safety", "/case/steps", "/case/findings"]) if "/case" in form.action
    ]
    assert some
    assert browser.post("/sample/leave", on="/case").status_code == 303
    refused(app, browser, some, {410})


def test_files_one_after_the_other(app: FastAPI, browser: Browser) -> None:
    """A deletion while a script sends file after file ends the sending, with a sentence for the list."""
    accept = {"Accept": "application/json"}

    def hand_in(token: str, name: str) -> Any:
        body = multipart(token, ((name, f"When,What\r\n{name},2\r\n".encode()),))
        body["headers"] |= accept
        return browser.client.post("/upload", **body)

    token = hand_in(browser.token("/upload"), "a.csv").json()["csrf"]
    browser.wait()
    cookies = dict(browser.client.cookies)
    browser.post("/case/delete", on="/case/delete")
    for name, value in cookies.items():
        browser.client.cookies.set(name, value)
    before = kept(app, *NOTED)
    for name in ("b.csv", "c.csv"):
        answer = hand_in(token, name)
        assert answer.status_code == 410
        assert "no other case was opened" in answer.json()["error"]
    assert kept(app, *NOTED) == before
