"""Amazon's list of digital orders until 2025, `Digital Orders.csv`: one row an order, without its items."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.cells.statuses import shops
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: digital orders (older file)")
speed = "days"
cannot_show = N_("This file shows which digital orders there were, but neither their items nor what they cost.")
unverified = True
grade, checked = "C", "2026-11-24"
digital = True

NAMES = {
    "order_id": ("OrderId",),
    "date": ("OrderDate",),
    "shop": ("Marketplace",),
    "payment": ("PaymentInformation",),
    "address": ("ShippingAddress",),
    "billing": ("BillingAddress",),
    "status": ("OrderStatus",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("OrderId", "OrderDate", "OrderStatus", "Marketplace", "DeliveryPacketId", "SessionId")
_STATUS = {"success": "closed"}


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row, without item and total."""
    table = cells(block, NAMES)
    rows, keep, faults = order_rows(table, point=True)
    status = table["status"].str.to_lowercase().replace_strict(_STATUS, default=None)
    orders = rows.with_columns(shop=shops(table["shop"]), status=status)
    return Events({"orders": orders.filter(keep)}, problems(table, faults))
