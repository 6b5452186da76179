"""A cash-on-delivery order at Amazon.co.jp after the shop ended cash on delivery."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import display_time, payment_parts, refs
from analyzers.features.placed_orders import COD, after_cod, in_japan
from analyzers.rules.view import View
from analyzers.thresholds.order import PlacedOrders as Limits

title = N_("A cash-on-delivery order that cannot exist")
message = N_(
    "Order {order} of {at} is listed as cash on delivery. Amazon.co.jp ended cash on delivery on {abolished}, so this "
    "cannot be a "
    "real Amazon.co.jp order of that kind. If a parcel asks for money in its name, do not pay."
)
innocent = N_(
    "This may be harmless: the list may have been edited or made by another program, or the parcel "
    "may come from another shop that still offers cash on delivery. It can also be a parcel that "
    "somebody sends in Amazon's name to get your money."
)
sentence = N_("On {at} order {order} is listed as cash on delivery, which the shop no longer offered.")
severity = "medium"
kind = "proof"
tags = ("order", "purchase", "cod", "unwanted_parcel", "household", "one_shop")
needs = (
    "orders.order_id",
    "orders.at",
    "orders.at_basis?",
    "orders.shop?",
    "orders.currency?",
    "orders.payment",
)
references = ("news.mynavi.jp/article/20240610-2962757", "nlab.itmedia.co.jp/nl/spv/2405/29/news114.html")
reasons = {
    "unsure": N_(
        "Some orders are paid in a way that may or may not mean cash on delivery, so they cannot be judged (orders: "
        "{count})."
    ),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each order. Only a whole payment component that reads cash on delivery counts; similar words are
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
