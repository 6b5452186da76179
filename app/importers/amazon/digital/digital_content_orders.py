"""Amazon's list of digital orders since 2026, `Digital Content Orders.csv`: several rows describe one item."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon.digital._digital import currency, summed
from app.importers.shared.cells.columns import cells, has, problems, with_text
from app.importers.shared.cells.statuses import shops, yes
from app.importers.shared.records.left_out import parts_of
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: digital orders")
speed = "days"
cannot_show = N_(
    "This file mostly does not say how a digital order was paid, and nothing about the device it was placed on."
)
unverified = True
grade, checked = "B", "2026-11-24"
wanted_for = {"digital_orders": 1}
digital = True

NAMES = {
    "order_id": ("Order ID",),
    "date": ("Order Date",),
    "item_id": ("ASIN",),
    "item": ("Digital Order Item ID",),
    "shop": ("Marketplace",),
    "currency": ("Base Currency Code", "Price Currency Code"),
    "total": ("Transaction Amount", "Price"),
    "quantity": ("Quantity Ordered", "Original Quantity"),
    "payment": ("Payment Information",),
    "status": ("Order Status",),
    "gift": ("Gift Item",),
    "name": ("Product Name",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("ASIN", "Order ID", "Order Date", "Product Name", "Digital Order Item ID")


def recognises(head: Head) -> bool:
    """Recognised by header set: Amazon has 75 columns, a short form eight. The older list of items has these columns
    too."""
    return has(head, _CORE) and not has(head, ("OurPrice",))


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an item. Price, tax and coupons are rows of their own; their amounts are summed, and one
    that cannot be read makes the total unknown."""
    table = cells(block, NAMES)
    table = with_text(table, currency=currency(table, "total"))
    rows, keep, faults = order_rows(table, otherwise="digital", point=True)
    success = table["status"].str.to_lowercase() == "success"
    rows = rows.with_columns(
        shop=shops(table["shop"]),
        status=pl.DataFrame({"done": success}).select(pl.when(pl.col("done")).then(pl.lit("closed"))).to_series(),
        gift=yes(table["gift"]),
        item=table["item"],
    ).filter(keep)
    whole = summed(rows, "total_minor", "order_id", "item", "item_id", "at")
    return Events({"orders": whole.drop("item")}, problems(table, faults) + parts_of(table, keep, whole))
