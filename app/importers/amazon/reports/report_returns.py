"""Amazon's retired Order History Report, returns."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, OLD_SENTENCES
from app.importers.amazon.reports._reports import report, with_explained
from app.importers.shared.cells.columns import has
from app.importers.shared.cells.statuses import shops
from app.importers.shared.records.return_rows import return_events
from app.reader.table import Block, Head

title = N_("Amazon: report of returns (no longer offered)")
get = OLD_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file contains no amounts: it shows what was sent back, not what was refunded.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "order_id": ("Order ID",),
    "returned": ("Return Date",),
    "item_id": ("ASIN/ISBN",),
    "name": ("Title",),
    "shop": ("Website",),
    "reason": ("Return Reason",),
    "amount": (),
    "currency": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Return Date", "Return Reason", "ASIN/ISBN", "Ordering Customer Email")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``returns`` event a row, without amount."""
    table, nothing = report(block, NAMES)
    return with_explained(return_events(table, ("returned",), shop=shops(table["shop"])), nothing)
