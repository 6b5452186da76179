"""Amazon's list of replacements since 2026, `Replacement Orders.csv`: which order replaces which."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: replacement orders")
speed = "days"
cannot_show = N_("This file has no dates and no items: it only shows which order replaced which.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {"order_id": ("Replacement Order ID",), "original": ("Order ID",)}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row: the replacement, whose total the order history gives as nothing."""
    table = cells(block, NAMES)
    orders, keep, faults = order_rows(table)
    return Events({"orders": orders.filter(keep)}, problems(table, faults))
