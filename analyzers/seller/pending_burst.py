"""Many orders that nobody pays, on one item or by one receiver: an attack on a seller's stock."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers.bursts import bursts
from analyzers.finding import Fact, Gap, Severity
from analyzers.shown import LISTED, MOST, NOTHING, note, refs, when
from analyzers.view import View

title = "Many unpaid orders at once"
message = (
    "From {at} on {count} orders that are not paid came within three days, for the item {item}. Rivals lock a seller's "
    "stock with orders to be paid at a convenience store that nobody ever pays."
)
innocent = "It can be harmless: on sale days many orders wait for their payment. {note}"
sentence = "From {at} on, {count} unpaid orders for the item {item} came within three days."
SALE_SENTENCE = "At least as many orders for this item were paid at that time."
NONE_SENTENCE = "None of the reports handed in tells which orders are not paid yet."
SEVERAL = 3
STRONG = 5  # within the window, for the strongest level
WINDOW = timedelta(hours=72)
PENDING = "seller.pending_orders"
severity: Severity = "high"
kind = "rule"
role = "seller"
needs = ("orders.order_id", "orders.at", "orders.at_basis?", "orders.item_id", "orders.source", "orders.status?")
references = ("aqcg.jp (orders that are never paid)", "haburashi.site", "Amazon Seller Central help 200252520")


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each item and burst: the orders until there are too many are triggers, later ones context."""
    orders = history.table("orders").filter(pl.col("at").is_not_null() & pl.col("order_id").is_not_null())
    pending = orders.filter((pl.col("source") == PENDING) & (pl.col("status") != "cancelled").fill_null(True))
    if not pending.height:
        yield Gap(NONE_SENTENCE, "")
        return
    paid = orders.join(pending.select("order_id"), on="order_id", how="anti")
    pending = pending.sort("at", "order_id", "row").unique(["order_id", "item_id"], keep="first", maintain_order=True)
    for (item,), mine in pending.group_by("item_id", maintain_order=True):
        others = paid.filter(pl.col("item_id") == item)
        for one in bursts(mine["at"].to_list(), SEVERAL, WINDOW, LISTED):
            head = mine.row(one.first, named=True)
            near = others.filter((pl.col("at") >= head["at"]) & (pl.col("at") <= head["at"] + WINDOW))
            sale = near["order_id"].n_unique() >= one.end - one.first
            yield Fact(
                triggers=refs("orders", mine["row"][one.first : one.enough]),
                context=refs("orders", mine["row"][one.enough : one.end], MOST),
                values={
                    "at": when(head["at"], head["at_basis"]),
                    "count": one.end - one.first,
                    "item": item or "?",
                    "note": note(SALE_SENTENCE) if sale else NOTHING,
                },
                score=float(one.end - one.first),
                severity="info" if sale else None if one.end - one.first >= STRONG else "low",
            )
