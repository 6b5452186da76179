"""Every question is shown, on the page and by the command, in both languages, whatever the files do not say."""

import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from analyzers.asking.kinds import KINDS
from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.events.schemas import CHANGE_KINDS, OWN
from analyzers.findings.assemble import examine
from app.cases.answers.book import Asking
from app.cases.files.examine import ENTRIES
from app.cli.walk import walk
from app.i18n.translate import translate
from app.report.answers import AnswerFile
from app.report.claim_table.claim import of_units
from app.report.claim_table.claim_rows import what
from app.report.event_words import CHANGE_LABELS
from app.report.model import Report
from app.report.recognition import Recognised, details, present, recognised, text
from app.report.stored_units import StoredUnits, dump, with_reasons
from app.web.fragments.asked import asked
from tests.analyzers.detector_cases import DEFAULTS, history
from tests.browser import Browser
from tests.service import put_blob, the_case
from tests.web.pages.account_book.test_recognise import walk as walk_pages
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import REPORT

LANGUAGES = ("ja", "en")
START = datetime(2024, 3, 4, 12, tzinfo=UTC)
HOME = "見本 花子 100-0000 東京都見本区例示町1-2-3"
# One event of each table in which nothing is null. %n is the number of the row.
FULL: dict[str, dict[str, Any]] = {
    "orders": {
        "shop": "amazon.co.jp",
        "order_id": "503-0000000-%n",
        "item_id": "B%n",
        "title": "Thing %n",
        "quantity": 1,
        "total_minor": 1200,
        "currency": "JPY",
        "status": "closed",
        "shipped": True,
        "direct": False,
        "seller": "A seller",
        "payment": "Visa - 1234",
        "address": HOME,
        "billing": HOME,
        "gift": False,
        "ip": "203.0.113.5",
        "country_stated": "Japan",
        "agent": "Chrome",
        "role": "buyer",
    },
    "refunds": {
        "shop": "amazon.co.jp",
        "order_id": "503-0000001-%n",
        "item_id": "B%n",
        "title": "Thing %n",
        "amount_minor": 900,
        "currency": "JPY",
        "status": "completed",
        "destination": "gift_card",
        "reason": "Return",
        "refund_id": "R%n",
        "role": "buyer",
    },
    "returns": {
        "shop": "amazon.co.jp",
        "order_id": "503-0000002-%n",
        "item_id": "B%n",
        "title": "Thing %n",
        "amount_minor": 800,
        "currency": "JPY",
        "reason": "Broken",
        "status": "completed",
        "refund_id": "Q%n",
        "role": "buyer",
    },
    "ledger": {
        "shop": "amazon.co.jp",
        "account": "gift_card",
        "title": "Entry %n",
        "order_id": "503-0000003-%n",
        "serial": "S%n",
        "amount_minor": -300,
        "balance_minor": 100,
        "currency": "JPY",
        "position": 0,
        "newest_first": True,
        "page_edge": False,
        "excerpt": False,
    },
    "payments": {
        "shop": "paypal.com",
        "order_id": "P%n",
        "amount_minor": 700,
        "currency": "JPY",
        "method": "Visa - 1234",
        "merchant": "Shop %n",
        "title": "Payment",
        "status": "completed",
    },
    "logins": {
        "service": "google",
        "account": "hanako@example.com",
        "ip": "203.0.113.%n",
        "country": "JP",
        "region": "13",
        "city": "Tokyo",
        "prefix": "203.0.113.0/24",
        "asn": 64500,
        "network_name": "Net",
        "network_kind": "carrier",
        "country_stated": "Japan",
        "agent": "Chrome",
        "activity": "login",
        "success": False,
    },
    "changes": {
        "service": "google",
        "what": "Phone %n",
        "ip": "203.0.113.7",
        "country": "JP",
        "asn": 64500,
        "network_name": "Net",
        "network_kind": "carrier",
        "removed": False,
    },
}
# What else makes a question of another kind of an event.
OTHERWISE: dict[str, tuple[dict[str, Any], ...]] = {
    "orders": ({"address": "100-0000 東京都見本区例示町1-2-3"},),
    "ledger": ({"account": "points"},),
    "changes": ({"kind": "app", "known_as": "device"},),
}
KIND_COLUMNS = ("kind", "known_as")
KINDS_OF = {
    "orders": ("other", "gift_card", "subscription", "code", "digital", "charge"),
    "ledger": ("applied", "refund", "added", "reload", "promotional", "unknown"),
    "changes": CHANGE_KINDS,
}


def rows(table: str, without: Sequence[str], kinds: Sequence[str | None], dated: bool) -> Iterator[dict[str, Any]]:
    """An event of each kind in which these columns are null."""
    for kind in kinds:
        named = {name: kind for name in KIND_COLUMNS if kind and name in OWN[table]}
        event = {**FULL[table], **named, **dict.fromkeys(without)}
        yield event | {"source": DEFAULTS[table]["source"], "upload": 1, "at": START if dated else None}


def numbered(table: str, events: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events as rows of one file, each on a day of its own."""
    made = []
    for line, event in enumerate(events, 2):
        row = {
            name: value.replace("%n", str(line)) if isinstance(value, str) else value for name, value in event.items()
        }
        at = event["at"] and event["at"] + timedelta(days=line)
        made.append(row | {"at": at, "at_basis": at and "stated", "path": f"{table}.csv", "line": line})
    return made


def every_row(table: str, dated: bool) -> list[dict[str, Any]]:
    """Events of every kind, complete and with nothing said; for each column one without it and one with it alone."""
    kinds, columns = KINDS_OF.get(table, (None,)), list(FULL[table])

    def events() -> Iterator[dict[str, Any]]:
        for without in ((), columns, ["shop"], ["currency"]):
            yield from rows(table, [name for name in without if name in columns], kinds, dated)
        for column in columns:
            yield from rows(table, [column], kinds[:2], dated)
            yield from rows(table, [name for name in columns if name != column], kinds[:1], dated)
        for other in OTHERWISE.get(table, ()):
            yield from (event | other for event in rows(table, (), kinds, dated))

    return numbered(table, events())


def past(table: str, dated: bool) -> History:
    """All of that as a history; refunds with so many orders around them that theirs should be among them."""
    events = {table: every_row(table, dated)}
    if table == "refunds":
        around = ({"at": START + timedelta(days=days)} for days in range(-400, 400, 20))
        usual = (event | one for one in around for event in rows("orders", (), ("other",), True))
        events["orders"] = numbered("orders", usual)
    return history(events)


def few(dated: bool) -> History:
    """A complete event of every kind, and one in which nothing is said."""
    some = {
        table: numbered(
            table,
            (
                one
                for without in ((), FULL[table])
                for one in rows(table, [*without], KINDS_OF.get(table, (None,)), dated)
            ),
        )
        for table in FULL
    }
    return history(some)


def test_the_events_lack_no_column() -> None:
    """A new column of a table is one that these tests know."""
    for table, columns in OWN.items():
        assert FULL[table].keys() | (set(KIND_COLUMNS) if table in KINDS_OF else set()) >= columns.keys(), table


def show(found: Recognised) -> set[str]:
    """Shows every question as the command and the pages do; the kinds that were shown."""
    state = found.asking
    asking = Asking(StoredUnits(state.units, [], {}), state, [], 0, {}, {})
    for lang in LANGUAGES:
        assert len(present(found, lang, ()).questions) == len(state.questions)
        for one in state.questions:
            shown = asked(one, asking, lang)
            assert all((shown.ask, shown.what, text(one, lang), *details(one, state.frame, lang))), one
            assert all(str(fact).strip() for _, fact in shown.facts), (one, shown.facts)
    return {one.kind for one in state.questions}


def test_every_question_is_shown() -> None:
    """Those of the first look and, when none of it was theirs, those of the second, with and without a time."""
    kinds = set[str]()
    for table in FULL:
        for dated in (True, False):
            state = recognised(examine(past(table, dated)), Owner())
            first = state(AnswerFile({}, {}))
            kinds |= show(first)
            given = {one.id: "not_mine" for one in first.asking.questions}
            kinds |= show(state(AnswerFile(given, {})))
    assert kinds == set(KINDS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_names_its_kind(lang: str) -> None:
    """The page, the command and the row of a letter say in words what was changed, and none shows the word of the
    code."""
    events = history({"changes": numbered("changes", rows("changes", (), CHANGE_KINDS, True))})
    state = recognised(examine(events), Owner())(AnswerFile({}, {})).asking
    asking = Asking(StoredUnits(state.units, [], {}), state, [], 0, {}, {})
    assert sorted(str(one.more) for one in state.questions) == sorted(CHANGE_KINDS)
    claims = of_units(state.frame, "not_mine", {})
    for one in state.questions:
        label = translate(CHANGE_LABELS[str(one.more)], lang) if one.more in CHANGE_LABELS else ""
        assert label in text(one, lang)
        assert label in " ".join(str(fact) for _, fact in asked(one, asking, lang).facts)
        assert f"· {one.more}" not in text(one, lang)
        assert [label in what(claims[unit], lang) for unit in one.units] == [True]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_asks_every_question(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of the terminal answers either form of a screen, so the walk ends with nothing left to ask."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n1\n" * 1000))
    state, answers = recognised(examine(few(dated=False)), Owner()), AnswerFile({}, {})
    walk(state, answers, tmp_path / "answers.json", lang)
    assert len(answers.by_question) > 20
    assert not state(answers).asking.pages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_questions(app: FastAPI, lang: str, browser: Browser) -> None:
    """From the first question to the end, and the pages that tell of the answers, where no row has a time."""
    browser.post("/start", {"symptom": ["symptom.cod_parcel"]})
    browser.speak(lang)
    keep(app, REPORT | {"findings": []})
    state = recognised(examine(few(dated=False)), Owner())(AnswerFile({}, {}))
    case = the_case(app)
    put_blob(case, ENTRIES.name, dump(with_reasons(state.asking.units, Report())))
    walk_pages(browser, lambda _: "not_mine", most=200)
    for path in ("result", "findings", "end", "book", "letters", "deadlines", "steps", "summary"):
        assert browser.get(f"/case/{path}").status_code == 200, path
