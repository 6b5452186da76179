"""A usual item ordered again within an hour of an unusual order, so that the unusual one does not stand out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from analyzers.finding import Fact, Ref
from analyzers.shown import LISTED, refs, when
from analyzers.view import View

title = "A usual item was ordered right beside an unusual order"
message = (
    "Order {order} of {at} repeats an item that you bought before, and within an hour of it another order was placed "
    "that is not usual for you ({other}). Thieves sometimes add something familiar, so that the mails about it look "
    "right."
)
innocent = (
    "It can be harmless: people often order several things in one sitting. This alone means nothing; look at the other "
    "order."
)
sentence = "On {at} a usual item was ordered (order {order}) right beside order {other}."
HOUR = timedelta(minutes=60)
severity = "low"
kind = "rule"
needs = ("orders.order_id", "orders.at", "orders.at_basis?", "orders.item_id", "signs")
references = ("okada-blog.com (a usual drink ordered beside a gift card of 96,000 yen)",)


def find(history: View) -> Iterator[Fact]:
    """One fact for each order that repeats something: its lines are triggers, the unusual orders within the hour are
    context, and the first of them is named."""
    orders = history.table("orders")
    unusual = [one for one in history.signs().all if one.family in ("gift_card", "address")]
    found: dict[str, tuple[pl.DataFrame, str, list[Ref]]] = {}
    for sign in unusual[-LISTED:]:
        (other,) = orders.filter(pl.col("row") == sign.ref.row)["order_id"]
        near = orders.filter(
            ((pl.col("at") - sign.at).abs() <= HOUR)
            & (pl.col("at_basis") != "date_only").fill_null(True)
            & (pl.col("order_id") != other)
            & pl.col("item_id").is_not_null()
        )
        again = near.filter(pl.col("item_id").is_in(_bought(orders, near["item_id"], sign.at).implode()))
        for (order,), rows in again.sort("at", "row").group_by("order_id", maintain_order=True):
            found.setdefault(str(order), (rows, other, []))[2].append(sign.ref)
    for order, (rows, other, beside) in found.items():
        yield Fact(
            triggers=refs("orders", rows["row"]),
            context=tuple(beside),
            values={"order": order, "at": when(rows["at"][0], rows["at_basis"][0]), "other": other},
        )


def _bought(orders: pl.DataFrame, items: pl.Series, at: datetime) -> pl.Series:
    """Those of the items that were bought before that hour."""
    return orders.filter(pl.col("item_id").is_in(items.implode()) & (pl.col("at") < at - HOUR))["item_id"].unique()
