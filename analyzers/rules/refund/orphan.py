"""A refund for an order that is not in the account's list of orders."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import UNREADABLE, display_time, largest_source, refs
from analyzers.rules.view import View


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each order number. Its first refund is the trigger, later ones are context."""
    refunds = history.links("refunds").filter(
        (pl.col("status") != "declined").fill_null(True) & (pl.col("amount_minor") != 0).fill_null(True)
    )
    yield from link_gaps(refunds, "refunds", history.catalogue)
    lost = refunds.filter(pl.col("state") == "unlinked").sort("at", "row")
    for (order, _), rows in lost.group_by("order_id", "shop", maintain_order=True):
        at = rows["at"][0]
        yield Mark(
            triggers=refs("refunds", rows.filter(pl.col("at") == at)["row"]),
            context=refs("refunds", rows.filter(pl.col("at") != at)["row"]),
            values={
                "amount": largest_source(rows) or UNREADABLE,
                "order": order,
                "at": display_time(at, rows["at_basis"][0]),
            },
        )
