"""Instagram's `login_activity.json`."""

import re

from app.i18n import N_
from app.importers import Events
from app.importers.instagram._export import get as get
from app.importers.instagram._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.cells.network import V4, V6
from app.importers.shared.records.accounts import logins
from app.importers.shared.records.meta import fields, in_list
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Instagram: sign-ins")
speed = "days"
cannot_show = N_("This file shows no failed attempts and no places.")
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

_NAMES = {"date": ("date",), "ip": ("ip",), "agent": ("agent",)}
_ADDRESS = re.compile(rf'"(?:{V4}|{V6})"')


def recognises(head: Head) -> bool:
    """Recognised by its root key or, in the newer shape without one, by records that hold an address and Instagram's
    app."""
    if head.sheet == "account_history_login_history":
        return True
    return any(_ADDRESS.search(cell) and "Instagram" in cell for cell in in_list(head))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a record. The names of the fields are in the person's language, so the values are known by
    their shape."""
    record = fields(block)
    frame = block.frame.select(date=record.time(), ip=record.addresses(), agent=record.agents())
    table = cells(Block(frame, block.lines), _NAMES)
    return logins(table, "instagram", at=epochs(table["date"]))
