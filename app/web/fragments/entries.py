"""Rows of the page of all entries, the choices of its filter, and its sums, in the person's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from markupsafe import Markup

from analyzers.asking.progress import STATES
from analyzers.book.sign_in_places import readable_name
from analyzers.events.ids import event_id
from analyzers.events.marks import Money
from analyzers.events.schemas import Row
from analyzers.events.statuses import open_status
from app.cases.answers import entries
from app.cases.answers.book import Asking
from app.cases.answers.entries import MARKED, UNMARKED, VALUES, Filter
from app.cases.case import Case
from app.i18n import N_
from app.i18n.audience import audience
from app.i18n.formats import country
from app.i18n.translate import translate, value
from app.report.claim_table.claim_rows import with_status
from app.report.drawings.balances import LEDGER_LABELS
from app.report.event_words import TABLE_LABELS
from app.report.exports import DESTINATION_LABELS
from app.report.summary.words import COLUMN_LABELS, word
from app.web.context import Context
from app.web.fragments.untrusted import safe_text, translator

VALUE_LABELS = {
    "shop": N_("Shop or service"),
    "place": N_("Place"),
    "receiver": N_("Recipient"),
    "payee": N_("Payee"),
    "card": N_("Paid with"),
    "device": N_("Device"),
    "country": N_("Country"),
}
PART_LABELS = VALUE_LABELS | {
    "words": N_("Search in words"),
    "kind": N_("What it is"),
    "state": N_("State"),
    "mark": N_("Mark"),
    "from": N_("From day"),
    "to": N_("To day"),
    "least": N_("Amount from"),
    "most": N_("Amount to"),
}
PART_SENTENCE = N_("{part}: {chosen}")
SORT_LABELS = {
    "newest": N_("Newest first"),
    "oldest": N_("Oldest first"),
    "highest": N_("Highest amount first"),
    "lowest": N_("Lowest amount first"),
    "what": N_("By what it is"),
    "state": N_("By state"),
}
BALANCE_OF = {"refunds": N_("Refunded to"), "ledger": N_("Balance")}
MARK_LABELS = {MARKED: N_("Marked"), UNMARKED: N_("Not marked")}
MAX_CHOICES = 50  # values of a list in the filter; the others are behind the links in the rows
MAX_NAME = 80  # characters of a value in a list


@dataclass(frozen=True, slots=True)
class Link:
    """A value of an entry with the address of all entries that share it; the address is empty for a text without a
    link."""

    label: str
    text: Markup
    address: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row. ``id`` is the id of its event, ``why`` are the findings that cite it: id and title. ``answers`` are the
    states that the person may choose."""

    id: str
    day: Markup
    kind: str
    what: Markup
    plain: str
    values: Sequence[Link]
    amount: Markup
    state: str
    label: str
    answers: Sequence[str]
    why: Sequence[tuple[str, Markup]]


def rows(case: Case, asking: Asking, some: pl.DataFrame, lang: str) -> list[EntryRow]:
    """The rows for these entries (``entries.filtered``); call it for a few entries only."""
    units = some["unit"].to_list()
    wanted = set(units)
    _ = translator(lang)
    why: dict[int, list[tuple[str, Markup]]] = {}
    for reason in asking.stored.reasons:
        for unit in wanted.intersection(reason.units):
            why.setdefault(unit, []).append((reason.finding, _(reason.title, **reason.values)))
    details = asking.recognition.frame[units].to_dicts()
    return [
        _entry(case, row, known, why.get(row["unit"], []), entries.answers(asking, [row["unit"]]), lang)
        for row, known in zip(details, some.iter_rows(named=True), strict=True)
    ]


def _entry(
    case: Case, row: Row, known: Row, why: Sequence[tuple[str, Markup]], answers: Sequence[str], lang: str
) -> EntryRow:
    name = value(readable_name(row["table"], row["name"] or ""), lang)  # the place of a sign-in in words
    what = name or str(row["what"] or row["shop"] or "–")
    return EntryRow(
        id=event_id(row["key"]),
        day=safe_text(value(row["day"], lang)) if row["day"] else safe_text("–"),
        kind=translate(TABLE_LABELS[row["table"]], lang),
        what=safe_text(what),
        plain=what[:MAX_NAME],
        values=list(_links(case, row, known, lang)),
        amount=_amount(row, known, lang),
        state=known["state"],
        label=state_label(known["state"], lang),
        answers=answers,
        why=why,
    )


def _amount(row: Row, known: Row, lang: str) -> Markup:
    if known["stated"] is None or not known["currency"]:
        return safe_text("–")
    amount = value(Money(known["stated"], known["currency"]), lang)
    status = open_status(row["table"], row)
    return safe_text(with_status(amount, status, lang) if status else amount)


def _links(case: Case, row: Row, known: Row, lang: str) -> Iterator[Link]:
    """The recipient, place and similar values of an entry, with links to all entries that share them."""
    for column in VALUES:
        if known[column] is None:
            continue
        text = known[column]
        if column == "place":
            text = str(known["address"]).removeprefix(known["receiver"] or "").strip()
        address = f"/case/book?{column}={entries.value_id(case, column, known[column])}"
        yield Link(translate(VALUE_LABELS[column], lang), safe_text(_name(column, text, lang)), address)
    if row["table"] in BALANCE_OF and row["card"]:
        labels: dict[Any, str] = {**(DESTINATION_LABELS if row["table"] == "refunds" else LEDGER_LABELS)}
        name = word(labels, row["card"], lang)
        yield Link(translate(BALANCE_OF[row["table"]], lang), safe_text(name), "")


def _name(column: str, text: str, lang: str) -> str:
    return country(text, lang) if column == "country" else text


def state_label(state: str, lang: str) -> str:
    """The name of a state."""
    return word(COLUMN_LABELS, f"state_{state}", lang)


def choices(case: Case, asking: Asking, chosen: Filter, lang: str) -> Context:
    """The choices of the filter: pairs of value and label by name."""
    offered: Context = asking.ever(("choices", lang, audience()), lambda: _choices(case, asking, lang))
    added = {}
    for column, wanted in chosen.values.items():
        known = entries.values(case, asking, column)[wanted]
        if all(wanted != name for name, _ in offered["values"][column]):
            added[column] = [(wanted, _name(column, known.name, lang)[:MAX_NAME]), *offered["values"][column]]
    return {**offered, "values": offered["values"] | added}


def _choices(case: Case, asking: Asking, lang: str) -> Context:
    values = {
        column: [
            (
                choice.id,
                f"{_name(column, choice.name, lang)[:MAX_NAME]} ({value(choice.count, lang)})",
            )
            for choice in list(entries.values(case, asking, column).values())[:MAX_CHOICES]
        ]
        for column in VALUES
    }
    tables = set(asking.recognition.frame["table"].unique())
    reasons = [(name, translate(title, lang)) for name, (title, _) in entries.reasons(case, asking).items()]
    marks = [(name, translate(label, lang)) for name, label in MARK_LABELS.items()]
    return {
        "values": values,
        "labels": {name: translate(label, lang) for name, label in VALUE_LABELS.items()},
        "kinds": [(name, translate(label, lang)) for name, label in TABLE_LABELS.items() if name in tables],
        "states": [(name, state_label(name, lang)) for name in STATES],
        "marks": [*marks, *sorted(reasons, key=_says)],
        "sorts": [(name, translate(label, lang)) for name, label in SORT_LABELS.items()],
    }


def applied(query: Mapping[str, str], words: str, choices: Context, lang: str) -> list[Markup]:
    """The active filter in words, as the page shows it above the entries: the name of each part and its value."""
    lists = {**choices["values"], "kind": choices["kinds"], "state": choices["states"], "mark": choices["marks"]}
    chosen = {name: dict(lists[name])[typed_value] for name, typed_value in query.items() if name in lists}
    typed = {name: typed_value for name, typed_value in query.items() if name in ("from", "to", "least", "most")}
    _ = translator(lang)
    return [
        _(PART_SENTENCE, part=translate(PART_LABELS[name], lang), chosen=typed_value)
        for name, typed_value in (({"words": words} if words else {}) | chosen | typed).items()
    ]


def _says(choice: tuple[str, str]) -> str:
    return choice[1]


def sums(some: pl.DataFrame, lang: str) -> list[Context]:
    """The sums of the listed entries, by kind: its name, the number of entries, and the money of each currency."""
    return [
        {
            "kind": translate(TABLE_LABELS[total.table], lang),
            "count": total.count,
            "money": value([value(money, lang) for money in total.money], lang),
        }
        for total in entries.sums(some)
    ]
