"""Payments of a payment service, card or bank to payees that are new, and for far more than was usual for such."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from analyzers import N_
from analyzers.engine.view import View
from analyzers.events.arithmetic import counted, times
from analyzers.events.facts import Fact, Gap, Money, Severity
from analyzers.events.values import LISTED, MOST, NOTHING, cut, note, refs, when
from analyzers.features import last_event, signals
from analyzers.features.known import travelling
from analyzers.features.payees import CLOSE, strange_payments
from analyzers.features.recipients import RECENT
from analyzers.features.signals import WINDOW, Family, said, sentences_of

title = N_("Payments to somebody who is new in your history")
message = N_(
    "From {at} on {amount} was paid within a day to payees whom your history names at no other time (payments: "
    "{count}; the first: {payee}). At least half of the payments to your usual payees in the same list are for "
    "{usual} or less. {beside}"
)
innocent = N_(
    "It can be harmless: a journey, a first order at a shop, a repair or a large purchase brings new payees. {note}"
)
sentence = N_("From {at} on, {amount} was paid to payees that are new for you (payments: {count}; the first: {payee}).")
ONE_SENTENCE = N_("It may be one large purchase.")
JOURNEY_SENTENCE = N_("Several new payees got ordinary sums at that time, as on a journey.")
OLD_SENTENCE = N_("It was long ago.")
AGAIN = 3  # payments to one new payee within a day that alarm
HOUR = timedelta(hours=1)  # within which two do, where the list tells the time
PAYEES = 3  # new payees within a day who do
LARGE = 15  # times the usual payment from which on it is listed otherwise
MORE = 2  # times the most that new payees got at another time, for that
BESIDE: tuple[Family, ...] = ("login", "control", "device")
severity = "medium"
kind = "rule"
tags = ("account", "purchase", "card", "charge", "statement", "household", "screen")
needs = (
    "payments.at",
    "payments.at_basis?",
    "payments.source?",
    "payments.merchant",
    "payments.amount_minor?",
    "payments.currency?",
    "payments.status?",
    "signals",
    "last_event",
)
references = (
    "PayPal, fraud filters (payments within 72 hours)",
    "Iglewicz and Hoaglin, robust measures of what is usual",
)
# Why it may not be possible to say, by code.
reasons = {
    "too_few": N_("There are too few payments to say whom you usually pay."),
}


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each day of such payments; all that count are triggers."""
    books = strange_payments(history.table("payments"), history.catalogue)
    if not books:
        yield Gap("too_few", "")
    latest = history.of(last_event.measure)
    found = [_fact(one, history, latest) for book in books for one in _groups(book, history)]
    told = sorted((one for one in found if one), key=lambda one: str(one.values["at"]))
    yield from cut(len(told))
    yield from told[-LISTED:]


def _groups(book: pl.DataFrame, history: View) -> Iterator[pl.DataFrame]:
    """The payments within a day from the first of them on, at home, where they are no less than at any other time."""
    home = book.filter((pl.col("ahead") >= pl.col("most")) & ~travelling(pl.col("at").dt.date(), history.owner))
    until: datetime | None = None
    for at in home["at"]:
        if until is None or at > until:
            until = at + CLOSE
            yield book.filter(pl.col("at").is_between(at, until))


def _fact(group: pl.DataFrame, history: View, latest: datetime | None) -> Fact | None:
    head = group.row(0, named=True)
    spent = int(group["amount_minor"].sum())
    beside = history.of(signals.measure).near(head["at"], BESIDE, after=WINDOW, strong=True)
    several = _again(group) or group["payee"].n_unique() >= PAYEES
    large = spent >= LARGE * head["usual"] and spent >= MORE * head["most"]
    if not (several or beside or large):
        return None
    old = latest is None or latest - head["at"] > RECENT
    journey = bool(head["journey"]) and not beside
    calm = JOURNEY_SENTENCE if journey else NOTHING if several or beside else ONE_SENTENCE
    excuse = OLD_SENTENCE if old else calm
    return Fact(
        triggers=refs("payments", group["row"][:MOST]),
        context=tuple(one.ref for one in beside),
        values={
            "at": when(head["at"], head["at_basis"]),
            "amount": Money(spent, head["currency"]),
            "count": group.height,
            "payee": head["merchant"],
            "usual": Money(round(head["usual"]), head["currency"]),
            "beside": said(beside),
            "note": note(excuse) if excuse else NOTHING,
        },
        arithmetic=(
            *times(Money(spent, head["currency"]), head["usual"], LARGE),
            *times(Money(spent, head["currency"]), head["most"], MORE),
            counted(group["payee"].n_unique(), PAYEES, CLOSE),
            *sentences_of(beside),
        ),
        score=spent / head["usual"],
        severity=_severity(calm=bool(excuse), large=large and bool(beside)),
    )


def _again(group: pl.DataFrame) -> bool:
    """Whether one of the payees was paid three times, or twice in quick succession: two payments on one day are often
    a shop that is visited once."""
    timed = (pl.col("at_basis") != "date_only").fill_null(True)
    quick = timed & (pl.col("at").diff().over("payee") <= HOUR)
    return bool(group.select((pl.len().over("payee") >= AGAIN).any() | quick.any()).item())


def _severity(*, calm: bool, large: bool) -> Severity | None:
    """An alarm unless something harmless is known (``calm``); high for much money beside a sign-in that is strange in
    every way."""
    return "low" if calm else "high" if large else None
