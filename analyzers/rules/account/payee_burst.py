"""Several payments within a week to a known payee, each for far more than was ever paid there."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted, times
from analyzers.events.marks import Gap, Mark, Money
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs, truncation_notice
from analyzers.features import last_event, signals
from analyzers.features.payees import BURST_WINDOW, payments_above_previous, statements
from analyzers.features.signals import WINDOW, SignalKind, first_sentence, sentences_of
from analyzers.features.time_windows import SHORT_RECENT_WINDOW
from analyzers.rules.view import View

title = N_("Far more than ever before was paid to a payee you know")
message = N_(
    "From {at} on, {amount} was paid to {payee} within a week (payments: {count}). Each of these "
    "payments is at least twice the highest amount paid there at any other time ({most}). {beside} "
    "Anyone who gets into an account buys where a card is already stored."
)
innocent = N_(
    "This may be harmless: a child in the family may have bought things in a game, a home may have "
    "been furnished, or a course or a trip may have been paid in instalments. {note}"
)
sentence = N_(
    "From {at} on, {amount} was paid to {payee} within a week (payments: {count}), far more than ever before."
)
OLD_SENTENCE = N_("This was some time ago.")
MIN_PAYMENTS = 3  # within a week
MIN_KNOWN_PAYMENTS = 5  # other payments to the payee
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
references = ("PayPal, fraud filters (payments within 72 hours)",)
# Reasons why it may be not assessable, by code.
reasons = {
    "too_few": N_("There are too few payments to say how much your payees usually receive."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each such week of a payee. All its payments are triggers."""
    known = statements(history.table("payments"), history.catalogue)
    if not known:
        yield Gap("too_few", "")
    latest = history.of(last_event.measure)
    bursts = [
        group
        for book in known
        for group in payments_above_previous(book, MIN_PAYMENTS, BURST_WINDOW, MIN_KNOWN_PAYMENTS)
    ]
    bursts.sort(key=lambda group: (group["at"][0], group["row"][0]))
    yield from truncation_notice(len(bursts))
    for group in bursts[-MAX_FINDINGS:]:
        yield _fact(group, history, latest)


def _fact(group: pl.DataFrame, history: View, latest: datetime | None) -> Mark:
    head = group.row(0, named=True)
    corroborating = history.of(signals.measure).near(head["at"], CORROBORATING, after=WINDOW, strong=True)
    old = latest is None or latest - head["at"] > SHORT_RECENT_WINDOW
    spent = int(group["amount_minor"].sum())
    return Mark(
        triggers=refs("payments", group["row"][:MAX_CONTEXT]),
        context=tuple(one.ref for one in corroborating),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "amount": Money(spent, head["currency"]),
            "count": group.height,
            "payee": head["merchant"],
            "most": Money(head["most"], head["currency"]),
            "beside": first_sentence(corroborating),
            "note": note(OLD_SENTENCE) if old else NOTHING,
        },
        arithmetic=(
            counted(group.height, MIN_PAYMENTS, BURST_WINDOW),
            *times(Money(spent, head["currency"]), head["most"]),
            *sentences_of(corroborating),
        ),
        score=spent / head["most"],
        severity="low" if old else "high" if corroborating else None,
    )
