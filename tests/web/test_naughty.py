"""Strings that break things, as titles of orders, names, notes and names of files: inert on every page and export."""

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser

import openpyxl  # type: ignore[import-untyped]
import pikepdf
import pypdf
import pytest

from app.report.summary import FORMS
from app.report.summary.forms.csv import neutral
from tests.browser import ORDERS, Browser, multipart
from tests.service import Prepared, blob_of, the_case
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import REPORT, finding, row
from tests.web.pages.test_every_page import addresses, settings

__all__ = ["settings"]

# Each stands in for a kind of attack; MARK shows where they arrive.
MARK = "naughty"
NAUGHTY = (
    f"<script>alert('{MARK}')</script>",
    f"\"'><img src=x onerror=alert('{MARK}')>",
    f"</title></textarea><svg/onload=alert('{MARK}')>",
    f"<a href=\"javascript:alert('{MARK}')\">{MARK}</a>",
    f"&lt;script&gt;{MARK}&#x3c;b&#x3e;",
    f'=HYPERLINK("https://evil.example/{MARK}","x")',
    f"@SUM(1+1)*cmd|' /C calc'!A0 {MARK}",
    f"＝cmd|' /C calc'!A0 {MARK}",
    f"{{{{ 7*7 }}}}{{% raw %}} {{amount}} {{0.__class__}} %s %(x)s ${{7*7}} {MARK}",
    f'#read("/etc/passwd") #panic("x") $x^2$ *{MARK}* `raw` \\',
    f"'; DROP TABLE cases; -- {MARK}",
    f"../../../../etc/passwd {MARK}",
    f"safe\u202e{MARK}\u2066txt\u200b\u2028exe\ufeff",
    f"\r\nSet-Cookie: a=b\r\n\r\n<html>{MARK}",
    f"Ω≈ç√∫ ￾ 田中さん 👩‍👩‍👧 z͑ͫ̓ͪ̂ͫ̽͏ {MARK}",
    MARK + "W" * 3000,
)
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029\ufeff]")


class Elements(HTMLParser):
    """What a page would do: elements and attributes that run, load or lead somewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.acts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.acts.append(tag)
        if (tag in ("svg", "img", "a") and MARK in str(given)) or tag in ("iframe", "object", "embed", "base"):
            self.acts.append(str(given))
        self.acts += [name for name in given if name.startswith("on") or name in ("srcdoc", "style")]
        links = [given.get(name, "") for name in ("href", "src", "action", "formaction", "data-exit")]
        self.acts += [
            one for one in links if re.match(r"(?i)\s*(javascript|data|vbscript|file):", one) or "evil" in one
        ]


def fill(reader: Browser) -> None:
    """Opens a case in which each of them stands everywhere."""
    app = reader.client.app  # type: ignore[attr-defined]
    assert reader.post("/start", {"symptom": ["symptom.cod_parcel", "symptom.login_alert"]}).status_code == 303
    head, line = ORDERS.splitlines()[:2]
    table = io.StringIO()
    written = csv.writer(table)
    for number, text in enumerate(NAUGHTY):
        cells = next(csv.reader([line]))
        written.writerow([*cells[:1], f"250-{number:07d}-0000002", *cells[2:-2], text, text])
    reader.upload(("<img src=x onerror=alert('naughty')>\u202e.csv", f"{head}\r\n{table.getvalue()}".encode()))
    reader.upload(("list.csv", f"When,What,Cost\r\n03/04/2026,{MARK},1200\r\n".encode()))
    reader.wait()
    report = json.loads(blob_of(the_case(app), "report"))
    made = [
        finding(f"n{number:03d}", values={"item": text, "amount": {"minor": 1, "currency": "JPY"}},
                evidence=[row(number + 1, Product=text, **{text[:40].strip() or "x": text})])
        for number, text in enumerate(NAUGHTY)
    ]  # fmt: skip
    keep(app, {**REPORT, "files": report["files"], "findings": [*REPORT["findings"], *made]})
    for text in NAUGHTY:
        note = {"recipient": text, "agent": text, "said": text, "case_number": text[:80], "rev": "0", "next": text}
        reader.post(
            "/case/contacts", {**note, "id": f"c{abs(hash(text)):x}"[:12], "at": "2026-11-20T10:00"}, on="/case"
        )
    reader.post("/case/letters", {"name": NAUGHTY[0], "address": NAUGHTY[1]}, on="/case/letters")
    where = "/case/evidence/save.screens"
    proof = multipart(reader.token(where), ((f"..\\..\\{MARK}\u202e<b>.html", b"<script>"),), step="save.screens")
    assert reader.client.post("/upload", **proof).status_code == 303


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """That case, for all tests of this file."""
    return Prepared(tmp_path_factory.mktemp("naughty"), fill)


@pytest.fixture
def naughty(browser: Browser) -> Browser:
    """A browser with that case."""
    return browser


def test_pages_are_inert(naughty: Browser) -> None:
    """No page gains an element, a handler, a link or a hidden character, and none fails."""
    seen = 0
    for path in addresses(naughty):
        answer = naughty.get(path)
        assert answer.status_code < 500, path
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert Elements(answer.text).acts == [] or path == "/case/summary.html", (path, Elements(answer.text).acts)
            assert not HIDDEN.search(answer.text), path
            assert "49" not in re.findall(rf"(\d+)[^<]*{MARK}", answer.text), path
            seen += answer.text.count(MARK)
    assert seen > 100


def test_exports_are_inert(naughty: Browser) -> None:
    """Every form of the summary, the export of everything and the evidence bundle hold them as inert text."""
    given = {form: naughty.get(f"/case/summary.{form}").content for form in FORMS}
    zips = {
        path: zipfile.ZipFile(io.BytesIO(naughty.post(path, on="/case").content))
        for path in ("/case/export", "/case/bundle")
    }
    for path, archive in zips.items():
        for name in archive.namelist():
            assert ".." not in name.split("/"), (path, name)
            assert not re.match(r"[/\\]|[A-Za-z]:", name), (path, name)
            assert not re.search(r'[\\<>:"|?*\x00-\x1f]', name), (path, name)
            assert not HIDDEN.search(name), (path, name)
            if not re.search("original|handed|evidence|proof", name) and archive.getinfo(name).file_size < 5_000_000:
                given[f"{path}/{name}"] = archive.read(name)
    kinds = {name: name.rpartition(".")[2] for name in given}
    assert set(FORMS) <= set(kinds.values())
    for name, data in given.items():
        check(name, kinds[name], data)
    assert MARK in given["html"].decode()


def keys(pdf: bytes) -> set[str]:
    """The names of every dictionary of a PDF, compressed ones included."""
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        tables = [one for one in whole.objects if isinstance(one, pikepdf.Dictionary | pikepdf.Stream)]
        return {key for table in tables for key in table.keys()}  # noqa: SIM118 (a stream is no mapping)


def check(name: str, kind: str, data: bytes) -> None:
    """That one file does nothing."""
    if kind == "html":
        text = data.decode()
        acts = [one for one in Elements(text).acts if one not in ("style", "script")]
        assert acts == [], name
        assert "alert(" not in "".join(re.findall(r"(?s)<script.*?</script>", text)), name
        assert not HIDDEN.search(text), name
    elif kind == "csv":
        for line in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            assert [cell for cell in line if neutral(cell) != cell] == [], name
    elif kind == "xlsx":
        assert not [one for one in zipfile.ZipFile(io.BytesIO(data)).namelist() if re.search("vba|external|links", one)]
        cells = [
            cell for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet for cell in row if cell.value
        ]
        assert {cell.data_type for cell in cells} == {"s"}, name
        assert [cell.value for cell in cells if cell.hyperlink or neutral(cell.value) != cell.value] == [], name
    elif kind == "json":
        json.loads(data)
    elif kind == "pdf":
        whole = pypdf.PdfReader(io.BytesIO(data))
        assert "root:" not in "".join(page.extract_text() for page in whole.pages), name
        assert keys(data).isdisjoint({"/JavaScript", "/JS", "/Launch", "/AA", "/OpenAction"}), name
    elif kind in ("txt", "ics"):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", data.decode().replace("\r\n", "\n")), name
        assert not HIDDEN.search(data.decode().lstrip("\ufeff")), name
