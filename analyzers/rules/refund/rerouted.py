"""A refund for an order paid by card went to a destination other than a card."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import (
    NOTHING,
    UNREADABLE,
    display_time,
    largest_source,
    refs,
)
from analyzers.features import order_charges, placed_orders, signals
from analyzers.features.rerouted_refunds import Rerouted, mark_series, rerouted_refunds
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.case import Signals
from analyzers.thresholds.refund import Rerouted as Limits

say = sentences(__file__)
DESTINATIONS = ("gift_card", "points", "bank")  # that are no card; the YAML has their names

CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "balance")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each order and destination. A refund without a known date is judged as if it were the first."""
    payments = history.of(order_charges.measure).select("order_id", "payments", "first", order_shop="shop")
    refunds = history.links("refunds").filter(
        (pl.col("state") == "linked") & (pl.col("status") != "declined").fill_null(True)
    )
    silent = refunds.filter(pl.col("destination").is_null() | (pl.col("destination") == "unknown"))
    if silent.height:
        yield Gap("no_destination", "", refs("refunds", silent["row"]), {"count": silent.height})
    elsewhere = refunds.filter(pl.col("destination").is_in(DESTINATIONS)).join(
        payments, on=["order_id", "order_shop"], how="left", nulls_equal=True, maintain_order="left"
    )
    unpaid = elsewhere.filter(pl.col("payments").list.drop_nulls().list.len().fill_null(0) == 0)
    if unpaid.height:
        yield Gap(
            "no_payment", history.catalogue.best("charges"), refs("refunds", unpaid["row"]), {"count": unpaid.height}
        )
    named = pl.col("order_id").is_in(elsewhere["order_id"].unique().implode())
    every = history.table("refunds")
    reasons = every.filter(named & pl.col("reason").is_not_null())
    judged = rerouted_refunds(elsewhere, dict(reasons.group_by("order_id").agg("reason").iter_rows()))
    first: Any = history.of(placed_orders.measure)["at"].min()
    mark_series(judged, every.group_by("order_id").agg(pl.col("at").min())["at"].drop_nulls().sort(), first)
    for refund in judged:
        corroborating = (
            history.of(signals.measure).near(refund.at, CORROBORATING, after=Signals.WINDOW)
            if refund.at is not None
            else []
        )
        yield _mark(refund, corroborating)


def _mark(refund: Rerouted, corroborating: list[Signal]) -> Mark:
    first, own = refund.first, set(refund.rows["row"])
    together = refund.together and not refund.sent_back and not refund.later
    several = say("series", count=len(refund.series) + 1) if refund.series else NOTHING
    odd = first_sentence(corroborating) or several
    quiet = not (together or odd)
    calm = ("returned" if refund.together else "alone") if quiet else NOTHING
    habit = refund.habit and not any(signal.strong for signal in corroborating)
    excuse = "habit" if habit else "later" if refund.later and quiet else calm
    return Mark(
        triggers=refs("refunds", [first["row"]]),
        context=(
            *refs("refunds", (*refund.rows["row"][1:], *refund.series)),
            *refs("orders", [first["first"]]),
            *(signal.ref for signal in corroborating if signal.ref.table != "refunds" or signal.ref.row not in own),
        ),
        values={
            "order": first["order_id"],
            "payment": ", ".join(refund.payment),
            "amount": largest_source(refund.rows) or UNREADABLE,
            "at": display_time(first["at"], first["at_basis"]) if first["at"] else NOTHING,
            "destination": say(first["destination"]),
            "beside": odd,
            "note": say(excuse) if excuse else NOTHING,
        },
        arithmetic=(
            *(
                (counted(len(refund.series) + 1, Limits.MIN_SERIES_REFUNDS, Limits.SERIES_WINDOW),)
                if refund.series
                else ()
            ),
            *sentences_of(corroborating),
        ),
        severity="info" if habit else "low" if quiet else None,
    )
