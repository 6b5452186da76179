"""Amazon's list of returned goods since 2026, `Returns Status.csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.return_rows import return_events
from app.reader.table import Block, Head

title = N_("Amazon: returned goods")
speed = "days"
cannot_show = N_(
    "This file contains no payments: it shows what was sent back and what was decided, not what was refunded."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "order_id": ("Order ID",),
    "returned": ("Date of Return",),
    "created": ("Return Creation Date",),
    "amount": ("Return Amount",),
    "currency": ("Return Amount Currency",),
    "reason": ("Return Reason",),
    "status": ("Return Resolution",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Contract ID", "Return Reason", "Return Resolution", "Return Receivable State")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``returns`` event a row."""
    return return_events(cells(block, NAMES), ("returned", "created"))
