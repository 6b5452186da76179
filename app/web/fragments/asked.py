"""Questions of recognition for pages: what people recognise first, then why it is asked, and the record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from markupsafe import Markup

from analyzers.asking.questions import Question
from analyzers.book.sign_in_places import words
from analyzers.events.marks import Money
from analyzers.events.schemas import Row
from analyzers.events.statuses import counts, open_money
from app.cases.answers.book import Asking
from app.i18n import N_, nN_
from app.i18n.formats import when
from app.i18n.translate import gettext, translate, value
from app.report.answer_words import choices
from app.report.claim_table.claim_rows import BALANCE_LABELS, with_status
from app.report.event_words import CHANGE_LABELS, mail_sentence
from app.web.fragments.untrusted import file_location, safe_text, translator

ASK_LABELS = {
    "balance_use": N_("Did one of you use this balance?"),
    "refund_unknown": N_("Do you know this refund? Its order is not in your files."),
    "refund_to_balance": N_("Did one of you have this refunded to a balance?"),
    "change": N_("Did one of you change this?"),
    "device": N_("Is this device yours?"),
    "receiver_place": N_("Do you know this recipient at this address?"),
    "place": N_("Do you know this address?"),
    "code": N_("Did one of you buy this code?"),
    "gift_card": N_("Did one of you buy this gift card?"),
    "order": N_("Did one of you order this?"),
    "sign_in": N_("Did one of you sign in from here?"),
    "payee": N_("Do you know this payee?"),
    "payment": N_("Did one of you pay this?"),
    "card": N_("Is this way of paying yours?"),
    "subscription": N_("Is this subscription yours?"),
    "digital": N_("Did one of you buy this?"),
    "code_claim": N_("Did one of you add this to the balance?"),
    "points": N_("Do you know these points?"),
    "refund": N_("Do you know these refunds?"),
}
FACT_LABELS = {
    "amount": N_("Amount"),
    "payment": N_("Paid with"),
    "balance": N_("Balance"),
    "refund": N_("Refunded to"),
    "change": N_("What was changed"),
    "recipient": N_("Recipient"),
    "address": N_("Address"),
    "order": N_("Order number"),
    "when": N_("When"),
    "days": N_("From – to"),
    "count": N_("How often"),
    "example": N_("For instance"),
    "shop": N_("Shop or service"),
    "state": N_("Note"),
}
UNKNOWN_AMOUNT_SENTENCE = N_("not stated")
ORDER_SENTENCE = N_("Order {order}")
COUNT_SENTENCE = nN_("{count} time", "{count} times")
RECORDED_LABELS = {
    "mine": N_("Recorded: that was me"),
    "family": N_("Recorded: my family"),
    "not_mine": N_("Recorded: not known to me"),
    "mine_unpaid": N_("Recorded: the money did not come to you"),
    "not_sure": N_("Recorded: not sure"),
}
RECORDED_MANY = nN_("Recorded: {count} answer", "Recorded: {count} answers")
PLACE_KINDS = ("receiver_place", "place")
MAX_NAMES = 4  # things that one question lists
MAX_RECORDS = 4  # records that one question shows
AROUND = timedelta(days=3)
MONEY_TABLES = ("orders", "refunds", "ledger", "payments")
# What is asked of the units of a question, by column.
TEXTS = ["table", "thing", "name", "what", "more", "shop", "order_id", "card", "address"]
OTHERS = ["unit", "at", "at_basis", "zone", "path", "mail", "line", "currency", "status", "amount_minor"]
Texts = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file with its original cells, where a finding cites it."""

    where: Markup
    cells: list[tuple[Markup, Markup]]
    mail: str | None


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question. ``line`` is its text in a list; ``before`` is the question that it repeats. In a second look,
    ``around`` is what happened near in time, and ``answered`` the earlier answer."""

    id: str
    ask: str
    what: Markup
    answers: list[tuple[str, str]]
    line: list[Markup]
    facts: list[tuple[str, Markup]]
    reasons: list[tuple[str, Markup, Markup]]
    records: list[Record]
    more: int
    before: str | None
    around: Markup | None = None
    answered: str | None = None


def asked(question: Question, asking: Asking, lang: str) -> QuestionCard:
    """A question with all its details."""
    rows = asking.recognition.frame[list(question.units), [*TEXTS, *OTHERS]]  # which ``select`` does in twice the time
    texts: Texts = rows[TEXTS].to_dict(as_series=False)
    newest = rows.row(_newest(rows["at"]), named=True)
    units = set(question.units)
    reasons = [reason for reason in asking.stored.reasons if not units.isdisjoint(reason.units)]
    _ = translator(lang)
    return QuestionCard(
        id=question.id,
        ask=translate(ASK_LABELS[question.kind], lang),
        what=safe_text(_headline(question, newest, asking, lang)),
        answers=choices(question.kind, lang),
        line=list(_line(question, texts, lang)),
        facts=[
            (translate(FACT_LABELS[name], lang), text) for name, text in _facts(question, rows, texts, asking, lang)
        ],
        reasons=[
            (reason.finding, _(reason.title, **reason.values), _(reason.message, **reason.values)) for reason in reasons
        ],
        records=[_record(row, asking, lang) for row in rows[:MAX_RECORDS].iter_rows(named=True)],
        more=max(0, rows.height - MAX_RECORDS),
        before=question.repeats[-1] if question.repeats else None,
        around=safe_text(value(near, lang)) if (near := _around(question, rows, asking)) else None,
        answered=question.before,
    )


def _newest(times: pl.Series) -> int:
    """The index of the latest time, the first of equal ones; 0 where the files state no time."""
    latest = times.max()
    return 0 if latest is None else (times == latest).arg_max() or 0


def _headline(question: Question, row: Row, asking: Asking, lang: str) -> str:
    """The text that people recognise first; for a refund what was bought, where the files have its order."""
    if question.kind in PLACE_KINDS:
        return str(row["more"] or row["what"])
    if question.kind == "sign_in":
        return value(words(question.what), lang) or row["shop"] or "–"
    if row["table"] == "refunds" and row["order_id"]:
        frame = asking.recognition.frame
        bought = frame.filter((pl.col("table") == "orders") & (pl.col("order_id") == row["order_id"]))["name"]
        return next(iter(_different(bought)), None) or _nameless(question, row["order_id"], lang)
    return question.what or str(row["name"] or row["what"] or row["shop"] or "–")


def _nameless(question: Question, order: str, lang: str) -> str:
    """The headline of a refund whose only detail is the number of its order."""
    return gettext(ORDER_SENTENCE, lang, order=order) if question.what in ("", order) else question.what


def _facts(
    question: Question, rows: pl.DataFrame, texts: Texts, asking: Asking, lang: str
) -> Iterator[tuple[str, Markup]]:
    """The facts of a question, the most telling ones first."""
    kind, tables, things = question.kind, set(texts["table"]), set(texts["thing"])
    if tables <= set(MONEY_TABLES):
        amounts = [value(Money(amount.minor, amount.currency), lang) for amount in question.money]
        yield "amount", safe_text(value(amounts, lang) if amounts else translate(UNKNOWN_AMOUNT_SENTENCE, lang))
    if kind != "card":
        yield from _ways(texts, lang)
    if tables == {"changes"} and (label := CHANGE_LABELS.get(texts["more"][0])):
        yield "change", safe_text(translate(label, lang))
    yield ("when" if question.first == question.last else "days"), _time(question, rows, lang)
    if len(things) > 1:
        yield "count", translator(lang)(COUNT_SENTENCE, count=len(things))
    if "orders" in tables:
        yield from _deliveries(kind, texts)
        names = _different(reversed(texts["name"]))
        if kind in (*PLACE_KINDS, "card") or len(names) > 1:
            yield "example", safe_text(value(names[:MAX_NAMES], lang))
    elif len(things) == 1 and (orders := _different(texts["order_id"])) and orders[0] not in question.what:
        yield "order", safe_text(orders[0])
    yield from _uncounted(rows, lang)
    if shops := _different(texts["shop"]):
        yield "shop", safe_text(value(shops[:2], lang))


def _uncounted(rows: pl.DataFrame, lang: str) -> Iterator[tuple[str, Markup]]:
    """The payments that are in no sum, with their status."""
    some = rows.filter((pl.col("table") == "payments") & ~counts())
    amounts = [
        with_status(value(money, lang) if (money := open_money("payments", row)) else "", row["status"], lang)
        for row in some[:MAX_NAMES].iter_rows(named=True)
    ]
    if amounts:
        yield "state", safe_text(value([*amounts, *(["…"] if some.height > MAX_NAMES else [])], lang))


def _line(question: Question, texts: Texts, lang: str) -> Iterator[Markup]:
    """The text of a question in a list besides its headline: amount, way of paying, place, days and number."""
    if amounts := [value(Money(amount.minor, amount.currency), lang) for amount in question.money if amount.minor]:
        yield safe_text(value(amounts, lang))
    if question.kind != "card" and len(_different(texts["card"])) == 1:
        yield from (text for _, text in _ways(texts, lang))
    if (
        question.likely and texts["table"][0] == "orders" and question.kind != "card"
    ):  # what is only looked through has one short line
        yield from (text for name, text in _deliveries(question.kind, texts) if name in ("address", "recipient"))
    if question.first and question.last and question.first != question.last:
        yield translator(lang)(N_("{start} to {end}"), start=question.first, end=question.last)
    elif question.first:
        yield safe_text(value(question.first, lang))
    if (count := len(set(texts["thing"]))) > 1:
        yield translator(lang)(COUNT_SENTENCE, count=count)


def _ways(texts: Texts, lang: str) -> Iterator[tuple[str, Markup]]:
    """How it was paid or refunded, or which balance it is."""
    ways = _different(texts["card"])[:MAX_NAMES]
    names = [translate(BALANCE_LABELS[way], lang) if way in BALANCE_LABELS else way for way in ways if way != "unknown"]
    name = {"refunds": "refund", "ledger": "balance"}.get(texts["table"][0], "payment")
    if names:
        yield name, safe_text(value(names, lang))


def _deliveries(kind: str, texts: Texts) -> Iterator[tuple[str, Markup]]:
    """The recipient of the deliveries, and the place."""
    names, addresses = _different(texts["more"]), _different(texts["address"])
    if kind not in PLACE_KINDS and len(names) == 1:
        yield "recipient", safe_text(names[0])
    if len(addresses) == 1 or (addresses and kind in PLACE_KINDS):
        named = kind in PLACE_KINDS or len(names) == 1
        yield "address", safe_text(addresses[-1].removeprefix(names[-1]).strip() if named and names else addresses[-1])


def _time(question: Question, rows: pl.DataFrame, lang: str) -> Markup:
    """The moment of a single thing by the clock of its shop, else the first and last day."""
    if question.first == question.last:
        times = set(rows[["at", "at_basis"]].iter_rows())
        if len(times) == 1:
            at, basis = times.pop()
            return safe_text(when(at, basis, lang, rows["zone"][0]))
    if question.first is None or question.last is None:
        return safe_text(when(None, None, lang))
    if question.first == question.last:
        return safe_text(value(question.first, lang))
    return translator(lang)(N_("{start} to {end}"), start=question.first, end=question.last)


def _around(question: Question, rows: pl.DataFrame, asking: Asking) -> list[str]:
    """Other orders and payments within some days of a second look."""
    if question.stage != "second_look":
        return []
    first, last = rows["at"].min(), rows["at"].max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return []
    frame, own = asking.recognition.frame, list(question.units)
    near = frame.filter(
        pl.col("at").is_between(first - AROUND, last + AROUND)
        & pl.col("table").is_in(["orders", "payments"])
        & ~pl.col("unit").is_in(own)
    )
    return _different(near["name"])[:MAX_NAMES]


def _record(row: Row, asking: Asking, lang: str) -> Record:
    cells = asking.stored.cells.get(str(row["unit"]), {})
    cells_to_show = [(safe_text(name), safe_text(cell)) for name, cell in cells.items() if cell and cell.strip()]
    return Record(file_location(lang, row["path"], row["line"]), cells_to_show, mail_sentence(row["mail"], lang))


def _different(texts: Iterable[str | None]) -> list[str]:
    """The different texts, in order. Exact duplicates are dropped first, because of thousands few differ."""
    return list(dict.fromkeys(text.strip() for text in dict.fromkeys(texts) if text and text.strip()))


def duration(seconds: int, lang: str) -> str:
    """An approximate duration in few words."""
    if seconds < 50:
        return gettext(N_("{count} s"), lang, count=-(-seconds // 10) * 10)
    return gettext(N_("{count} min"), lang, count=round(seconds / 60))


def recorded(last: Sequence[str], lang: str) -> str:
    """The last answers, for the button that takes them back; empty where there are none."""
    if not last:
        return ""
    if len(last) == 1 and last[0] in RECORDED_LABELS:
        return translate(RECORDED_LABELS[last[0]], lang)
    return gettext(RECORDED_MANY, lang, count=len(last))
