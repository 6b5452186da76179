"""Payments by a payment service, card or bank to new payees, for far more than usual."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from analyzers.events.arithmetic import counted, times
from analyzers.events.marks import Gap, Mark, Money, Severity
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, refs, truncation_notice
from analyzers.features import last_event, signals
from analyzers.features.known import on_any_trip
from analyzers.features.payees import is_repeated, unfamiliar_payments
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.account import NewPayee as Limits
from analyzers.thresholds.account import Payees
from analyzers.thresholds.case import Signals
from analyzers.thresholds.spans import SHORT_RECENT_WINDOW

say = sentences(__file__)
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each day of such payments. All of them are triggers."""
    books = unfamiliar_payments(history.table("payments"), history.catalogue)
    if not books:
        yield Gap("too_few", "")
    latest = history.of(last_event.measure)
    candidates = [_mark(group, history, latest) for book in books for group in _groups(book, history)]
    marks = sorted((mark for mark in candidates if mark), key=lambda mark: str(mark.values["at"]))
    yield from truncation_notice(len(marks))
    yield from marks[-MAX_FINDINGS:]


def _groups(book: pl.DataFrame, history: View) -> Iterator[pl.DataFrame]:
    """Payments within a day of the first of them, outside trips, with the highest sum of all times."""
    home = book.filter((pl.col("ahead") >= pl.col("most")) & ~on_any_trip(pl.col("at").dt.date(), history.owner))
    until: datetime | None = None
    for at in home["at"]:
        if until is None or at > until:
            until = at + Payees.SUM_WINDOW
            yield book.filter(pl.col("at").is_between(at, until))


def _mark(group: pl.DataFrame, history: View, latest: datetime | None) -> Mark | None:
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
    calm = "journey" if journey else NOTHING if several or corroborating else "single"
    excuse = "old" if old else calm
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
            "note": say(excuse) if excuse else NOTHING,
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
