"""Nothing of a case goes by a helper's hand, whatever they send; its owner removes after a proof of who they are."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from sqlalchemy import inspect
from sqlmodel import select

from app.cases.access import helpers
from app.cases.accounts import account
from app.cases.answers import book
from app.cases.case import Case
from app.cases.record import notes
from app.cases.record.remarks import REMARKS
from app.cases.removing import LONGEST, Lost, RemovesNothing, TooMuchReplaced, kept, lost
from app.storage import database
from app.storage.guard import owned
from app.storage.tables import UploadRow
from app.web import session as web_session
from tests.browser import Browser
from tests.cases.access.test_browsers import held
from tests.cases.blobs import own_blobs
from tests.web.offered import OTHER, Sent, sent
from tests.web.pages.accounts.test_accounts import long_ago
from tests.web.pages.conftest import guest
from tests.web.pages.hand_in.test_mapping import ANSWER, REST
from tests.web.pages.test_every_page import addresses, full, full_once, settings
from tests.web.sweep import case_in, helper_in, own_token

__all__ = ["full", "full_once", "guest", "settings"]

ENTRY = {"id": "a1b2c3d4e5", "recipient": "CANARY desk", "said": "CANARY said", "at": "2026-11-20T10:00"}
ROW = {"date": "2026-10-03", "text": "CANARY row", "amount": "50000", "currency": "JPY"}
ROW |= {"direction": "in", "status": "pending"}
PLACES = ("/case/columns/", "/case/pictures/")
OF_THE_SERVICE = ("runs", "sightings")  # tables with what examinations found
ASKED = {"id": "f6a7b8c9d0", "who": "CANARY mother", "at": "2026-11-20", "answer": "me", "note": "CANARY note"}


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


def texts(content: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of plain data, with its place; the items of a list have one place, unless they have an id."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from texts(value, f"{where}/{name}")
    elif isinstance(content, list):
        for item in content:
            name = item.get("id", item.get("last4", "")) if isinstance(item, dict) else ""
            yield from texts(item, f"{where}/{name}")
    elif isinstance(content, str) and content:
        yield where, content


class Holds(NamedTuple):
    """What a case has: each row and blob by its name, and every text in them by its place."""

    names: set[str]
    texts: set[tuple[str, str]]


def holds(case: Case) -> Holds:
    """Everything that people put into a case; what the service made of it or helpers keep for themselves is theirs."""
    names: set[str] = set(case.service.vault.names(case.id))
    every: set[tuple[str, str]] = set()
    with database.reading(case.service.engine) as session:
        for table in owned():
            keys = [column.name for column in inspect(table).primary_key]
            for row in session.exec(select(table).where(table.case_id == case.id)):
                name = f"{table.__tablename__} {[getattr(row, key) for key in keys]}"
                names.add(name)
                kept = {key: text for key, text in row.model_dump().items() if key not in keys}
                if table.__tablename__ not in OF_THE_SERVICE and not isinstance(row, UploadRow):
                    every.update(texts(kept, name))
    for blob in own_blobs():
        if blob.empty and blob is not REMARKS:
            every.update(texts(json.loads(blob.encode(blob.load(case))), blob.name))
    return Holds(names, every)


def edited() -> Iterator[Sent]:
    """Forms of pages that leave an entry or a state as it is, sent for one that is there."""
    yield Sent("/case/steps", {"step": "parcel.paid", "state": "todo"})
    for word in ("", OTHER):
        yield Sent("/case/contacts", {**ENTRY, "rev": "1", "said": word})
        yield Sent("/case/household", {**ASKED, "note": word})


def gone(before: Holds, after: Holds) -> Iterator[str]:
    """What was there before, and neither is there now nor is kept for the person to read. A text may have grown; a word
    that was chosen may not."""
    yield from before.names - after.names
    now: dict[str, set[str]] = {}
    for where, text in after.texts:
        now.setdefault(where, set()).add(text)
    kept = {part for where, text in after.texts if "replaced" in where for part in (text, *re.split(r" · |\"", text))}
    for where, text in before.texts - after.texts:
        grown = any(text in longer for longer in now.get(where, ())) and not re.fullmatch(r"[a-z_.]+", text)
        if text not in kept and not grown:
            yield f"{where}: {text}"


def fill(browser: Browser, case: Case) -> None:
    """Writes, answers and chooses something on every page that keeps it."""
    columns, picture = (next(path for path in addresses(browser) if path.startswith(start)) for start in PLACES)
    asking = book.state(case)
    assert asking
    question = asking.recognition.questions[0].id
    for path, fields in (
        ("/case/findings", {"finding": "bbbb", "verdict": "not_sure"}),  # before anything has the case examined anew
        ("/case/findings", {"finding": "cccc", "verdict": "mine"}),
        ("/case/contacts", ENTRY),
        ("/case/household", ASKED),
        ("/case/deadlines", {"last4": "4242", "statement": "2026-11-01"}),
        ("/case/deadlines", {"loss": "2026-11-02"}),
        ("/case/steps", {"step": "mail.password", "state": "done", "noted": "1", "note": "CANARY step"}),
        ("/case/steps", {"step": "parcel.paid", "state": "not_for_me", "reason": "unsafe"}),
        ("/case/letters", {"name": "CANARY me", "address": "CANARY home"}),
        ("/case/letters/household", {"text": "CANARY draft", "to": "en"}),
        ("/case/owner", {"addresses": "CANARY street", "start": "2026-01-01", "end": "2026-01-05", "place": "Japan"}),
        ("/case/questions/parcel.paid", {"answer": "paid"}),
        ("/case/recognise", {"question": question, f"a-{question}": "mine"}),
        ("/case/summary/shop", {"hide": "cells"}),
        ("/case/evidence/exhibit/1", {"note": "CANARY exhibit"}),
        (columns, {**ANSWER, **REST, "do": "keep"}),
        (picture, {"do": "row", "row": "new", **ROW}),
        (picture, {"do": "row", "row": "new", **ROW, "text": "CANARY other"}),
        (picture, {"do": "out", "row": re.findall(r'name="row" value="([^"]+)"', browser.get(picture).text)[0]}),
    ):
        answer = browser.post(path, fields, on="/case")
        assert answer.status_code == 303, (path, answer.status_code)
    browser.wait()


def test_a_helper_removes_nothing(app: FastAPI, full: Browser) -> None:
    """Every form with every value that a page offers, sent by a helper of each kind: whatever people put into the case,
    it has, or it is kept for its person to read. The person's own forms do remove."""
    case = case_in(app, full)
    fill(full, case)
    forms = [*sent(full), *edited()]
    offered = {(re.sub(r"(?<=pictures)/.*", "", path), name) for path, fields in forms for name in fields}
    assert {("/case/pictures", "do"), ("/case/recognise", "undo"), ("/case/contacts", "remove")} <= offered
    for mode in helpers.MODES:
        browser, refused = helper_in(app, case, mode), 0
        browser.get("/case/steps")
        before = holds(case_in(app, full))
        for path, fields in forms if mode == "work" else {form.path: form for form in forms}.values():
            known = held(app, browser)
            if known is None or known.case is None:
                browser = helper_in(app, case, mode)
            fresh = {name: value for name, value in fields.items() if (path, name) != ("/case/steps", "rev")}
            answer = browser.client.post(path, data={"csrf": own_token(app, browser), **fresh})
            assert answer.status_code < 500, (path, fields)
            refused += "Helpers add and change, and remove nothing." in answer.text
        assert list(gone(before, holds(case_in(app, full)))) == [], mode
        assert mode == "read" or refused > 12
    page = full.get("/case/helpers").text
    assert "It was me" in page
    assert "It does not feel safe." in page
    assert {word for word in ("said", "step", "draft", "me", "note", "row") if f"CANARY {word}" not in page} == set()
    for path, fields in forms:
        if "remove" in fields or path.startswith("/case/remove"):
            full.client.post(path, data={"csrf": own_token(app, full), **fields})
    removed = " ".join(gone(before, holds(case_in(app, full))))
    for what in ("uploads [", "evidence [", "contacts/a1b2c3d4e5/recipient: CANARY desk"):
        assert what in removed


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
    assert [one["text"] for one in notes.replaced(case)] == ["paid"]


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


def test_what_is_replaced() -> None:
    """Each text with its place; one that only grew is not lost. There is an end to it."""
    before = {"a": "x", "b": ["p", "q"], "c": [{"id": "1", "t": "old", "n": 1}], "d": "same"}
    after = {"a": "x and more", "b": ["q", "r"], "c": [{"id": "1", "t": "new", "n": 2}], "d": "same"}
    assert list(lost(before, after)) == [Lost("b", "p"), Lost("c/1/t", "old")]
    with pytest.raises(TooMuchReplaced):
        kept("H", [], {"a": "x" * LONGEST + "x"}, {"a": "y"})
