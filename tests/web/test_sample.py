"""The sample is a case of its own: it says so everywhere, takes nothing, and leaves nothing behind."""

import csv
import io
import re
import zipfile
from html import unescape
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pypdf
import pytest
from fastapi import FastAPI
from icalendar import Calendar
from sqlmodel import col, select

from app.i18n.translate import translate
from app.report.sample import INVENTED_SENTENCE, MARK
from app.report.summary import FORMS
from app.storage import database
from app.storage.tables import CaseRow, UploadRow
from app.web.pages.start.sample import SAMPLE
from app.web.sampling import OF_A_CASE, TRIED
from tests.browser import GIFT, ORDERS, Browser
from tests.cases.access.test_helpers import unsafe_routes
from tests.service import Prepared, the_case
from tests.web.pages.markup import Markup

BANNER = "Sample: everything here is invented."
DOWNLOADS = [
    *(f"/case/summary.{form}?unanswered=1" for form in FORMS),
    *(f"/case/exports/{name}.{form}" for name in ("refunds", "ledger", "account") for form in ("csv", "xlsx")),
    "/case/deadlines.ics",
]
# What no page of the sample may offer: fields for a text or a file, and what would be kept or sent.
OFFERED = r'<textarea|type="file"|href="/case/(letters|bundle|export"|evidence|contacts|code|helpers|browsers)'
FEW = 4  # pages of a kind
NOT_FOLLOWED = ("/exit", "/static", "/sign-out", "/get-files")


def open_sample(browser: Browser) -> None:
    """Opens the sample and waits until it is read. None of its words may come from the case that was open before."""
    assert browser.post("/sample").status_code == 303
    browser.wait()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A browser with the sample, for all tests of this file."""
    return Prepared(tmp_path_factory.mktemp("only-sample"), open_sample)


def wanted(path: str, known: list[str]) -> bool:
    """Whether a page is to be looked at besides those that are known: of one kind, such as steps, a few."""
    kind = path.rpartition("/")[0]
    few = kind == "/case" or sum(one.rpartition("/")[0] == kind for one in known) < FEW
    return few and path not in known


def pages(browser: Browser) -> dict[str, str]:
    """The pages of the service that can be reached by links, by their address."""
    found: dict[str, str] = {}
    waiting = ["/", "/case", "/upload", "/case/letters", "/case/bundle", "/case/recognise?go=on", "/case/end"]
    while waiting:
        path = waiting.pop()
        answer = browser.get(path)
        if answer.status_code == 303:
            waiting += [one for one in [answer.headers["Location"]] if one not in found]
            found[path] = ""
            continue
        assert answer.status_code in (200, 404, 409), path
        found[path] = answer.text if "Content-Disposition" not in answer.headers else ""
        links = {link.partition("#")[0] for link in Markup(found[path]).links} if found[path] else set()
        new = (link for link in links if link.startswith("/") and not link.startswith(NOT_FOLLOWED))
        for one in sorted(new):
            if wanted(one, [*found, *waiting]):
                waiting.append(one)
    return {path: html for path, html in found.items() if html}


def invented() -> set[str]:
    """What stands in the sample and nowhere else: numbers of orders, names, places, sums."""
    with zipfile.ZipFile(SAMPLE) as packed:
        text = "\n".join(packed.read(one).decode("utf-8", "replace") for one in packed.namelist())
    return {
        *re.findall(r"\d{3}-\d{7}-\d{7}", text),
        "Claro",
        "架空",
        "42,600",
        "9,800",
        "32,800",
        "見本のタブレット",
        SAMPLE.name,
    }


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    """The rows of each sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {one.title: [[cell.value for cell in row] for row in one.iter_rows()] for one in book}


def text_of(path: str, data: bytes) -> str:
    """What a download says."""
    if ".pdf" in path:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return str(sheets(data)) if ".xlsx" in path else data.decode("utf-8-sig")


def case_rows(app: FastAPI) -> list[CaseRow]:
    """The cases that are not erased."""
    with database.reading(app.state.service.engine) as session:
        return list(session.exec(select(CaseRow).where(col(CaseRow.key).is_not(None))))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_says_so(browser: Browser, lang: str) -> None:
    """Those that are refused, too; no page offers a letter, a bundle, an upload or a field for a text."""
    browser.speak(lang)
    seen = pages(browser)
    assert len(seen) > 25
    for path, html in seen.items():
        assert translate(BANNER, lang) in html, path
        assert f"<title>{translate('Sample:', lang)} " in html, path
        assert "SAMPLE 見本" in html, path
        if path.startswith("/case"):
            main = html[html.index("<main") :]
            assert not re.search(OFFERED, main), path
    assert translate("Letters, and pages for recipients", lang) in seen["/case/summary"]
    assert "Claro NXT" in seen["/case/book"]
    assert "U+" not in "".join(seen.values()), "a text shows how it is stored"


def test_every_download_says_so(browser: Browser) -> None:
    """Its name, and what it holds: each page, sheet, row and title."""
    got = {path: browser.get(path) for path in DOWNLOADS}
    for path, answer in got.items():
        assert 'filename="sample-' in answer.headers["Content-Disposition"], path
    by_form = {path.partition("?")[0].rpartition(".")[2]: answer for path, answer in got.items() if "summary" in path}
    for page in pypdf.PdfReader(io.BytesIO(by_form["pdf"].content)).pages:
        text = page.extract_text()
        assert "SAMPLE" in text
        assert "見本" in text
    html, plain = by_form["html"].text, by_form["txt"].content.decode().split("\r\n")
    assert f'<div class="across" aria-hidden="true" lang="ja">{MARK}</div>' in html
    assert translate(INVENTED_SENTENCE, "en") in html
    assert [translate(INVENTED_SENTENCE, "en") in plain[at] for at in (0, -2)] == [True, True]
    assert all(line.startswith(MARK) for line in plain if "# " in line)
    assert by_form["json"].json()["sample"] is True
    for path, answer in got.items():
        if ".csv" in path:
            rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            assert rows, path
            assert {row[0] for row in rows} == {MARK}, path
        elif ".xlsx" in path:
            for name, cells in sheets(answer.content).items():
                assert MARK in name, path
                assert MARK in cells[0][0], path
    titles = [str(event["summary"]) for event in Calendar.from_ical(got["/case/deadlines.ics"].content).walk("VEVENT")]
    assert all(one.startswith(MARK) for one in titles)


def test_its_summary_shows_what_stands_out(browser: Browser) -> None:
    """The first page names what waits for an answer, which is everything but a gap in the files."""
    summary = browser.get("/case/summary.json").json()
    gaps = {finding["title"] for finding in summary["findings"] if finding["detector"] == "case.coverage_gap"}
    titles = {finding["title"] for finding in summary["findings"]} - gaps
    assert gaps
    assert summary["left_out"] == 0
    assert len(titles) > 3
    first = pypdf.PdfReader(io.BytesIO(browser.get("/case/summary.pdf").content)).pages[0].extract_text()
    for text in (unescape(browser.get("/case/summary").text), first):
        squeezed = "".join(text.split())
        assert {title for title in titles | gaps if "".join(title.split()) in squeezed} == titles


def test_it_takes_nothing(app: FastAPI, browser: Browser) -> None:
    """Every form of a case but those that choose among its contents is refused, whatever it will be called."""
    sample = the_case(app)
    names = sample.service.vault.names(sample.id)
    ours = [one[:2] for one in unsafe_routes() if one[1].startswith(OF_A_CASE) and one[1] not in (*TRIED, "/upload")]
    assert len(ours) > 15
    for method, path in ours:
        answer = browser.client.request(method, path, data={"csrf": browser.token("/case")})
        assert answer.status_code == 409, path
        assert 'action="/sample/leave"' in answer.text.partition("<main")[2], path
    note = {"step": "save.household", "noted": "1", "note": "CANARY-name", "state": ""}
    for answer in (
        browser.upload(("orders.csv", ORDERS.encode())),
        browser.upload(text=GIFT),
        browser.post("/case/steps", note, on="/case"),
        browser.post("/start", {"symptom": "symptom.free_parcel"}),
    ):
        assert answer.status_code == 409
        assert "Everything in the sample is invented" in answer.text
    assert sample.service.vault.names(sample.id) == names
    with database.reading(app.state.service.engine) as session:
        assert len(session.exec(select(UploadRow)).all()) == 1


def test_answers_can_be_tried(browser: Browser) -> None:
    """Questions are answered and steps are marked in it, as in any case."""
    html = browser.get("/case/recognise?go=on").text
    question = re.findall(r'name="question" value="([^"]+)"', html)[0]
    given = {"layout": "one", "stage": "main", "question": [question], "answer": "not_mine"}
    assert browser.post("/case/recognise", given, on="/case/recognise").status_code == 303
    assert question not in browser.get("/case/recognise").text
    done = {"step": "save.household", "state": "later"}
    assert browser.post("/case/steps", done, on="/case").status_code == 303


def test_from_the_sample_to_own_files(app: FastAPI, browser: Browser) -> None:
    """The button leads to a new, empty case, and after an upload no row, sum or word of the sample is anywhere."""
    sample, words = the_case(app), invented()
    assert [word for word in ("Claro", "42,600") if word in browser.get("/case/result").text] == ["Claro", "42,600"]
    left = [browser.post("/sample/leave", on="/case") for _ in range(2)]
    assert {one.headers["Location"] for one in left} == {"/upload"}
    (row,) = case_rows(app)
    assert (row.sample, row.id == sample.id) == (False, False)
    assert sample.service.vault.names(sample.id) == []
    assert translate(BANNER, "en") not in browser.get("/case").text
    assert browser.upload(("orders.csv", ORDERS.encode()), text=GIFT).status_code == 303
    browser.wait()
    seen = pages(browser)
    assert len(seen) > 40
    for path, html in seen.items():
        main = html[html.index("<main") :]
        assert [word for word in words if word in main] == [], path
        assert translate(BANNER, "en") not in html, path
    for path in DOWNLOADS:
        answer = browser.get(path)
        assert answer.headers["Content-Disposition"].partition('filename="')[2].startswith("mioboe-"), path
        text = text_of(path, answer.content)
        assert [word for word in (*words, MARK) if word in text] == [], path
    assert "250-0000009-0000009" in browser.get("/case/exports/account.csv").text
