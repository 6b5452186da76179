"""Orders as a user script (konohiroaki's) writes them from the order pages, one row an item."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon._common.words import currency_at, direct
from app.importers.amazon.tools._tools import priced, url_shops
from app.importers.shared.cells.columns import by_value, cells, has, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.records.order_rows import order_rows, settled
from app.reader.table import Block, Head

title = N_("Amazon: orders from a user script, with unit prices")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_(
    "This file gives days without a time of day. It does not say how an order was paid or where it was sent."
)
unverified = True
grade, checked = "A", "2026-11-24"
from_order_pages = True
outdated = True

NAMES = {
    "order_id": ("id",),
    "date": ("date",),
    "name": ("name",),
    "url": ("url",),
    "seller": ("seller",),
    "total": ("unitPrice",),
    "quantity": ("quantity",),
    "whole": ("orderPrice",),
    "currency": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_ASIN = r"/(?:dp|gp/product)/([A-Z0-9]{10})(?:[/?]|$)"


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an item. Every row of an order repeats what the whole order cost, and the totals of its
    items add up to that."""
    table = cells(block, NAMES)
    shop = url_shops(table["url"])
    rows, keep, faults = order_rows(priced(table, "total", shop))
    charge = minor_units(table["whole"], by_value(currency_at(table["whole"], shop), currencies))
    pieces = rows.with_columns(total_minor=pl.col("total_minor") * pl.col("quantity").fill_null(1))
    orders = settled(pieces, charge).with_columns(
        shop=shop,
        item_id=table["url"].str.extract(_ASIN, 1),
        seller=table["seller"],
        direct=direct(table["seller"]),
    )
    return Events({"orders": orders.filter(keep)}, problems(table, faults))
