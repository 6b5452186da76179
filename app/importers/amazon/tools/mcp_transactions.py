"""Payments as amazon-order-history-csv-download-mcp writes them."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon._common.payments import listed_payments, vendor_shop
from app.importers.shared.cells.columns import cells, has
from app.reader.table import Block, Head

title = N_("Amazon: payments, from a download program")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file gives days without a time of day, and only the payments that the tool found on the page.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "date": ("Transaction Date",),
    "orders": ("Order ID(s)",),
    "merchant": ("Payment Method",),
    "method": ("Card Info",),
    "amount": ("Amount",),
    "currency": ("Currency",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a charge, one ``refunds`` event a refund. The column named after the payment method holds
    the shop."""
    table = cells(block, NAMES)
    shop = pl.Series([vendor_shop(text) if text else None for text in table["merchant"]], dtype=pl.String)
    return listed_payments(table, shop)
