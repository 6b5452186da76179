"""Characters that hide, turn or split text: whoever wrote them and wherever they go, people see their numbers.

JSON is for programs and keeps the exact text, and so do originals, which are evidence.
"""

import csv
import html
import io
import json
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pypdf
import pytest
from fastapi import FastAPI

from app.cases.answers import book
from app.cases.case import Case
from app.cases.files.examine import ENTRIES
from app.report.stored_units import dump
from app.report.typeset.shown import code, visible_text
from tests.browser import GIFT, ORDERS, Browser, multipart
from tests.cases.access.test_browsers import signed_in
from tests.service import Prepared, blob_of, put_blob, the_case
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import REPORT
from tests.web.pages.test_every_page import addresses, settings
from tests.web.sweep import asks, own_token

__all__ = ["settings"]

# One of each kind: bidirectional, of no width, ends of lines, tags, controls, fillers, selectors, of private use.
KINDS = (
    *("\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068\u2069\u200e\u200f\u061c", "\u200b\u200c\u200d\u2060\ufeff"),
    *("\u00ad\u180e\u2061\ufff9", "\u2028\u2029", "\U000e0001\U000e0041\U000e007f", "\x01\x08\x1b\x7f\x80\x85\x9b\x9f"),
    *("\u034f\u115f\u1160\u17b4\u180b\u2800\u3164\uffa0", "\ufe00\ufe0e\ufe0f\U000e0100\U000e01ef", "\ue000\U0010fffd"),
)
HIDDEN = "".join(KINDS)
MARK = "hid"
HOSTILE = MARK + "x".join(HIDDEN) + "den"
BLANK = {chr(one) for one in (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)}
SELECTORS = {chr(one) for span in ((0x180B, 0x1810), (0xFE00, 0xFE10), (0xE0100, 0xE01F0)) for one in range(*span)}
# The columns of the units that files fill with text, and the kinds of things that pages list.
COLUMNS = ("shop", "what", "more", "name", "card", "order_id", "address", "mail", "path")
THINGS = ("payee", "card", "sign_in", "device")


def raw(text: str) -> set[str]:
    """The hidden characters in a text, by names that can be read; line ends and tabs are none."""
    plain = html.unescape(text)
    return {
        f"U+{ord(one):04X}"
        for one in set(plain) - set("\t\n\r")
        if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or one in BLANK | SELECTORS
    }


def spoiled(given: Any) -> Any:
    """Plain data with hidden characters behind every text that somebody else may have written."""
    if isinstance(given, dict):
        return {name: one if name in ("minor", "currency") else spoiled(one) for name, one in given.items()}
    if isinstance(given, list | tuple):
        return [spoiled(one) for one in given]
    return given + HOSTILE if isinstance(given, str) else given


def in_report(report: dict[str, Any]) -> dict[str, Any]:
    """A report whose files, rows and values hold them."""
    findings = []
    for one in report["findings"]:
        values = {name: given + HOSTILE if isinstance(given, str) else given for name, given in one["values"].items()}
        evidence = [{**row, "fields": {name + HOSTILE: spoiled(cell) for name, cell in row["fields"].items()},
                     "path": row["path"] + HOSTILE} for row in one["evidence"]]  # fmt: skip
        findings.append({**one, "values": values, "evidence": evidence})
    files = [
        {**one, "path": one["path"] + HOSTILE, "header": spoiled(one.get("header", []))} for one in report["files"]
    ]
    return {**report, "findings": findings, "files": files, "shops": [*report.get("shops", []), HOSTILE]}


def in_units(case: Case) -> None:
    """Units with them in every column of text, and with one of each thing that pages list."""
    asking = book.state(case)
    assert asking
    held = asking.stored
    frame = held.units.frame.with_columns(pl.col(COLUMNS).fill_null(MARK) + pl.lit(HOSTILE))
    size = frame.height
    things = [
        frame.with_columns(kind=pl.lit(kind), group=pl.col("group") + kind, thing=pl.col("thing") + kind,
                           key=pl.col("key") + kind, single=pl.lit(False))
        for kind in THINGS
    ]  # fmt: skip
    every = pl.concat([frame, *things])
    assert size
    assert every.height == size * (1 + len(THINGS))
    units = held.units._replace(frame=every)
    cells = {name: spoiled(row) for name, row in held.cells.items()}
    put_blob(case, ENTRIES.name, dump(held._replace(units=units, cells=cells)))


def fill(browser: Browser) -> None:
    """Opens a case in which they stand in every text that a file or the person can write."""
    app = browser.client.app  # type: ignore[attr-defined]
    assert browser.post("/start", {"symptom": ["symptom.cod_parcel", "symptom.login_alert"]}).status_code == 303
    browser.upload((f"a{HOSTILE}.csv", ORDERS.encode()), text=GIFT)
    browser.upload(("list.csv", f"When{HOSTILE},What,Cost\n03/04/2026,{HOSTILE},1\n".replace("\x85", "").encode()))
    browser.wait()
    case = the_case(app)
    report = json.loads(blob_of(case, "report"))
    keep(app, in_report({**REPORT, "files": [*REPORT["files"], *report["files"]]}))
    in_units(case)
    signed_in(app, browser)
    proof = multipart(
        browser.token("/case/evidence/save.screens"), ((f"p{HOSTILE}.png", b"\x89PNG"),), step="save.screens"
    )
    assert browser.client.post("/upload", **proof).status_code == 303
    entry = dict.fromkeys(("recipient", "agent", "case_number", "said", "subject", "promise", "next"), HOSTILE)
    at_home = {"id": "f6a7b8c9d0", "who": HOSTILE, "at": "2026-11-20", "note": HOSTILE, "finding": "bbbb"}
    about = dict.fromkeys(("name", "address", "phone", "mail", "account", "birth", "job"), HOSTILE)
    for path, fields in (
        ("/case/contacts", {**entry, "id": "a1b2c3d4e5", "at": "2026-11-20T10:00"}),
        ("/case/contacts", {**entry, "id": "a1b2c3d4e6", "at": "2026-11-20T11:00", "promise": "other" + HOSTILE}),
        ("/case/household", at_home),
        ("/case/steps", {"step": "mail.password", "noted": "1", "note": HOSTILE}),
        ("/case/letters", about),
        ("/case/letters/ic3", {"text": HOSTILE, "to": "en"}),
        ("/case/owner", {"household": HOSTILE, "addresses": HOSTILE}),
        ("/case/questions/parcel.carrier", {"answer": HOSTILE}),
        ("/case/evidence/exhibit/1", {"note": HOSTILE, "service": HOSTILE}),
        ("/case/summary/shop", {"shop": HOSTILE}),
    ):
        browser.post(path, fields, on="/case")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """That case, for all tests of this file."""
    return Prepared(tmp_path_factory.mktemp("hidden"), fill)


def readable(data: bytes, kind: str) -> Iterator[str]:
    """The texts that people read in a file of a kind."""
    if kind == "pdf":
        whole = pypdf.PdfReader(io.BytesIO(data))
        yield from (page.extract_text() for page in whole.pages)
        yield str(whole.metadata)
    elif kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        yield from (str(cell.value) for sheet in book for row in sheet for cell in row)
        yield from book.sheetnames
    elif kind == "csv":
        yield from (cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row)
    elif kind in ("html", "txt", "ics", "md"):
        yield data.decode().removeprefix("\ufeff")


def test_no_page_or_file_has_one(browser: Browser) -> None:
    """Pages in both languages, with titles, attributes and fields; summaries in every form, letters, tables, calendar,
    and what lies in the export of everything and in the bundle; names under which browsers keep a file."""
    seen = 0
    for lang in ("en", "ja"):
        for path in addresses(browser):
            slow = (
                ("/case/summary/", "/case/letters/")
                if lang == "en"
                else ("/case/summary", "/case/letters", "/case/exports")
            )
            if path.startswith(slow) and not path.endswith(("/shop", "/ic3")):
                continue  # made of the same texts as others
            answer = browser.get(f"{path}?lang={lang}")
            assert answer.status_code < 500, path
            kind = answer.headers.get("Content-Type", "").partition(";")[0].rpartition("/")[2]
            kind = {"plain": "txt", "calendar": "ics", "sheet": "xlsx"}.get(kind.rpartition(".")[2], kind)
            for text in readable(answer.content, kind) if "/evidence/file/" not in path else ():
                assert raw(text) == set(), (path, sorted(raw(text)))
                seen += MARK in text
            assert raw(unquote(answer.headers.get("Content-Disposition", ""))) == set(), path
    assert seen > 60
    for path in ("/case/export", "/case/bundle"):
        archive = zipfile.ZipFile(io.BytesIO(browser.post(path, on="/case").content))
        for name in archive.namelist():
            assert raw(name) == set(), (path, name)
            if "original" not in name and "evidence" not in name:
                for text in readable(archive.read(name), name.rpartition(".")[2]):
                    assert raw(text) == set(), (path, name, sorted(raw(text)))


def test_what_is_typed_comes_back_with_numbers(app: FastAPI, browser: Browser) -> None:
    """Whatever a form is sent with, and whatever stands in an address, no answer to it has one."""
    echoed = 0
    for ask in asks():
        if ask.route.startswith(("/case/delete", "/case/leave", "/case/remove", "/account/close", "/sign-out")):
            continue
        if ask.verb == "POST" and "provider" not in ask.route:
            fields = dict.fromkeys(ask.all_fields or ("recipient", "at", "statement", "rows"), HOSTILE)
            answer = browser.client.post(ask.path, data={"csrf": own_token(app, browser), **fields})
        elif ask.verb == "GET":
            answer = browser.get(
                ask.path, params={"q": HOSTILE, "next": HOSTILE, "change": "a1b2c3d4e5", "to": HOSTILE}
            )
        else:
            continue
        assert answer.status_code < 500, ask
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert raw(answer.text) == set(), (ask, sorted(raw(answer.text)))
            echoed += MARK in answer.text
    assert echoed > 20


@pytest.mark.parametrize("text", ["❤️", "1️⃣", "👩‍👩‍👧", "🏳️‍🌈", "葛󠄀城", "a\tb\r\nc"])
def test_what_only_chooses_a_form_stays(text: str) -> None:
    """Selectors and joiners stay where they belong: behind symbols, and in names of people and places."""
    assert visible_text(text) == text


@pytest.mark.parametrize("one", HIDDEN)
def test_each_is_shown_by_its_number(one: str) -> None:
    """Wherever it stands: at the beginning, between letters, behind letters of Japanese, at the end."""
    number = code(one)
    assert visible_text(f"{one}a{one}あ{one}") == f"{number}a{number}あ{number}"
