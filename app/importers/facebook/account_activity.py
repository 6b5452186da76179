"""Facebook's `account_activity.json`."""

import re

from app.i18n import N_
from app.importers import Events
from app.importers.facebook._export import get as get
from app.importers.facebook._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.cells.network import V4, V6
from app.importers.shared.records.accounts import logins
from app.importers.shared.records.meta import AGENT, fields, in_list
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Facebook: account activity")
speed = "days"
cannot_show = N_("This file shows no failed attempts.")
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

NAMES = {
    "activity": ("action",),
    "date": ("timestamp",),
    "ip": ("ip_address",),
    "agent": ("user_agent",),
    "city": ("city",),
    "country_stated": ("country",),
}

_ADDRESS = re.compile(rf'"(?:{V4}|{V6})"')
_AGENT = re.compile(r'"(?:Mozilla/|Dalvik/)|FBAN|FBAV')


def recognises(head: Head) -> bool:
    """Recognised by its root key or, in the newer shape without one, by records that hold an address and a browser."""
    if head.sheet in ("account_activity_v2", "account_activity"):
        return "timestamp" in head.header
    cells_ = in_list(head)
    signs = any(_ADDRESS.search(cell) and _AGENT.search(cell) for cell in cells_)
    return signs and not any("Instagram" in cell for cell in cells_)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a record; Facebook writes in ``action`` what was done, in the person's language."""
    if "label_values" not in block.frame.columns:
        table = cells(block, NAMES)
        return logins(table, "facebook", at=epochs(table["date"]))
    record = fields(block)
    frame = block.frame.select(timestamp=record.time(), ip_address=record.addresses(), user_agent=record.like(AGENT))
    table = cells(Block(frame, block.lines), NAMES)
    return logins(table, "facebook", at=epochs(table["date"]))
