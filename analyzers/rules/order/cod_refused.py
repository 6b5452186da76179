"""Cash-on-delivery orders that were cancelled, refused or could not be delivered."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.arithmetic import counted
from analyzers.events.marks import Mark
from analyzers.events.refund_reasons import REFUSED
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, display_time, refs
from analyzers.features.bursts import bursts
from analyzers.features.placed_orders import after_cod, in_japan, payment_way
from analyzers.rules.view import View
from analyzers.thresholds.order import CodRefused as Limits


def find(history: View) -> Iterator[Mark]:
    """One mark for each month. The orders until there are too many are triggers, later ones of the month are
    context."""
    orders = history.table("orders").filter(pl.col("order_id").is_not_null() & pl.col("at").is_not_null())
    words = [text for text in orders["payment"].unique() if payment_way(text) == "cod"]
    if not words:
        return
    cod = orders.filter(pl.col("payment").is_in(words) & ~(in_japan() & after_cod()).fill_null(False))
    sources = {table: history.table(table) for table in ("returns", "refunds")}
    back = pl.concat([_refused(rows)["order_id"].drop_nulls() for rows in sources.values()])
    unpaid = cod.filter((pl.col("status") == "cancelled").fill_null(False) | pl.col("order_id").is_in(back.implode()))
    first = unpaid.sort("at", "row").unique("order_id", keep="first", maintain_order=True)
    for burst in bursts(first["at"].to_list(), Limits.MIN_ORDERS, Limits.WINDOW, MAX_FINDINGS):
        month = burst.of(first)
        head = month.row(0, named=True)
        mine = pl.col("order_id").is_in(month["order_id"].implode())
        returns, refunds = sources["returns"].filter(mine)["row"], _refused(sources["refunds"]).filter(mine)["row"]
        yield Mark(
            triggers=burst.triggers(first),
            context=(
                *burst.later(first),
                *refs("returns", returns, MAX_CONTEXT),
                *refs("refunds", refunds, MAX_CONTEXT),
            ),
            values={"at": display_time(head["at"], head["at_basis"]), "count": month.height},
            arithmetic=(counted(month.height, Limits.MIN_ORDERS, Limits.WINDOW),),
            score=float(month.height),
            severity=None if month.height >= Limits.MIN_ORDERS_ALARM else "low",
        )


def _refused(rows: pl.DataFrame) -> pl.DataFrame:
    """The returns or refunds of parcels that were refused or could not be delivered."""
    return rows.filter(pl.col("reason").str.contains(REFUSED).fill_null(False))
