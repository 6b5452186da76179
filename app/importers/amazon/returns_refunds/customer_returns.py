"""Amazon's list of returned goods until early 2026, `Retail.CustomerReturns.N.csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.return_rows import return_events
from app.reader.table import Block, Head

title = N_("Amazon: returned goods (older file)")
speed = "days"
cannot_show = N_("This file does not say whether and where the money was paid back.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "order_id": ("OrderId",),
    "returned": ("DateOfReturn",),
    "amount": ("ReturnAmount",),
    "currency": ("ReturnAmountCurrency",),
    "reason": ("ReturnReason",),
    "status": ("Resolution",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("OrderId", "ContractId", "DateOfReturn", "ReturnReason", "Resolution")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``returns`` event a row. Dates come in two forms within one file; the one without a zone is taken for UTC,
    as Amazon's other files are."""
    return return_events(cells(block, NAMES), ("returned",))
