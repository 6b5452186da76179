"""Orders as amazon-order-history-csv-download-mcp writes them."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon.tools._tools import cancelled, priced, region_shops, shipped_state
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.records.accounts import joined
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: orders, from a download program")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file gives days without a time of day, and does not say how an order was paid.")
unverified = True
grade, checked = "C", "2026-11-24"
from_order_pages = True

LINES = {f"line_{number}": (f"Address Line {number}",) for number in range(1, 8)}
NAMES = {
    "order_id": ("Order ID",),
    "date": ("Order Date",),
    "total": ("Total",),
    "status": ("Status",),
    "region": ("Region",),
    "currency": (),
    **LINES,
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Order Date", "Total", "Status", "Items", "Platform", "Region", "Order URL")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an order, without items. The tool leaves a total of nothing empty."""
    table = cells(block, NAMES)
    shop = region_shops(table["region"])
    rows, keep, faults = order_rows(priced(table, "total", shop))
    orders = rows.with_columns(
        shop=shop,
        status=cancelled(table["status"]),
        shipped=shipped_state(table["status"]),
        address=joined(table, *LINES),
    )
    return Events({"orders": orders.filter(keep)}, problems(table, faults))
