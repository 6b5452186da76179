"""A usual item was ordered again within an hour of an unusual order, or in it, as a decoy."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from analyzers import N_
from analyzers.events.marks import Mark, Ref
from analyzers.events.values import MAX_FINDINGS, display_time, note, refs
from analyzers.features import signals
from analyzers.features.signals import Signal
from analyzers.rules.view import View

title = N_("A familiar item was ordered right beside an unusual order")
message = N_(
    "Order {order} of {at} repeats an item that you bought before. {beside} Something "
    "familiar is sometimes added so that the emails about it look right."
)
innocent = N_(
    "This may be harmless: people often order several things in one sitting. On its own this means "
    "nothing; look at what is unusual."
)
sentence = N_("On {at} a familiar item was ordered (order {order}). {beside}")
OTHER_SENTENCE = N_("Within an hour of it, another order was placed that is not usual for you ({other}).")
SAME_SENTENCE = N_("The same order contains a gift card, which is not usual for you.")
WINDOW = timedelta(minutes=60)  # before and after the unusual order
CODE_KINDS = ("gift_card", "code")  # what thieves come for is no decoy
severity = "low"
kind = "rule"
tags = ("order", "purchase", "household", "screen")
needs = ("orders.order_id", "orders.at", "orders.at_basis?", "orders.item_id", "orders.kind?", "signals")
references = ("okada-blog.com (a usual drink ordered beside a gift card of 96,000 yen)",)


def find(history: View) -> Iterator[Mark]:
    """One fact for each order that repeats an item. Its lines are triggers; the unusual orders within the hour, or
    the gift cards in it, are context. The first of them is named."""
    orders = history.table("orders")
    goods = orders.filter(pl.col("item_id").is_not_null() & ~pl.col("kind").is_in(CODE_KINDS).fill_null(False))
    unusual = [one for one in history.of(signals.measure).all if one.kind in ("gift_card", "address")]
    found: dict[str, tuple[pl.DataFrame, str, list[Ref]]] = {}
    for signal, start in list(_series(unusual))[-MAX_FINDINGS:]:
        (other,) = orders.filter(pl.col("row") == signal.ref.row)["order_id"]
        near = goods.filter(
            ((pl.col("at") - signal.at).abs() <= WINDOW)
            & (pl.col("at_basis") != "date_only").fill_null(True)
            & ((pl.col("order_id") != other) | (signal.kind == "gift_card"))
        )
        cards = orders.filter((pl.col("order_id") == other) & pl.col("kind").is_in(CODE_KINDS))["row"]
        again = near.filter(pl.col("item_id").is_in(_bought(goods, near["item_id"], start).implode()))
        for (order,), rows in again.sort("at", "row").group_by("order_id", maintain_order=True):
            seen = refs("orders", cards) if order == other else (signal.ref,)
            found.setdefault(str(order), (rows, other, []))[2].extend(seen)
    for order, (rows, other, context) in found.items():
        yield Mark(
            triggers=refs("orders", rows["row"]),
            context=tuple(dict.fromkeys(context)),
            values={
                "order": order,
                "at": display_time(rows["at"][0], rows["at_basis"][0]),
                "beside": note(SAME_SENTENCE) if order == other else note(OTHER_SENTENCE, other=other),
            },
        )


def _series(unusual: list[Signal]) -> Iterator[tuple[Signal, datetime]]:
    """Every signal (oldest first) with the start of its series, in which each is at most an hour after the one
    before."""
    start = last = None
    for signal in unusual:
        if start is None or last is None or signal.at - last > WINDOW:
            start = signal.at
        last = signal.at
        yield signal, start


def _bought(goods: pl.DataFrame, items: pl.Series, start: datetime) -> pl.Series:
    """Those of the items that were bought more than an hour before the start."""
    return goods.filter(pl.col("item_id").is_in(items.implode()) & (pl.col("at") < start - WINDOW))["item_id"].unique()
