"""Instagram's `password_change_activity.json`."""

from app.i18n import N_
from app.importers import Events
from app.importers.instagram._export import get as get
from app.importers.instagram._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import changes
from app.importers.shared.records.meta import fields
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Instagram: password changes")
speed = "days"
cannot_show = N_("This file does not say from where the password was changed.")
unverified = True
grade, checked = "C", "2026-11-24"
columns = None

_NAMES = {"date": ("date",)}


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet == "account_history_password_change_history"


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a record."""
    frame = block.frame.select(date=fields(block).time())
    table = cells(Block(frame, block.lines), _NAMES)
    return changes(table, "instagram", "password", None, at=epochs(table["date"]))
