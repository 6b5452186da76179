"""Nothing of a case goes by a helper's hand, whatever they send; its owner removes after a proof of who they are."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from sqlalchemy import inspect
from sqlmodel import select

from app.cases.access import helpers
from app.cases.accounts import account
from app.cases.answers import book
from app.cases.case import Case
from app.cases.record import custody, mappings, notes
from app.cases.record.removing import LONGEST, Lost, RemovesNothing, TooMuchReplaced, kept, lost
from app.storage import database
from app.storage.tables import EvidenceRow, GrantRow, LookRow, ProgressRow, UploadRow, VerdictRow
from app.web import session as web_session
from tests.browser import Browser
from tests.cases.access.test_browsers import held
from tests.web.pages.accounts.test_accounts import long_ago
from tests.web.pages.conftest import guest, reader
from tests.web.pages.hand_in.test_mapping import ANSWER, REST
from tests.web.pages.test_every_page import addresses, full, settings
from tests.web.sweep import asks, case_in, helper_in, own_token

__all__ = ["full", "guest", "reader", "settings"]

OTHER = "other words"
HELPERS_OWN = ("/sign-", "/account")  # pages of whoever is signed in, not of the case
# What asks to remove something, by the names that forms have for it.
REMOVING = {"undo": "1", "act": "anew", "do": "forget", "answer": "", "save": "until", "state": "todo", "unknown": "1"}
ENTRY = {"id": "a1b2c3d4e5", "recipient": "CANARY desk", "said": "CANARY said", "at": "2026-11-20T10:00"}
ASKED = {"id": "f6a7b8c9d0", "who": "CANARY mother", "at": "2026-11-20", "answer": "me", "note": "CANARY note"}


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


class Forms(HTMLParser):
    """The forms of a page: for each its address, the values of its fields, which of them are texts, its buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], set[str], list[tuple[str, str]]]] = []
        self.option, self.area = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "form":
            sends = given.get("method") == "post" and "multipart" not in given.get("enctype", "")
            self.forms.append((given.get("action", "") if sends else "get", {}, set(), []))
        elif tag == "select":
            self.option = name
        elif self.forms and tag == "option" and "selected" in given:
            self.forms[-1][1][self.option] = value
        elif self.forms and tag == "button" and name:
            self.forms[-1][3].append((name, value))
        elif self.forms and name and name != "csrf" and tag in ("input", "textarea"):
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.forms[-1][1][name] = value
            if tag == "textarea" or kind in ("text", "search", "date", "datetime-local"):
                self.forms[-1][2].add(name)


class Sent(NamedTuple):
    """A form as somebody sends it."""

    path: str
    fields: dict[str, str]


def sent(browser: Browser) -> Iterator[Sent]:
    """Every form of every page of a case that a browser has open, with each of its buttons: as it stands, with empty
    fields, and with other words. And every route with the fields that it knows, empty and as one who removes."""
    known, alike = set(), re.compile(r"/case/(letters/(?!household)|summary[./](?!shop$)|exports/)")
    for path in addresses(browser):
        if not path.startswith("/case") or alike.match(path):
            continue
        answer = browser.get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for action, fields, texts, buttons in Forms(answer.text).forms:
            for name, value in buttons or [("", "")]:
                kind = action or path, *fields, name, *(fields.values() if name != "answer" else ())
                if action == "get" or kind in known or (action or path).startswith(HELPERS_OWN):
                    continue
                known.add(kind)
                pressed = {name: value} if name else {}
                yield Sent(action or path, fields | pressed)
                for instead in ("", OTHER) if texts else ():
                    yield Sent(action or path, fields | dict.fromkeys(texts, instead) | pressed)
    for ask in asks():
        if ask.verb == "POST" and not ask.route.startswith(HELPERS_OWN):
            yield Sent(ask.path, dict.fromkeys(ask.all_fields, ""))
            yield Sent(ask.path, {name: REMOVING.get(name, "1") for name in ask.all_fields})
    for path, name in (("/case/contacts", ENTRY["id"]), ("/case/household", ASKED["id"]), ("/case/deadlines", "4242")):
        yield Sent(path, {"remove": name})
    for word in ("", OTHER):
        yield Sent("/case/contacts", {**ENTRY, "rev": "1", "said": word})
        yield Sent("/case/household", {**ASKED, "note": word})
    yield Sent("/case/recognise", {"undo": "1"})


def texts(given: Any) -> Iterator[str]:
    """Every text of plain data."""
    if isinstance(given, dict | list):
        for one in given.values() if isinstance(given, dict) else given:
            yield from texts(one)
    elif isinstance(given, str) and given:
        yield given


def holds(case: Case) -> dict[str, set[str]]:
    """What a case has: its rows by their keys, blobs, every text of the notes, columns that were named, and the log."""
    found: dict[str, set[str]] = {}
    with database.reading(case.service.engine) as session:
        for table in (UploadRow, EvidenceRow, ProgressRow, VerdictRow, GrantRow, LookRow):
            keys = [column.name for column in inspect(table).primary_key]
            rows = session.exec(select(table).where(table.case_id == case.id)).all()
            found[table.__name__] = {str([getattr(row, key) for key in keys]) for row in rows}
    found["blobs"] = set(case.service.vault.names(case.id))
    found["notes"] = set(texts(notes.load(case)))
    found["columns"] = {json.dumps(one) for one in mappings.load(case).items()}
    found["log"] = {json.dumps(line) for line in custody.lines(case)}
    return found


def fill(browser: Browser, case: Case) -> None:
    """Writes, answers and chooses something on every page that keeps it."""
    columns = next(path for path in addresses(browser) if path.startswith("/case/columns/"))
    asking = book.state(case)
    assert asking
    question = asking.recognition.questions[0].id
    for path, fields in (
        ("/case/contacts", ENTRY),
        ("/case/household", ASKED),
        ("/case/deadlines", {"last4": "4242", "statement": "2026-11-01"}),
        ("/case/deadlines", {"loss": "2026-11-02"}),
        ("/case/steps", {"step": "mail.password", "state": "done", "noted": "1", "note": "CANARY step"}),
        ("/case/letters", {"name": "CANARY me", "address": "CANARY home"}),
        ("/case/letters/household", {"text": "CANARY draft", "to": "en"}),
        ("/case/owner", {"addresses": "CANARY street", "start": "2026-01-01", "end": "2026-01-05", "place": "Japan"}),
        ("/case/findings", {"finding": "bbbb", "verdict": "not_sure"}),
        ("/case/questions/parcel.paid", {"answer": "paid"}),
        ("/case/recognise", {"question": question, f"a-{question}": "mine"}),
        ("/case/summary/shop", {"hide": "cells"}),
        ("/case/evidence/exhibit/1", {"note": "CANARY exhibit"}),
        (columns, {**ANSWER, **REST, "do": "keep"}),
    ):
        answer = browser.post(path, fields, on="/case")
        assert answer.status_code == 303, (path, answer.status_code)
    browser.wait()


def test_a_helper_removes_nothing(app: FastAPI, full: Browser) -> None:
    """Every form and route, sent by a helper of each kind: whatever the case had, it has; what is replaced is kept for
    its owner to read. The owner's own forms do remove."""
    case = case_in(app, full)
    fill(full, case)
    forms = list(sent(full))
    assert len(forms) > 120
    for mode in helpers.MODES:
        browser, refused = helper_in(app, case, mode), 0
        browser.get("/case/steps")
        before = holds(case)
        assert all(before.values()), {name for name, rows in before.items() if not rows}
        for path, fields in forms:
            known = held(app, browser)
            if known is None or known.case is None:
                browser = helper_in(app, case, mode)
            token = own_token(app, browser)
            answer = browser.client.post(path, data={"csrf": token, **fields})
            assert answer.status_code < 500, (path, fields)
            refused += "Helpers add and change, and remove nothing." in answer.text
        after = holds(case)
        for name, rows in before.items():
            assert rows <= after[name], (mode, name, rows - after[name])
        assert mode == "read" or refused > 8
    page = full.get("/case/helpers").text
    assert {word for word in ("said", "step", "draft", "me", "note") if f"CANARY {word}" not in page} == set()
    for path, fields in forms:
        if "remove" in fields or path.startswith("/case/remove"):
            full.client.post(path, data={"csrf": own_token(app, full), **fields})
    gone = holds(case)
    assert len(gone["UploadRow"]) < len(before["UploadRow"])
    assert not gone["EvidenceRow"]
    assert "CANARY desk" not in gone["notes"]


def test_helpers_may_still_work(app: FastAPI, full: Browser) -> None:
    """They add entries, append to a text, fill in what is empty, and answer what was answered otherwise."""
    case = case_in(app, full)
    fill(full, case)
    browser = helper_in(app, case, "work")
    more = {**ENTRY, "id": "ffff0000ffff", "recipient": "bank"}
    for path, fields in (
        ("/case/contacts", more),
        ("/case/steps", {"step": "mail.password", "noted": "1", "note": "CANARY step, and more",
                         "note_before": "CANARY step"}),
        ("/case/letters", {"name": "CANARY me", "address": "CANARY home", "phone": "000"}),
        ("/case/questions/parcel.paid", {"answer": "not_paid"}),
    ):  # fmt: skip
        assert browser.client.post(path, data={"csrf": own_token(app, browser), **fields}).status_code == 303, path
    content = notes.load(case)
    assert [one["recipient"] for one in content["contacts"]] == ["CANARY desk", "bank"]
    assert content["steps"]["mail.password|"] == "CANARY step, and more"
    assert content["me"]["phone"] == "000"
    assert [one["text"] for one in content["replaced"]] == ["paid"]


@pytest.mark.parametrize("path", ["/case/remove/exhibit/1", "/case/remove/file/{}"])
def test_the_owner_proves_who_they_are(app: FastAPI, full: Browser, path: str) -> None:
    """Whoever finds a browser open removes neither file nor exhibit: the proof comes first, and leads back here."""
    case = case_in(app, full)
    with database.reading(app.state.service.engine) as session:
        path = path.format(session.exec(select(UploadRow.id)).first())
    before = holds(case)
    assert full.get(path).status_code == 200
    long_ago(app)
    for answer in (full.get(path), full.client.post(path, data={"csrf": own_token(app, full)})):
        asked = answer.headers["Location"]
        assert asked.startswith("/account/confirm?next=remove-")
    assert holds(case) == before
    assert web_session.place(asked.partition("next=")[2]) == path
    assert {web_session.place(name) for name in ("remove-file.", "remove-file./", "remove-file.1?x", "x.1")} == {
        "/account"
    }


def test_a_log_stays_when_its_helper_goes(app: FastAPI, full: Browser) -> None:
    """A helper who closes their account takes away nothing of what the person reads about them."""
    case = case_in(app, full)
    browser = helper_in(app, case, "read")
    browser.get("/case/files")
    known = held(app, browser)
    assert known
    assert known.account
    before = [look.action for look in helpers.looks(case)]
    account.close(known.account)
    assert [(look.name, look.action) for look in helpers.looks(case)] == [("", action) for action in before]
    assert "A helper whose account is closed looked at" in full.get("/case/helpers").text


@pytest.mark.parametrize(
    ("before", "after"),
    [({"a": "x"}, {}), ({"a": "x"}, {"a": ""}), ({"a": {"b": "x"}}, {"a": None}), (["x", "y"], ["x"]),
     ([{"id": "1", "t": "x"}], []), ([{"id": "1", "t": "x"}], [{"id": "2", "t": "x"}]), ({"a": ["x"]}, {"a": []})],
)  # fmt: skip
def test_what_is_gone(before: Any, after: Any) -> None:
    """An entry, a key, an item or a text in whose place nothing stands."""
    with pytest.raises(RemovesNothing):
        list(lost(before, after))


def test_what_is_replaced(app: FastAPI, full: Browser) -> None:
    """Each text with its place; one that only grew is not lost. There is an end to it."""
    before = {"a": "x", "b": ["p", "q"], "c": [{"id": "1", "t": "old", "n": 1}], "d": "same"}
    after = {"a": "x and more", "b": ["q", "r"], "c": [{"id": "1", "t": "new", "n": 2}], "d": "same"}
    assert list(lost(before, after)) == [Lost("b", "p"), Lost("c/1/t", "old")]
    case = case_in(app, full)
    with pytest.raises(TooMuchReplaced):
        kept(case, {"a": "x" * LONGEST + "x"}, {"a": "y"})
