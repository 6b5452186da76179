"""Amazon's list of borrowed digital items, `Digital Borrowed Items.csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import has
from app.importers.shared.records.left_out import unexamined
from app.reader.table import Block, Head

title = N_("Amazon: borrowed digital items")
speed = "days"
cannot_show = N_("What is borrowed costs nothing. This file is recognised, but nothing is looked for in it.")
unverified = True
grade, checked = "B", "2026-11-24"
digital = True
columns: tuple[str, ...] = ()

_CORE = ("ASIN", "Loan Creation Date", "Loan Status", "Product Name", "Loan Program")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """No events."""
    return unexamined(block, cannot_show)
