"""Where pages, forms, letters and commands name a loss, and cases that hold simulated accounts."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

import openpyxl  # type: ignore[import-untyped]
import pypdfium2
from sqlmodel import col, delete

from analyzers.asking.state import Recognition
from analyzers.book.entries import Units
from analyzers.book.losses import totals
from analyzers.events.answers import UNPAID
from analyzers.events.history import History
from app.cases.answers.claims import concerning
from app.cases.case import Case
from app.cases.files.examine import ENTRIES, REPORT
from app.cases.plan.letters import facts
from app.cases.plan.view import plan_view
from app.cases.record.notes import load
from app.i18n.translate import translate, value
from app.report import build
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import LOSS_LABELS, Sum, sums
from app.report.event_words import TABLE_LABELS
from app.report.model import Report
from app.report.progress import progress_line
from app.report.stored import plain, to_json
from app.report.stored_units import dump, with_reasons
from app.report.summary.forms import form
from app.report.summary.model import Summary
from app.storage.tables import RunRow, VerdictRow, now
from checklists.letter import letters
from evaluation.measure.results import reads
from evaluation.simulate.account import Account, Spec, make
from tests.browser import Browser
from tests.service import put_blob, rows_by_hand, the_case

COUNTED_AS_LOSS = ("orders", "payments", "ledger")
NO_CHARGE = ("cancelled", "declined", "reversed", "pending")


class Looked(NamedTuple):
    """An account whose files were examined."""

    account: Account
    history: History
    report: Report
    units: Units


def examined(specs: Sequence[Spec]) -> Iterator[Looked]:
    accounts = [make(spec) for spec in specs]
    for account, events in zip(accounts, reads(accounts), strict=True):
        report, units = build.examined(events, (), build.Owner())
        yield Looked(account, build.merged(events, build.Owner())[1], report, units)


def case_of(browser: Browser, one: Looked) -> Case:
    """The case of the browser, as if this account had been handed in and nothing answered."""
    case = the_case(browser.client.app)  # type: ignore[attr-defined]
    take_back(case)
    with rows_by_hand(case.service.engine) as session:
        session.merge(RunRow(case_id=case.id, state="done", wanted=1, examined=1, at=now()))
    put_blob(case, ENTRIES.name, dump(with_reasons(one.units, one.report)))
    put_blob(case, REPORT.name, to_json(one.report))
    return case


def take_back(case: Case) -> None:
    """Removes all answers of a case."""
    with rows_by_hand(case.service.engine) as session:
        session.exec(delete(VerdictRow).where(col(VerdictRow.case_id) == case.id))


def lost_by_rows(history: History, found: Recognition) -> dict[str, int]:
    """What the rows cost that the answers disown, added up one by one."""
    units = {unit for unit, answer in found.answers.items() if answer == "not_mine"}
    events = [
        (table, history.tables[table].row(row, named=True))
        for unit, table, row in found.frame.select("unit", "table", "row").iter_rows()
        if unit in units and table in COUNTED_AS_LOSS
    ]
    orders = {row["order_id"] for table, row in events if table == "orders"} - {None}
    sums: Counter[str] = Counter()
    for table, row in events:
        minor = row["total_minor"] if table == "orders" else row["amount_minor"]
        if table == "ledger":
            minor = -(minor or 0) if row["account"] != "points" else 0
        elif row["status"] in NO_CHARGE:
            minor = 0
        if row["currency"] and (table == "orders" or row["order_id"] not in orders):
            sums[row["currency"]] += max(minor or 0, 0)
    return {currency: minor for currency, minor in sums.items() if minor}


def same_in_letters(case: Case, report: Report, rows: list[Claim], lang: str) -> None:
    """Every letter has the sums of the rows that concern its recipient."""
    for letter in letters().values():
        told = facts(case, letter, lang, now().date(), report, load(case))
        own = [one for one in concerning(letter, rows) if one.answer in ("not_mine", UNPAID) or letter.asks_family]
        shown = {one.name: one.amounts for one in sums(totals(own), lang)}
        back = any(one.came_back for one in totals(own))
        assert told["loss"] == shown.get("lost", "")
        assert (told.get("came_back"), told.get("still_open")) == (
            (shown["came_back"], shown["still_open"]) if back else (None, None)
        )


def same_on_pages(browser: Browser, shown: list[Sum], lang: str) -> None:
    """The labels and amounts of the pages."""
    expected = [(one.label, one.amounts) for one in shown]
    for path in ("/case/result", "/case/end", "/case", "/case/summary"):
        html = browser.get(f"{path}?lang={lang}").text
        pairs = re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>", html)
        labels = {translate(label, lang) for label in LOSS_LABELS.values()}
        assert [(label, unescape(text)) for label, text in pairs if label in labels] == expected, path


def same_counts(browser: Browser, now: Recognition, report: Report, summary: Summary, lang: str) -> None:
    """The page of all entries, the picture over time, and how much is accounted for count the same entries."""
    kinds = dict(now.frame["table"].value_counts().iter_rows())
    assert report.lanes
    assert {lane.name: sum(count for _, count in lane.counts) for lane in report.lanes.lanes} == kinds
    book_page = browser.get(f"/case/book?lang={lang}").text
    assert all(
        f"{translate(TABLE_LABELS[name], lang)} ({value(count, lang)})" in book_page for name, count in kinds.items()
    )
    assert summary.account
    assert summary.account.events.total == sum(kinds.values()) == now.progress.entries.all
    line = progress_line(now.progress, lang)
    for path in ("/case/result", "/case/end", "/case"):
        page = re.sub(r"<[^>]+>", "", browser.get(f"{path}?lang={lang}").text)
        assert _squeezed(line) in _squeezed(unescape(page)), path
    assert _squeezed(line) in _squeezed(form("txt").render(summary).decode())


def same_next_step(browser: Browser, case: Case, summary: Summary, lang: str) -> None:
    """Every page names the same next step, in the words of the plan; the summary has the steps by the names of the
    plan."""
    heading = r'id="{}">([^<]*)</h'
    places = {"/case": heading.format("next-title"), "/case/steps": heading.format("next-title")}
    places |= {
        "/case/end": heading.format("now"),
        "/case/result": r'stop" href[^>]*><span>[^<]*</span> <span[^>]*>([^<]*)',
    }
    named = {path: re.findall(place, browser.get(f"{path}?lang={lang}").text) for path, place in places.items()}
    view = plan_view(case, lang)
    assert view.next_step
    urgent = view.next_step.now
    assert {path: [unescape(text) for text in texts] for path, texts in named.items()} == {
        path: [view.next_step.heading] if urgent or path != "/case/result" else [] for path in places
    }
    assert [step.title for step in summary.steps] == [view.name(status.planned.step.id) for status in view.statuses]


def same_in_forms(summary: Summary, pdf: bool) -> None:
    """What every form of the summary says."""
    texts = {name: form(name).render(summary) for name in ("html", "txt", "csv", "json", "xlsx", *(["pdf"] * pdf))}
    assert json.loads(texts["json"])["totals"] == plain(summary.totals)
    rows = [*csv.reader(io.StringIO(texts["csv"].decode("utf-8-sig"), newline=""))]
    book = openpyxl.load_workbook(io.BytesIO(texts["xlsx"]))
    cells = [[cell for cell in row if cell] for row in book.worksheets[0].iter_rows(values_only=True)]
    plain_texts = {
        "html": _squeezed(unescape(re.sub(r"<[^>]+>", " ", texts["html"].decode()))),
        "txt": _squeezed(texts["txt"].decode()),
    }
    if pdf:
        document = pypdfium2.PdfDocument(texts["pdf"])
        plain_texts["pdf"] = _squeezed(" ".join(page.get_textpage().get_text_range() for page in document))
    for one in summary.sums:
        assert [one.label, one.amounts] in cells
        assert any(one.label in row and one.amounts in row for row in rows)
        for name, text in plain_texts.items():
            assert re.search(re.escape(_squeezed(one.label)) + "[:：]?" + re.escape(_squeezed(one.amounts)), text), name


def _squeezed(text: str) -> str:
    """The text without white space and the marks that a PDF breaks lines with."""
    return re.sub(r"[\s\ufffe\u200b]+", "", text)
