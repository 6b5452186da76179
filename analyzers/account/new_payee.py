"""Payments of a payment service, card or bank to payees that are new, and for far more than was usual for such."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from analyzers.finding import Fact, Gap, Money, Severity
from analyzers.history import View
from analyzers.known import travelling
from analyzers.payees import CLOSE, strange_payments
from analyzers.placed import FRESH
from analyzers.shown import LISTED, MOST, NOTHING, cut, note, refs, when
from analyzers.signs import Family, Sign, said

title = "Payments to somebody who is new in your history"
message = (
    "From {at} on {amount} was paid within three days to payees whom your history names at no other time (payments: "
    "{count}; the first: {payee}). Half of the payments in the same list are for less than {usual}. {beside}"
)
innocent = (
    "It can be harmless: a journey, a first order at a shop, a repair or a large purchase brings new payees. {note}"
)
sentence = "From {at} on, {amount} was paid to payees that are new for you (payments: {count}; the first: {payee})."
SHORT_SENTENCE = "There are too few payments to say whom you usually pay."
ONE_SENTENCE = "It is a single payment, as for a large purchase."
JOURNEY_SENTENCE = "Several new payees got ordinary sums at that time, as on a journey."
OLD_SENTENCE = "It was long ago."
MORE = 2  # times the most that was paid to new payees in any other such time
SEVERAL = 2  # payments that together cost so many times the median one:
SEVERAL_TIMES = 6
SINGLE_TIMES = 15  # and a single one
BESIDE_TIMES = 3  # and any beside a strange sign-in
BESIDE: tuple[Family, ...] = ("login", "control", "device")
severity = "medium"
kind = "rule"
needs = (
    "payments.at",
    "payments.at_basis?",
    "payments.source?",
    "payments.merchant",
    "payments.amount_minor?",
    "payments.currency?",
    "payments.status?",
    "signs",
    "latest",
)
references = (
    "PayPal, fraud filters (payments within 72 hours)",
    "Iglewicz and Hoaglin, robust measures of what is usual",
)


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each time of such payments: the first is the trigger, the others of it are context."""
    books = strange_payments(history.table("payments"))
    if not books:
        yield Gap(SHORT_SENTENCE, "")
    latest = history.latest()
    found = [_fact(one, history, latest) for book in books for one in _groups(book, history)]
    told = sorted((one for one in found if one), key=lambda one: str(one.values["at"]))
    yield from cut(len(told))
    yield from told[-LISTED:]


def _groups(book: pl.DataFrame, history: View) -> Iterator[pl.DataFrame]:
    """The payments within three days of the first of them, for far more than at any other time."""
    much = (pl.col("ahead") >= MORE * pl.col("most")) & (pl.col("ahead") >= BESIDE_TIMES * pl.col("usual"))
    home = ~travelling(pl.col("at").dt.date(), history.owner)
    until: datetime | None = None
    for at in book.filter(much & home)["at"]:
        if until is None or at > until:
            until = at + CLOSE
            yield book.filter(pl.col("at").is_between(at, until))


def _fact(group: pl.DataFrame, history: View, latest: datetime | None) -> Fact | None:
    head = group.row(0, named=True)
    spent = int(group["amount_minor"].sum())
    beside = history.signs().near(head["at"], BESIDE, after=CLOSE)
    several = group.height >= SEVERAL
    large = spent >= (SEVERAL_TIMES if several else SINGLE_TIMES) * head["usual"]
    if not (large or beside):
        return None
    old = latest is None or latest - head["at"] > FRESH
    journey = bool(head["journey"]) and not any(one.strong for one in beside)
    calm = JOURNEY_SENTENCE if journey else NOTHING if several else ONE_SENTENCE
    excuse = OLD_SENTENCE if old else calm
    return Fact(
        triggers=refs("payments", group["row"][:1]),
        told=refs("payments", group["row"][1:], MOST),
        context=(*refs("payments", group["row"][1:], MOST), *(one.ref for one in beside)),
        values={
            "at": when(head["at"], head["at_basis"]),
            "amount": Money(spent, head["currency"]),
            "count": group.height,
            "payee": head["merchant"],
            "usual": Money(round(head["usual"]), head["currency"]),
            "beside": said(beside),
            "note": note(excuse) if excuse else NOTHING,
        },
        score=spent / head["usual"],
        severity=_severity(beside, several=several, large=large, calm=old or journey),
    )


def _severity(beside: list[Sign], *, several: bool, large: bool, calm: bool) -> Severity | None:
    """An alarm for several or beside a strange sign-in, unless it is long ago or like a journey (``calm``); high for
    much money beside one that is strange in every way."""
    if calm or not (several or beside):
        return "low"
    return "high" if large and any(one.strong for one in beside) else None
