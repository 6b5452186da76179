"""A cash-on-delivery order at Amazon.co.jp after the shop ended cash on delivery."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.marks import Gap, Mark
from analyzers.events.values import display_time, payment_parts, refs
from analyzers.features.placed_orders import COD, after_cod, in_japan
from analyzers.rules.view import View
from analyzers.thresholds.order import PlacedOrders as Limits


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each order. Only a whole payment component that reads cash on delivery counts; similar words are
    a gap."""
    orders = history.table("orders")
    words = [text for text in orders["payment"].unique() if text]
    sure = [text for text in words if any(part.casefold() in COD for part in payment_parts(text))]
    like = [text for text in words if text not in sure and any(word in text.casefold() for word in COD)]
    if not sure and not like:
        return
    late = orders.filter(pl.col("payment").is_in([*sure, *like]) & in_japan() & after_cod()).sort("at", "row")
    unsure = late.filter(pl.col("payment").is_in(like))
    if unsure.height:
        yield Gap(
            "unsure",
            history.catalogue.best("charges"),
            refs("orders", unsure["row"]),
            {"count": unsure["order_id"].n_unique()},
        )
    cod = late.filter(pl.col("payment").is_in(sure))
    for (order,), rows in cod.group_by("order_id", maintain_order=True):
        at = display_time(rows["at"][0], rows["at_basis"][0])
        yield Mark(refs("orders", rows["row"]), values={"order": order, "at": at, "abolished": Limits.COD_ENDED})
