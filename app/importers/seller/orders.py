"""Seller Central's report of all orders."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.seller._get import REPORT_SENTENCES, REPORT_TAKES_SENTENCE
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.cells.statuses import shops
from app.importers.shared.records.accounts import joined
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Seller Central: all orders")
get = REPORT_SENTENCES
takes = REPORT_TAKES_SENTENCE
speed = "days"
cannot_show = N_(
    "This report gives the price of the goods without shipping, no names or streets, and not how an order was paid."
)
unverified = True
grade, checked = "D", "2026-11-24"

NAMES = {
    "order_id": ("amazon-order-id",),
    "date": ("purchase-date",),
    "item_id": ("sku",),
    "name": ("product-name",),
    "quantity": ("quantity",),
    "total": ("item-price",),
    "currency": ("currency",),
    "status": ("order-status",),
    "line_status": ("item-status",),
    "shop": ("sales-channel",),
    "city": ("ship-city",),
    "state": ("ship-state",),
    "postal": ("ship-postal-code",),
    "country": ("ship-country",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("amazon-order-id", "purchase-date", "last-updated-date", "order-status", "fulfillment-channel", "sku")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; real files have further columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row, seen by the seller. An order that is pending or cancelled has no price."""
    table = cells(block, NAMES)
    rows, keep, faults = order_rows(table, "seller", point=True)
    word = pl.coalesce("status", "line_status").str.to_lowercase()
    words = table.text.select(
        status=pl.when(word.str.contains("^cancell?ed"))
        .then(pl.lit("cancelled"))
        .when(word.str.starts_with("pending"))
        .then(pl.lit("pending")),
        shipped=pl.when(word.str.starts_with("shipped"))
        .then(True)
        .when(word.str.contains("^(?:unshipped|pending|partially ?shipped)"))
        .then(False),
    )
    orders = rows.with_columns(
        words, shop=shops(table["shop"]), address=joined(table, "city", "state", "postal", "country")
    )
    plain = [fault for fault in faults if fault.code != "no-amount"]
    return Events({"orders": orders.filter(keep)}, problems(table, plain))
