"""Payments by a payment service, card or bank to new payees, for far more than usual."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted, times
from analyzers.events.marks import Gap, Mark, Money, Severity
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs, truncation_notice
from analyzers.features import last_event, signals
from analyzers.features.known import on_any_trip
from analyzers.features.payees import is_repeated, unfamiliar_payments
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View
from analyzers.thresholds.account import NewPayee as Limits
from analyzers.thresholds.account import Payees
from analyzers.thresholds.case import Signals
from analyzers.thresholds.spans import SHORT_RECENT_WINDOW

title = N_("Payments to somebody who is new in your history")
message = N_(
    "From {at} on, {amount} was paid within a day to payees that appear nowhere else in your "
    "history (payments: {count}; the first: {payee}). At least half of the payments to your usual "
    "payees in the same list are for {usual} or less. {beside}"
)
innocent = N_(
    "This may be harmless: a trip, a first order at a shop, a repair or a large purchase brings new payees. {note}"
)
sentence = N_("From {at} on, {amount} was paid to payees that are new for you (payments: {count}; the first: {payee}).")
ONE_SENTENCE = N_("It may be one large purchase.")
JOURNEY_SENTENCE = N_("Several new payees received ordinary amounts around that time, as happens on a trip.")
OLD_SENTENCE = N_("This was some time ago.")
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
reasons = {
    "too_few": N_("There are too few payments to say whom you usually pay."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each day of such payments. All of them are triggers."""
    books = unfamiliar_payments(history.table("payments"), history.catalogue)
    if not books:
        yield Gap("too_few", "")
    latest = history.of(last_event.measure)
    candidates = [_fact(group, history, latest) for book in books for group in _groups(book, history)]
    facts = sorted((fact for fact in candidates if fact), key=lambda fact: str(fact.values["at"]))
    yield from truncation_notice(len(facts))
    yield from facts[-MAX_FINDINGS:]


def _groups(book: pl.DataFrame, history: View) -> Iterator[pl.DataFrame]:
    """Payments within a day of the first of them, outside trips, with the highest sum of all times."""
    home = book.filter((pl.col("ahead") >= pl.col("most")) & ~on_any_trip(pl.col("at").dt.date(), history.owner))
    until: datetime | None = None
    for at in home["at"]:
        if until is None or at > until:
            until = at + Payees.SUM_WINDOW
            yield book.filter(pl.col("at").is_between(at, until))


def _fact(group: pl.DataFrame, history: View, latest: datetime | None) -> Mark | None:
    head = group.row(0, named=True)
    spent = int(group["amount_minor"].sum())
    corroborating = history.of(signals.measure).near(head["at"], CORROBORATING, after=Signals.WINDOW, strong=True)
    several = is_repeated(group) or group["payee"].n_unique() >= Limits.MIN_NEW_PAYEES
    large = (
        spent >= Limits.MIN_PAYMENT_RATIO_LARGE * head["usual"]
        and spent >= Limits.MIN_RATIO_TO_OTHER_TIMES * head["most"]
    )
    if not (several or corroborating or large):
        return None
    old = latest is None or latest - head["at"] > SHORT_RECENT_WINDOW
    journey = bool(head["journey"]) and not corroborating
    calm = JOURNEY_SENTENCE if journey else NOTHING if several or corroborating else ONE_SENTENCE
    excuse = OLD_SENTENCE if old else calm
    return Mark(
        triggers=refs("payments", group["row"][:MAX_CONTEXT]),
        context=tuple(signal.ref for signal in corroborating),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "amount": Money(spent, head["currency"]),
            "count": group.height,
            "payee": head["merchant"],
            "usual": Money(round(head["usual"]), head["currency"]),
            "beside": first_sentence(corroborating),
            "note": note(excuse) if excuse else NOTHING,
        },
        arithmetic=(
            *times(Money(spent, head["currency"]), head["usual"], Limits.MIN_PAYMENT_RATIO_LARGE),
            *times(Money(spent, head["currency"]), head["most"], Limits.MIN_RATIO_TO_OTHER_TIMES),
            counted(group["payee"].n_unique(), Limits.MIN_NEW_PAYEES, Payees.SUM_WINDOW),
            *sentences_of(corroborating),
        ),
        score=spent / head["usual"],
        severity=_severity(calm=bool(excuse), large=large and bool(corroborating)),
    )


def _severity(*, calm: bool, large: bool) -> Severity | None:
    """An alarm unless a harmless explanation is known (``calm``); high for a large sum beside a strong signal."""
    return "low" if calm else "high" if large else None
