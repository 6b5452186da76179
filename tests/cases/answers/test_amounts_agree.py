"""Every place that names a loss names the same one: pages, forms of the summary, letters, claims, and the commands.

Simulated accounts are examined as a case is, and their owners answer at random or know everything. What they lost is
added up once more from the rows of the history, by the rules of this file alone.
"""

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from random import Random
from typing import NamedTuple

import openpyxl  # type: ignore[import-untyped]
import pypdfium2
import pytest
from sqlmodel import col, delete

from analyzers.asking.state import Recognition
from analyzers.book.entries import Units
from analyzers.book.losses import totals
from analyzers.events.history import History
from analyzers.findings.assemble import examine
from app.cases.answers import book
from app.cases.answers.book import latest_report
from app.cases.answers.claims import claims_of, concerning
from app.cases.case import ENTRIES, REPORT, Case
from app.cases.plan.letters import facts
from app.cases.plan.summary_state import summary_state
from app.cases.plan.view import plan_view
from app.cases.record.notes import load
from app.i18n.translate import translate, value
from app.report import build
from app.report.answers import AnswerFile
from app.report.claim_table.claim import Claim
from app.report.claim_table.claim_rows import LOSS_LABELS, Sum, sums
from app.report.claim_table.claims import of_assembled
from app.report.event_words import TABLE_LABELS
from app.report.model import Report
from app.report.progress import progress_line
from app.report.recognition import present, recognised
from app.report.stored import plain, to_json
from app.report.stored_units import dump, with_reasons
from app.report.summary import summarise
from app.report.summary.forms import form
from app.report.summary.model import Summary
from app.settings import Settings
from app.storage.database import writing
from app.storage.tables import RunRow, VerdictRow, now
from checklists.letter import letters
from evaluation.measure.results import AT_ONCE, reads
from evaluation.measure.run import specs
from evaluation.simulate.account import Account, Spec, Truth, make
from evaluation.simulate.goods import YEN
from tests.browser import Browser, visit
from tests.service import running, the_case

EVERY_CASE = bool(os.environ.get("EVERY_CASE"))
ACCOUNTS, OWNERS = (200, 1) if EVERY_CASE else (10, 20)  # `make soak` has an account for each owner
ORDERED = ("drop_address", "after_silence", "drop_as_a_present", "many_of_one_thing")  # attacks that only place orders
COMMANDS = 10  # what the command says is worked out anew for one answered account in so many
WITH_PAGES = 40  # the pages and all forms of one answered account in so many are looked at
SEED = 8_100_000
SAYS = ("mine", "family", "not_mine", "not_mine", "not_sure", "")
SOME = 12  # of what there is to ask, beside what alarms and second looks are about
ROUNDS = 3  # times that an owner answers what there is to ask, at most
COUNTED_AS_LOSS = ("orders", "payments", "ledger")
NO_CHARGE = ("cancelled", "declined", "reversed", "pending")


class Looked(NamedTuple):
    """An account whose files were examined."""

    account: Account
    history: History
    report: Report
    units: Units


@pytest.fixture(scope="module")
def looked() -> list[Looked]:
    """Accounts of all personas and attacks."""
    every = [one for number in range(1 + ACCOUNTS // 91) for one in specs(1, 1, SEED + number)]
    wanted = [every[place * len(every) // ACCOUNTS] for place in range(ACCOUNTS)]
    return [one for start in range(0, len(wanted), AT_ONCE) for one in _examined(wanted[start : start + AT_ONCE])]


def _examined(specs: Sequence[Spec]) -> Iterator[Looked]:
    accounts = [make(spec) for spec in specs]
    for account, events in zip(accounts, reads(accounts), strict=True):
        report, units = build.examined(events, (), build.Owner())
        yield Looked(account, build.merged(events, build.Owner())[1], report, units)


@pytest.fixture(scope="module")
def browser(lasting: Settings) -> Iterator[Browser]:
    """A browser with a case."""
    with running(lasting) as app:
        here = visit(app)
        assert here.post("/start", {"symptom": ["symptom.unknown_charge"]}).status_code == 303
        here.client.app = app  # type: ignore[attr-defined]
        yield here


def case_of(browser: Browser, one: Looked) -> Case:
    """The case of the browser, as if this account had been handed in and nothing answered."""
    case = the_case(browser.client.app)  # type: ignore[attr-defined]
    take_back(case)
    with writing(case.service.engine) as session:
        session.merge(RunRow(case_id=case.id, state="done", wanted=1, examined=1, at=now()))
    case.service.vault.put(case.key, ENTRIES, dump(with_reasons(one.units, one.report)))
    case.service.vault.put(case.key, REPORT, to_json(one.report))
    return case


def take_back(case: Case) -> None:
    """Removes all answers of a case."""
    with writing(case.service.engine) as session:
        session.exec(delete(VerdictRow).where(col(VerdictRow.case_id) == case.id))


def answered(case: Case, rng: Random, truth: Truth | None = None) -> AnswerFile:
    """The answers of an owner, who says anything about some things, or with ``truth`` what is so about all; they are
    given to the case, too."""
    given: dict[str, str] = {}
    for _ in range(ROUNDS):
        asking = book.state(case)
        assert asking
        waiting = [one for one in asking.recognition.questions if not one.answer and one.kind != "card"]
        if truth:
            new = {one.id: _said(asking.recognition, one.units, truth) for one in waiting}
        else:
            some = rng.sample(waiting, min(SOME, len(waiting)))
            some += [one for one in waiting if one.marked or one.stage == "second_look"]
            new = {one.id: said for one in some if (said := rng.choice(SAYS))}
        with writing(case.service.engine) as session:
            for name, said in new.items():
                subject = f"question:{case.key.keyed_hash('question', name)}"
                session.add(VerdictRow(case_id=case.id, subject=subject, verdict=said, triggers=[], at=now()))
        given |= new
    return AnswerFile(given, {})


def _said(found: Recognition, units: tuple[int, ...], truth: Truth) -> str:
    rows = found.frame[list(units)].select("path", "line").rows()
    return "not_mine" if truth.rows.intersection(rows) else "mine"


@pytest.mark.long
def test_all_places_name_the_same_loss(browser: Browser, looked: list[Looked]) -> None:
    """For two hundred answered accounts, the owners of each one after the other: the claims, the summary, the letters
    and both commands; for some of them the pages and every form of the summary. The numbers are those of the rows that
    are not the owner's."""
    lost = came_back = suspected = 0
    for number in sorted(range(ACCOUNTS * OWNERS), key=lambda number: number % ACCOUNTS):
        one, rng = looked[number % ACCOUNTS], Random(f"{SEED} {number}")
        if number < ACCOUNTS:
            case = case_of(browser, one)
        take_back(case)
        lang = rng.choice(("ja", "en"))
        answers = answered(case, rng)
        report = latest_report(case)
        assert report
        rows = claims_of(case, report)
        numbers = totals(rows)
        shown = sums(numbers, lang)
        where = f"{one.account.spec} {number}"
        summary = summarise(report, summary_state(case, report, lang), lang)
        assert [tuple(plain(it).values()) for it in summary.totals] == [tuple(it) for it in numbers], where
        assert list(summary.sums) == shown, where
        _letters(case, report, rows, lang)
        state = recognised(examine(one.history), build.Owner())(answers) if number % COMMANDS == 0 else None
        if state is not None:
            found = totals(of_assembled(Report(findings=state.now.findings), state.now))
            assert found == numbers, where
            assert plain(present(state, lang, found))["totals"] == plain(summary.totals), where
        asking = book.state(case)
        assert asking
        assert {it.currency: it.lost for it in numbers if it.lost} == _lost(one.history, asking.recognition), where
        assert all(it.still_open == it.lost - it.came_back >= 0 for it in numbers), where
        lost, came_back = lost + any(it.lost for it in numbers), came_back + any(it.came_back for it in numbers)
        suspected += any(it.suspected for it in numbers)
        if number % WITH_PAGES == 0:
            _pages(browser, shown, lang)
            _counts(browser, asking.recognition, report, summary, lang)
            _steps(browser, case, summary, lang)
            _forms(summary, pdf=number % (2 * WITH_PAGES) == 0)
    assert min(lost, came_back, suspected) > ACCOUNTS * OWNERS // 20, (lost, came_back, suspected)


@pytest.mark.long
def test_what_is_known_to_be_stolen_is_what_is_lost(browser: Browser) -> None:
    """Of attacks that only place orders the thief's loot is known. An owner who knows everything lost exactly that."""
    for one in _examined([Spec("light", SEED + number, attack) for number, attack in enumerate(ORDERED)]):
        case, truth = case_of(browser, one), one.account.truth
        assert truth
        answered(case, Random(0), truth)
        report = latest_report(case)
        assert report
        (total,) = totals(claims_of(case, report))
        yen = total.lost / (1 if total.currency == "JPY" else 100) / YEN[total.currency]
        assert yen == pytest.approx(sum(loss.yen for loss in truth.losses), abs=len(truth.losses)), one.account.spec
        assert not total.came_back


def _lost(history: History, found: Recognition) -> dict[str, int]:
    """What the rows cost that the second look disowned, added up one by one."""
    units = {
        unit for one in found.questions if one.stage == "second_look" and one.answer == "not_mine" for unit in one.units
    }
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


def _letters(case: Case, report: Report, rows: list[Claim], lang: str) -> None:
    """A letter has the sums of the rows that concern its recipient."""
    for letter in (letters()[name] for name in ("police_jp", "card_us")):
        told = facts(case, letter, lang, now().date(), report, load(case))
        own = [one for one in concerning(letter, rows) if one.answer == "not_mine"]
        shown = {one.name: one.amounts for one in sums(totals(own), lang)}
        back = any(one.came_back for one in totals(own))
        assert told["loss"] == shown.get("lost", "")
        assert (told.get("came_back"), told.get("still_open")) == (
            (shown["came_back"], shown["still_open"]) if back else (None, None)
        )


def _pages(browser: Browser, shown: list[Sum], lang: str) -> None:
    """The labels and amounts of the pages."""
    expected = [(one.label, one.amounts) for one in shown]
    for path in ("/case/result", "/case/end", "/case", "/case/summary"):
        html = browser.get(f"{path}?lang={lang}").text
        pairs = re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>", html)
        labels = {translate(label, lang) for label in LOSS_LABELS.values()}
        assert [(label, unescape(text)) for label, text in pairs if label in labels] == expected, path


def _counts(browser: Browser, now: Recognition, report: Report, summary: Summary, lang: str) -> None:
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


def _steps(browser: Browser, case: Case, summary: Summary, lang: str) -> None:
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


def _forms(summary: Summary, pdf: bool) -> None:
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
