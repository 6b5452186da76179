"""Films, books and other digital goods for far more than at any other time: as a sum, or each of several."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf

import polars as pl

from analyzers.events.arithmetic import counted, times
from analyzers.events.marks import Gap, Mark, Money
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.gift_cards import spans
from analyzers.features.payees import payments_above_previous
from analyzers.features.placed_orders import lines_of
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.order import DigitalBurst as Limits
from analyzers.thresholds.order import GiftCards, PlacedOrders
from analyzers.thresholds.spans import RECENT_WINDOW

say = sentences(__file__)
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "address")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each such week, or fortnight of expensive orders. The first orders are triggers, later ones are
    context."""
    placed = history.of(placed_orders.measure)
    if (placed["total_minor"] > 0).sum() < PlacedOrders.MIN_PRICED_ORDERS:
        yield Gap("too_few", "")
        return
    digital = placed.filter((pl.col("kind") == "digital") & (pl.col("total_minor") > 0)).sort("at", "order_id")
    books = digital.with_columns(payee=pl.lit("digital"), amount_minor="total_minor").partition_by("currency")
    groups = [("together", GiftCards.SPENDING_WINDOW, week) for book in books for week in _weeks(book)]
    reported = {order for _, _, week in groups for order in week["order_id"]}
    each = (
        group
        for book in books
        for group in payments_above_previous(
            book, Limits.MIN_EXPENSIVE_ORDERS, Limits.EXPENSIVE_WINDOW, Limits.MIN_KNOWN_ORDERS
        )
    )
    groups += [("each", Limits.EXPENSIVE_WINDOW, group) for group in each if reported.isdisjoint(group["order_id"])]
    lines = lines_of(history.table("orders"), [order for _, _, group in groups for order in group["order_id"]])
    groups.sort(key=lambda entry: (entry[2]["at"][0], entry[2]["order_id"][0]))
    for reason, span, group in groups[-MAX_FINDINGS:]:
        yield _mark(group, reason, span, lines, history)


def _weeks(orders: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The weeks of one currency with so much spending, with the ``most`` of any other week."""
    weeks = orders.with_columns(spans(orders["at"], GiftCards.SPENDING_WINDOW, orders["total_minor"])).with_row_index(
        "place"
    )
    count = pl.col("end").cast(pl.Int64) - pl.col("place").cast(pl.Int64)
    much = (pl.col("ahead") >= Limits.MIN_COST_RATIO * pl.col("usual_minor")) & (
        pl.col("ahead") >= Limits.MIN_RATIO_TO_OTHER_WEEKS * pl.col("most")
    )
    until: datetime | None = None
    for place, at, end in weeks.filter(much & (count >= Limits.MIN_ORDERS)).select("place", "at", "end").iter_rows():
        if until is None or at > until:
            until = at + GiftCards.SPENDING_WINDOW
            yield weeks.slice(place, end - place)


def _mark(group: pl.DataFrame, reason: str, span: timedelta, lines: dict[str, list[int]], history: View) -> Mark:
    head, latest = group.row(0, named=True), history.of(last_event.measure)
    rows = [row for order in group["order_id"][: Limits.MIN_ORDERS] for row in lines[order]]
    later = [row for order in group["order_id"][Limits.MIN_ORDERS :] for row in lines[order]]
    corroborating = history.of(signals.measure).near(head["at"], CORROBORATING, after=GiftCards.SPENDING_WINDOW)
    other = (
        signal.ref for signal in corroborating if signal.ref.table != "orders" or signal.ref.row not in (*rows, *later)
    )
    old = latest is None or latest - head["at"] > RECENT_WINDOW
    spent, currency = int(group["total_minor"].sum()), head["currency"] or ""
    return Mark(
        triggers=refs("orders", rows),
        counted=refs("orders", later, MAX_CONTEXT),
        context=(*refs("orders", later, MAX_CONTEXT), *other),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "count": group.height,
            "days": span.days,
            "amount": Money(spent, currency),
            "reason": say(reason, most=Money(head["most"], currency)),
            "beside": first_sentence(corroborating),
            "note": say("old") if old else NOTHING,
        },
        arithmetic=(
            counted(
                group.height,
                Limits.MIN_EXPENSIVE_ORDERS if span == Limits.EXPENSIVE_WINDOW else Limits.MIN_ORDERS,
                span,
            ),
            *times(
                Money(spent, currency),
                head["usual_minor"],
                None if span == Limits.EXPENSIVE_WINDOW else Limits.MIN_COST_RATIO,
            ),
            *times(Money(spent, currency), head["most"]),
            *sentences_of(corroborating),
        ),
        score=spent / (head["usual_minor"] or inf),
        severity="low" if old and not corroborating else "high" if corroborating else None,
    )
