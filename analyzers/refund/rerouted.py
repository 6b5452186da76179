"""A refund for an order that was paid by card went somewhere else than to a card."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from analyzers.finding import Fact, Gap, Severity
from analyzers.history import View
from analyzers.links import TRANSACTIONS
from analyzers.shown import NOTHING, UNREADABLE, is_card, largest_source, note, parts, refs, when
from analyzers.signs import WINDOW, Family, Sign, said

title = "A refund did not go back to your card"
message = (
    "Order {order} was paid by card ({payment}), but a refund of {amount} on {at} went elsewhere: {destination}. "
    "{beside} Somebody who can use your account may have had it paid to a balance that can be spent at once."
)
innocent = (
    "It can be harmless: when an item is sent back, the shop often lets the buyer choose the gift-card balance, "
    "because the "
    "money comes faster. {note}"
)
sentence = "On {at} a refund of {amount} for order {order} went elsewhere than to your card: {destination}."
DESTINATION_LABELS = {"gift_card": "gift-card balance", "points": "points", "bank": "bank account"}
HABIT_SENTENCE = "You had an earlier refund paid to the same place."
ALONE_SENTENCE = "No other refund went there on that day, and nothing else unusual was found at that time."
NO_PAYMENT_SENTENCE = "{count} refunds cannot be judged, because nothing says how their orders were paid."
NO_DESTINATION_SENTENCE = "{count} refunds cannot be judged, because nothing says where they were paid to."
HABIT = timedelta(days=30)
TOGETHER = timedelta(hours=24)  # refunds of several orders so close together are no choice made while sending back
BESIDE: tuple[Family, ...] = ("login", "control", "device", "balance")
severity: Severity = "medium"
kind = "rule"
needs = (
    "refunds.order_id",
    "refunds.at?",
    "refunds.at_basis?",
    "refunds.amount_minor?",
    "refunds.currency?",
    "refunds.status?",
    "refunds.source?",
    "refunds.destination",
    "orders.order_id",
    "orders.payment",
    "links",
    "charges",
    "signs",
)
references = ("Amazon Seller Central help 200252520 (how orders are refunded)",)


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each order and destination. A refund without a known date is judged as if it were the first."""
    payments = history.charges().select("order_id", "payments", "first", order_shop="shop")
    refunds = history.links("refunds").filter(
        (pl.col("state") == "linked") & (pl.col("status") != "declined").fill_null(True)
    )
    silent = refunds.filter(pl.col("destination").is_null() | (pl.col("destination") == "unknown"))
    if silent.height:
        yield Gap(NO_DESTINATION_SENTENCE, "", refs("refunds", silent["row"]), {"count": silent.height})
    told = refunds.filter(pl.col("destination").is_in(list(DESTINATION_LABELS))).join(
        payments, on=["order_id", "order_shop"], how="left", nulls_equal=True, maintain_order="left"
    )
    unpaid = told.filter(pl.col("payments").list.drop_nulls().list.len().fill_null(0) == 0)
    if unpaid.height:
        yield Gap(NO_PAYMENT_SENTENCE, TRANSACTIONS, refs("refunds", unpaid["row"]), {"count": unpaid.height})
    past: dict[str, list[datetime]] = {}
    rerouted = []
    for _, rows in told.sort("at", "row").group_by("order_id", "order_shop", "destination", maintain_order=True):
        payment = [text for text in rows["payments"].to_list()[0] or () if text]
        if payment and all(is_card(part) for text in payment for part in parts(text)):
            earlier = past.setdefault(rows["destination"][0], [])
            habit = rows["at"][0] is not None and any(rows["at"][0] - one >= HABIT for one in earlier)
            earlier += rows.filter((pl.col("status") == "completed") & pl.col("at").is_not_null())["at"].to_list()
            rerouted.append((rows, payment, habit))
    times = [rows["at"][0] for rows, _, _ in rerouted]
    for place, (rows, payment, habit) in enumerate(rerouted):
        at = times[place]
        around = (*times[max(0, place - 1) : place], *times[place + 1 : place + 2])
        together = at is not None and any(one is not None and abs(one - at) <= TOGETHER for one in around)
        beside = history.signs().near(at, BESIDE, after=WINDOW) if at is not None else []
        yield _fact(rows, payment, habit, together, beside)


def _fact(rows: pl.DataFrame, payment: list[str], habit: bool, together: bool, beside: list[Sign]) -> Fact:
    first: dict[str, Any] = rows.row(0, named=True)
    own = set(rows["row"])
    excuse = HABIT_SENTENCE if habit else NOTHING if together or beside else ALONE_SENTENCE
    return Fact(
        triggers=refs("refunds", [first["row"]]),
        context=(
            *refs("refunds", rows["row"][1:]),
            *refs("orders", [first["first"]]),
            *(one.ref for one in beside if one.ref.table != "refunds" or one.ref.row not in own),
        ),
        values={
            "order": first["order_id"],
            "payment": ", ".join(payment),
            "amount": largest_source(rows) or UNREADABLE,
            "at": when(first["at"], first["at_basis"]) if first["at"] else NOTHING,
            "destination": note(DESTINATION_LABELS[first["destination"]]),
            "beside": said(beside),
            "note": note(excuse) if excuse else NOTHING,
        },
        severity="info" if habit else None if together or beside else "low",
    )
