"""Amazon's retired Order History Report, orders and shipments: one row is one shipment."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, OLD_SENTENCES
from app.importers.amazon.reports._reports import ADDRESS, address, report
from app.importers.shared.cells.columns import has, problems
from app.importers.shared.cells.statuses import shipped, shops
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: report of orders (no longer offered)")
get = OLD_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file gives days without a time of day, and does not name the items.")
unverified = True
grade, checked = "A", "2026-11-24"
outdated = True

NAMES = {
    "date": ("Order Date",),
    "order_id": ("Order ID",),
    "shop": ("Website",),
    "payment": ("Payment Instrument Type",),
    "status": ("Order Status",),
    "total": ("Total Charged",),
    "currency": ("Currency",),
    **ADDRESS,
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order Date", "Order ID", "Payment Instrument Type", "Tax Before Promotions", "Total Charged")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a shipment, without item."""
    table, nothing = report(block, NAMES, "total")
    rows, keep, faults = order_rows(table, point=True)
    orders = rows.with_columns(shop=shops(table["shop"]), shipped=shipped(table["status"]), address=address(table))
    return Events({"orders": orders.filter(keep)}, problems(table, faults), nothing)
