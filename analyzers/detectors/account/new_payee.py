"""Payments of a payment service, card or bank to payees that are new, and for far more than was usual for such."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from analyzers import N_
from analyzers.engine.view import View
from analyzers.events.arithmetic import counted, times
from analyzers.events.facts import Fact, Gap, Money, Severity
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs, truncation_notice
from analyzers.features import last_event, signals
from analyzers.features.known import on_any_trip
from analyzers.features.payees import SUM_WINDOW, unfamiliar_payments
from analyzers.features.signals import WINDOW, SignalKind, first_sentence, sentences_of
from analyzers.features.time_windows import SHORT_RECENT_WINDOW

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
MIN_PAYMENTS_TO_ONE_PAYEE = 3  # payments to one new payee within a day that alarm
QUICK_REPEAT_WINDOW = timedelta(hours=1)  # within which two do, where the list tells the time
MIN_NEW_PAYEES = 3  # new payees within a day who do
MIN_PAYMENT_RATIO_LARGE = 15  # times the usual payment from which on it is listed otherwise
MIN_RATIO_TO_OTHER_TIMES = 2  # times the most that new payees got at another time, for that
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")
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
    books = unfamiliar_payments(history.table("payments"), history.catalogue)
    if not books:
        yield Gap("too_few", "")
    latest = history.of(last_event.measure)
    found = [_fact(one, history, latest) for book in books for one in _groups(book, history)]
    told = sorted((one for one in found if one), key=lambda one: str(one.values["at"]))
    yield from truncation_notice(len(told))
    yield from told[-MAX_FINDINGS:]


def _groups(book: pl.DataFrame, history: View) -> Iterator[pl.DataFrame]:
    """The payments within a day from the first of them on, at home, where they are no less than at any other time."""
    home = book.filter((pl.col("ahead") >= pl.col("most")) & ~on_any_trip(pl.col("at").dt.date(), history.owner))
    until: datetime | None = None
    for at in home["at"]:
        if until is None or at > until:
            until = at + SUM_WINDOW
            yield book.filter(pl.col("at").is_between(at, until))


def _fact(group: pl.DataFrame, history: View, latest: datetime | None) -> Fact | None:
    head = group.row(0, named=True)
    spent = int(group["amount_minor"].sum())
    beside = history.of(signals.measure).near(head["at"], CORROBORATING, after=WINDOW, strong=True)
    several = _again(group) or group["payee"].n_unique() >= MIN_NEW_PAYEES
    large = spent >= MIN_PAYMENT_RATIO_LARGE * head["usual"] and spent >= MIN_RATIO_TO_OTHER_TIMES * head["most"]
    if not (several or beside or large):
        return None
    old = latest is None or latest - head["at"] > SHORT_RECENT_WINDOW
    journey = bool(head["journey"]) and not beside
    calm = JOURNEY_SENTENCE if journey else NOTHING if several or beside else ONE_SENTENCE
    excuse = OLD_SENTENCE if old else calm
    return Fact(
        triggers=refs("payments", group["row"][:MAX_CONTEXT]),
        context=tuple(one.ref for one in beside),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "amount": Money(spent, head["currency"]),
            "count": group.height,
            "payee": head["merchant"],
            "usual": Money(round(head["usual"]), head["currency"]),
            "beside": first_sentence(beside),
            "note": note(excuse) if excuse else NOTHING,
        },
        arithmetic=(
            *times(Money(spent, head["currency"]), head["usual"], MIN_PAYMENT_RATIO_LARGE),
            *times(Money(spent, head["currency"]), head["most"], MIN_RATIO_TO_OTHER_TIMES),
            counted(group["payee"].n_unique(), MIN_NEW_PAYEES, SUM_WINDOW),
            *sentences_of(beside),
        ),
        score=spent / head["usual"],
        severity=_severity(calm=bool(excuse), large=large and bool(beside)),
    )


def _again(group: pl.DataFrame) -> bool:
    """Whether one of the payees was paid three times, or twice in quick succession: two payments on one day are often
    a shop that is visited once."""
    timed = (pl.col("at_basis") != "date_only").fill_null(True)
    quick = timed & (pl.col("at").diff().over("payee") <= QUICK_REPEAT_WINDOW)
    return bool(group.select((pl.len().over("payee") >= MIN_PAYMENTS_TO_ONE_PAYEE).any() | quick.any()).item())


def _severity(*, calm: bool, large: bool) -> Severity | None:
    """An alarm unless something harmless is known (``calm``); high for much money beside a sign-in that is strange in
    every way."""
    return "low" if calm else "high" if large else None
