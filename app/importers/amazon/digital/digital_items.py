"""Amazon's list of digital items until 2025, `Digital Items.csv`: books, films, apps, memberships."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.cells.money import minor_units
from app.importers.shared.cells.statuses import shops, yes
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: digital items (older file)")
speed = "days"
cannot_show = N_(
    "This file gives the price of each item, not how it was paid, and no coupons. Exports of 2023 give only the day of "
    "an order, not its time."
)
unverified = True
grade, checked = "A", "2026-11-24"
digital = True

NAMES = {
    "order_id": ("OrderId",),
    "date": ("OrderDate",),
    "item_id": ("ASIN",),
    "name": ("Title", "ProductName", "Product Name"),
    "shop": ("Marketplace",),
    "currency": ("OurPriceCurrencyCode",),
    "total": ("OurPrice",),
    "tax": ("OurPriceTax",),
    "quantity": ("OriginalQuantity",),
    "fulfilled": ("IsFulfilled",),
    "gift": ("GiftItem",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("ASIN", "OrderId", "DigitalOrderItemId", "OrderDate", "OurPrice", "IsFulfilled")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; the column of titles was renamed, so it does not count."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row. The total is the price with the tax, where one is given. Whether the price is that
    of one item or of all is not known, so several items in one row have no total."""
    table = cells(block, NAMES)
    rows, keep, faults = order_rows(table, otherwise="digital", point=True)
    price = pl.DataFrame(
        {
            "price": rows["total_minor"],
            "tax": minor_units(table["tax"], rows["currency"], point=True),
            "stated": table["tax"].is_not_null(),
            "many": (rows["quantity"] > 1).fill_null(False) & (rows["total_minor"] != 0).fill_null(True),
        }
    )
    tax = pl.when(pl.col("stated")).then("tax").otherwise(0)
    orders = rows.with_columns(
        price.select(total_minor=pl.when(~pl.col("many")).then(pl.col("price") + tax)),
        shop=shops(table["shop"]),
        shipped=yes(table["fulfilled"]),
        gift=yes(table["gift"]),
    )
    return Events({"orders": orders.filter(keep)}, problems(table, faults))
