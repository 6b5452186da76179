"""Items of orders as amazon-order-history-csv-download-mcp writes them."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon._common.words import currency_at, direct
from app.importers.amazon.tools._tools import cancelled, priced, region_shops, shipped_state
from app.importers.amazon.tools.mcp_orders import LINES
from app.importers.shared.cells.columns import by_value, cells, has, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.records.accounts import joined
from app.importers.shared.records.order_rows import order_rows, settled
from app.reader.table import Block, Head

title = N_("Amazon: items, from a download program")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file gives days without a time of day, and only one of the ways in which an order was paid.")
unverified = True
grade, checked = "C", "2026-11-24"
from_order_pages = True

NAMES = {
    "order_id": ("Order ID",),
    "date": ("Order Date",),
    "item_id": ("ASIN",),
    "name": ("Product Name",),
    "quantity": ("Quantity",),
    "seller": ("Seller",),
    "total": ("Item Total",),
    "whole": ("Order Grand Total",),
    "order": ("Order Total",),
    "status": ("Order Status",),
    "recipient": ("Recipient",),
    "method": ("Payment Method",),
    "digits": ("Card Last 4",),
    "region": ("Region",),
    "currency": (),
    **LINES,
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Order Date", "ASIN", "Item Total", "Order Grand Total", "Region")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an item; the totals of an order add up to what it cost with shipping and taxes."""
    table = cells(block, NAMES)
    shop = region_shops(table["region"])
    rows, keep, faults = order_rows(priced(table, "total", shop))
    whole = table.text.select(pl.coalesce("whole", "order")).to_series()
    charge = minor_units(whole, by_value(currency_at(whole, shop), currencies))
    orders = settled(rows, charge).with_columns(
        shop=shop,
        payment=joined(table, "method", "digits", between=" - "),
        status=cancelled(table["status"]),
        shipped=shipped_state(table["status"]),
        address=joined(table, "recipient", *LINES),
        seller=table["seller"],
        direct=direct(table["seller"]),
    )
    return Events({"orders": orders.filter(keep)}, problems(table, faults))
