"""A refund for an order paid by card went to a destination other than a card."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark, Severity
from analyzers.events.values import (
    NOTHING,
    UNREADABLE,
    display_time,
    largest_source,
    note,
    refs,
)
from analyzers.features import order_charges, placed_orders, signals
from analyzers.features.rerouted_refunds import Rerouted, mark_series, rerouted_refunds
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View
from analyzers.thresholds.case import Signals
from analyzers.thresholds.refund import Rerouted as Limits

title = N_("A refund did not go back to your card")
message = N_(
    "Order {order} was paid by card ({payment}), but a refund of {amount} on {at} went elsewhere: "
    "{destination}. {beside} Somebody who has access to your account may have had it paid to a "
    "balance that can be spent at once."
)
innocent = N_(
    "This may be harmless: when an item is returned, the shop often lets the buyer choose the "
    "gift-card balance, because the money arrives faster. {note}"
)
sentence = N_("On {at} a refund of {amount} for order {order} did not go to your card but elsewhere: {destination}.")
DESTINATION_LABELS = {"gift_card": N_("gift-card balance"), "points": N_("points"), "bank": N_("bank account")}
LATER_SENTENCE = N_("Later refunds repeatedly went to the same place, as you may have chosen.")
HABIT_SENTENCE = N_("You had an earlier refund paid to the same place.")
ALONE_SENTENCE = N_("No other refund went there on that day, and nothing else unusual was found at that time.")
RETURNED_SENTENCE = N_(
    "The list of refunds says that these things were sent back, which only somebody who has the parcels can do."
)
SERIES_SENTENCE = N_("Within two months {count} refunds went there and none before, far more than you usually receive.")
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "balance")
severity: Severity = "medium"
kind = "rule"
tags = ("wallet", "refund", "balance", "household", "shop")
needs = (
    "refunds.order_id",
    "refunds.at?",
    "refunds.at_basis?",
    "refunds.amount_minor?",
    "refunds.currency?",
    "refunds.status?",
    "refunds.reason?",
    "refunds.source?",
    "refunds.destination",
    "orders.order_id",
    "orders.payment",
    "order_links",
    "order_charges",
    "placed_orders",
    "signals",
)
references = ("Seller Central help 200252520 (how orders are refunded)",)
reasons = {
    "no_payment": N_(
        "Some refunds cannot be judged, because nothing says how their orders were paid (refunds: {count})."
    ),
    "no_destination": N_(
        "Some refunds cannot be judged, because nothing says where they were paid to (refunds: {count})."
    ),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each order and destination. A refund without a known date is judged as if it were the first."""
    payments = history.of(order_charges.measure).select("order_id", "payments", "first", order_shop="shop")
    refunds = history.links("refunds").filter(
        (pl.col("state") == "linked") & (pl.col("status") != "declined").fill_null(True)
    )
    silent = refunds.filter(pl.col("destination").is_null() | (pl.col("destination") == "unknown"))
    if silent.height:
        yield Gap("no_destination", "", refs("refunds", silent["row"]), {"count": silent.height})
    elsewhere = refunds.filter(pl.col("destination").is_in(list(DESTINATION_LABELS))).join(
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
        yield _fact(refund, corroborating)


def _fact(refund: Rerouted, corroborating: list[Signal]) -> Mark:
    first, own = refund.first, set(refund.rows["row"])
    together = refund.together and not refund.sent_back and not refund.later
    several = note(SERIES_SENTENCE, count=len(refund.series) + 1) if refund.series else NOTHING
    odd = first_sentence(corroborating) or several
    quiet = not (together or odd)
    calm = (RETURNED_SENTENCE if refund.together else ALONE_SENTENCE) if quiet else NOTHING
    habit = refund.habit and not any(signal.strong for signal in corroborating)
    excuse = HABIT_SENTENCE if habit else LATER_SENTENCE if refund.later and quiet else calm
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
            "destination": note(DESTINATION_LABELS[first["destination"]]),
            "beside": odd,
            "note": note(excuse) if excuse else NOTHING,
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
