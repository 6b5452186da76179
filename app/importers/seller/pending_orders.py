"""Seller Central's report of pending orders (Japan): ordered, but not paid or checked yet."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.seller._get import REPORT_SENTENCES, REPORT_TAKES_SENTENCE
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Seller Central: pending orders")
get = REPORT_SENTENCES
takes = REPORT_TAKES_SENTENCE
speed = "days"
cannot_show = N_(
    "This report gives no prices and no addresses, and only the orders that were pending on the day it was made."
)
unverified = True
grade, checked = "D", "2026-11-24"

NAMES = {
    "order_id": ("order-id",),
    "date": ("purchase-date",),
    "item_id": ("sku",),
    "name": ("product-name",),
    "quantity": ("quantity-purchased",),
    "payment": ("payment-type",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("order-id", "order-item-id", "purchase-date", "sku", "quantity-purchased", "payment-type")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row, seen by the seller, not shipped."""
    table = cells(block, NAMES)
    rows, keep, faults = order_rows(table, "seller", point=True)
    return Events({"orders": rows.with_columns(shipped=pl.lit(False)).filter(keep)}, problems(table, faults))
