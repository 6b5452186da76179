"""Seller Central's report of new or unshipped orders."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.seller._get import REPORT_SENTENCES, REPORT_TAKES_SENTENCE
from app.importers.seller._rows import ADDRESS, address, on_delivery
from app.importers.shared.cells.columns import cells, has, problems, quantities
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Seller Central: unshipped orders")
get = REPORT_SENTENCES
takes = REPORT_TAKES_SENTENCE
speed = "days"
cannot_show = N_("This report gives no prices, and only the orders that were still waiting on the day it was made.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "order_id": ("order-id",),
    "date": ("purchase-date",),
    "item_id": ("sku",),
    "name": ("product-name",),
    "quantity": ("quantity-purchased",),
    "sent": ("quantity-shipped",),
    "waiting": ("quantity-to-ship",),
    "method": ("payment-method",),
    "collect": ("cod-collectible-amount",),
    "gift_wrap": ("gift-wrap-type",),
    "gift_message": ("gift-message-text",),
    **ADDRESS,
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("order-id", "order-item-id", "purchase-date", "sku", "quantity-purchased", "quantity-to-ship")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; the regions put further columns between these."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row, seen by the seller, without total."""
    table = cells(block, NAMES)
    rows, keep, faults = order_rows(table, "seller", point=True)
    counts = pl.DataFrame({"sent": quantities(table["sent"]), "waiting": quantities(table["waiting"])})
    gifts = [key for key in ("gift_wrap", "gift_message") if key in table.names]
    orders = rows.with_columns(
        counts.select(shipped=pl.when(pl.col("waiting") > 0).then(False).when(pl.col("sent") > 0).then(True))[
            "shipped"
        ],
        payment=on_delivery(table),
        address=address(table),
    )
    if gifts:
        orders = orders.with_columns(table.text.select(gift=pl.any_horizontal(pl.col(gifts).is_not_null()))["gift"])
    return Events({"orders": orders.filter(keep)}, problems(table, faults))
