"""A refund for an order that was paid by card went somewhere else than to a card."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from analyzers.finding import Fact, Gap, Severity
from analyzers.history import View
from analyzers.links import TRANSACTIONS
from analyzers.shown import NOTHING, UNREADABLE, is_card, largest_source, note, parts, refs, when

title = "A refund did not go back to your card"
message = (
    "Order {order} was paid by card ({payment}), but a refund of {amount} on {at} went elsewhere: {destination}. "
    "Somebody who "
    "can use your account may have had it paid to a balance that can be spent at once."
)
innocent = (
    "It can be harmless: when an item is sent back, the shop often lets the buyer choose the gift-card balance, "
    "because the "
    "money comes faster. {note}"
)
DESTINATION_LABELS = {"gift_card": "gift-card balance", "points": "points", "bank": "bank account"}
HABIT_SENTENCE = "You had an earlier refund paid to the same place."
NO_PAYMENT_SENTENCE = "{count} refunds cannot be judged, because nothing says how their orders were paid."
NO_DESTINATION_SENTENCE = "{count} refunds cannot be judged, because nothing says where they were paid to."
HABIT = timedelta(days=30)
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
    said = refunds.filter(pl.col("destination").is_in(list(DESTINATION_LABELS))).join(
        payments, on=["order_id", "order_shop"], how="left", nulls_equal=True, maintain_order="left"
    )
    unpaid = said.filter(pl.col("payments").list.drop_nulls().list.len().fill_null(0) == 0)
    if unpaid.height:
        yield Gap(NO_PAYMENT_SENTENCE, TRANSACTIONS, refs("refunds", unpaid["row"]), {"count": unpaid.height})
    past: dict[str, list[datetime]] = {}
    for _, rows in said.sort("at", "row").group_by("order_id", "order_shop", "destination", maintain_order=True):
        payment = [text for text in rows["payments"].to_list()[0] or () if text]
        if payment and all(is_card(part) for text in payment for part in parts(text)):
            yield _fact(rows, payment, past.setdefault(rows["destination"][0], []))


def _fact(rows: pl.DataFrame, payment: list[str], past: list[datetime]) -> Fact:
    first: dict[str, Any] = rows.row(0, named=True)
    habit = first["at"] is not None and any(first["at"] - earlier >= HABIT for earlier in past)
    past += rows.filter((pl.col("status") == "completed") & pl.col("at").is_not_null())["at"].to_list()
    return Fact(
        triggers=refs("refunds", [first["row"]]),
        context=(*refs("refunds", rows["row"][1:]), *refs("orders", [first["first"]])),
        values={
            "order": first["order_id"],
            "payment": ", ".join(payment),
            "amount": largest_source(rows) or UNREADABLE,
            "at": when(first["at"], first["at_basis"]) if first["at"] else NOTHING,
            "destination": note(DESTINATION_LABELS[first["destination"]]),
            "note": note(HABIT_SENTENCE) if habit else NOTHING,
        },
        severity="info" if habit else None,
    )
