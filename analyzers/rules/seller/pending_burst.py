"""Many orders that nobody pays, for one item or one recipient: an attack on a seller's stock."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers.events.addresses import folded
from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark, Sentence, Severity
from analyzers.events.values import MAX_FINDINGS, NOTHING, display_time
from analyzers.features.bursts import Burst, bursts
from analyzers.features.placed_orders import payment_way
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.seller import PendingBurst as Limits

say = sentences(__file__)

PENDING_FORMAT = "seller.pending_orders"
FORMATS_WITH_STATES = (PENDING_FORMAT, "seller.orders")  # reports that say which orders are unpaid


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each burst of an item or recipient. The orders until there are too many are triggers, later ones
    are context."""
    orders = history.table("orders").filter(pl.col("at").is_not_null() & pl.col("order_id").is_not_null())
    orders = orders.sort("at", "order_id", "row")
    waiting = (pl.col("source") == PENDING_FORMAT) & (pl.col("status") != "cancelled").fill_null(True)
    cancelled = pl.col("source").is_in(FORMATS_WITH_STATES) & (pl.col("status") == "cancelled").fill_null(False)
    pending = orders.with_columns(waiting=waiting | (pl.col("status") == "pending").fill_null(False))
    pending = pending.filter(pl.col("waiting") | cancelled)
    named = orders.filter(pl.col("payment").is_not_null() & pl.col("address").is_not_null())
    if not orders["source"].is_in(FORMATS_WITH_STATES).any():
        yield Gap("no_states", "")
    yield from _items(pending, orders.join(pending.select("order_id"), on="order_id", how="anti"))
    yield from _receivers(named)


def _items(pending: pl.DataFrame, paid: pl.DataFrame) -> Iterator[Mark]:
    """Bursts by item. ``pending`` also contains cancelled orders (not ``waiting``), because unpaid orders end so; a few
    of them prove nothing, because buyers and sellers cancel, too."""
    pending = pending.unique(["order_id", "item_id"], keep="first", maintain_order=True)
    for (item,), mine in pending.group_by("item_id", maintain_order=True):
        others = paid.filter(pl.col("item_id") == item)
        for burst in bursts(mine["at"].to_list(), Limits.MIN_ORDERS, Limits.WINDOW, MAX_FINDINGS):
            start, count = mine["at"][burst.first], burst.end - burst.first
            waiting = int(mine["waiting"].slice(burst.first, count).sum())
            if waiting < Limits.MIN_ORDERS and count < Limits.MIN_ORDERS_STRONG:
                continue
            near = others.filter((pl.col("at") >= start) & (pl.col("at") <= start + Limits.WINDOW))
            sale = near["order_id"].n_unique() >= count
            level: Severity | None = (
                None
                if waiting >= Limits.MIN_ORDERS_STRONG
                else "medium"
                if count >= Limits.MIN_ORDERS_STRONG
                else "low"
            )
            yield _mark(mine, burst, Limits.WINDOW, say("item", item=item or "?"), "info" if sale else level, sale)


def _receivers(named: pl.DataFrame) -> Iterator[Mark]:
    """Bursts by recipient. These orders may be paid by now, and one buyer may order often, so they are only a
    question."""
    konbini = [text for text in named["payment"].unique() if payment_way(text) == "konbini"]
    named = named.filter(pl.col("payment").is_in(konbini)).unique("order_id", keep="first", maintain_order=True)
    named = named.with_columns(receiver=pl.Series([folded(text) for text in named["address"]], dtype=pl.String))
    for _, mine in named.group_by("receiver", maintain_order=True):
        for burst in bursts(mine["at"].to_list(), Limits.MIN_ORDERS, Limits.RECIPIENT_WINDOW, MAX_FINDINGS):
            yield _mark(
                mine,
                burst,
                Limits.RECIPIENT_WINDOW,
                say("receiver", receiver=mine["address"][burst.first]),
                "low",
                sale=False,
            )


def _mark(
    mine: pl.DataFrame, burst: Burst, window: timedelta, same: Sentence, severity: Severity | None, sale: bool
) -> Mark:
    """The mark of a burst; ``same`` is a sentence about what its orders have in common."""
    head = mine.row(burst.first, named=True)
    return Mark(
        triggers=burst.triggers(mine),
        context=burst.later(mine),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "count": burst.end - burst.first,
            "days": window.days,
            "same": same,
            "note": say("sale") if sale else NOTHING,
        },
        arithmetic=(counted(burst.end - burst.first, Limits.MIN_ORDERS, window),),
        score=float(burst.end - burst.first),
        severity=severity,
    )
