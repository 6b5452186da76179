"""A refund for an order that is not in the account's list of orders."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import UNREADABLE, display_time, largest_source, refs
from analyzers.rules.view import View

title = N_("A refund for an order that is not in your list")
message = N_(
    "A refund was made for an order that your list of orders does not contain, although the list "
    "covers that time. Order number: {order}. Amount: {amount}. Date: {at}. Somebody else may have "
    "ordered through your account, or an order may have been hidden."
)
innocent = N_(
    "This may be harmless: somebody in your household may have placed the order, or it may be of a "
    "kind that this list leaves out, such as groceries or a purchase in another shop. Ask in your "
    "household first."
)
sentence = N_("On {at} {amount} was refunded for order {order}, which is not in your list.")
severity = "high"
kind = "proof"
tags = ("refund", "refund_without_order", "balance", "household", "shop")
needs = (
    "refunds.order_id",
    "refunds.at",
    "refunds.at_basis?",
    "refunds.shop?",
    "refunds.amount_minor?",
    "refunds.currency?",
    "refunds.status?",
    "refunds.source?",
    "order_links",
)
references = (
    "news.mynavi.jp/article/20240610-2962757",
    "Seller Central help 200252520 (how orders are refunded)",
)


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each order number. Its first refund is the trigger, later ones are context."""
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
