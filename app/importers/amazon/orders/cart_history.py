"""Amazon's history of the cart since 2026, `Cart History.csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import has
from app.importers.shared.records.left_out import unexamined
from app.reader.table import Block, Head

title = N_("Amazon: cart history")
speed = "days"
cannot_show = N_("What is in a cart was not ordered. This file is recognised, but nothing is looked for in it.")
unverified = True
grade, checked = "B", "2026-11-24"
columns: tuple[str, ...] = ()

_CORE = ("ASIN", "Cart Domain", "Cart List", "Cart Source", "Date Added to Cart", "Order Quantity")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """No events."""
    return unexamined(block, cannot_show)
