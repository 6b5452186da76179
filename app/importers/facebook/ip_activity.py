"""Facebook's `ip_address_activity.json`."""

from app.i18n import N_
from app.importers import Events
from app.importers.facebook._export import get as get
from app.importers.facebook._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import logins
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Facebook: internet addresses used")
speed = "days"
cannot_show = N_("This file shows every use of the account, not only sign-ins.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "activity": ("action",),
    "date": ("timestamp",),
    "ip": ("ip",),
    "agent": ("user_agent",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet in ("used_ip_address_v2", "used_ip_address") and "ip" in head.header


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a record."""
    table = cells(block, NAMES)
    return logins(table, "facebook", at=epochs(table["date"]))
