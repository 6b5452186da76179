"""Seller Central's report of returns of orders that Amazon shipped."""

from app.i18n import N_
from app.importers import Events
from app.importers.seller._get import REPORT_SENTENCES, REPORT_TAKES_SENTENCE
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.return_rows import return_events
from app.reader.table import Block, Head

title = N_("Seller Central: returns of orders that Amazon ships")
get = REPORT_SENTENCES
takes = REPORT_TAKES_SENTENCE
speed = "days"
cannot_show = N_(
    "This report contains no amounts. A parcel that was refused at the door appears as a return or as undeliverable."
)
unverified = True
grade, checked = "D", "2026-11-24"

NAMES = {
    "order_id": ("order-id",),
    "returned": ("return-date",),
    "item_id": ("sku",),
    "name": ("product-name",),
    "reason": ("reason",),
    "status": ("status",),
    "amount": (),
    "currency": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("return-date", "order-id", "sku", "fnsku", "detailed-disposition", "license-plate-number")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``returns`` event a row, seen by the seller."""
    return return_events(cells(block, NAMES), ("returned",), "seller")
