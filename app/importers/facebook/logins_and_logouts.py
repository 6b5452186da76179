"""Facebook's `logins_and_logouts.json`."""

from app.i18n import N_
from app.importers import Events
from app.importers.facebook._export import get as get
from app.importers.facebook._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import logins
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Facebook: sign-ins and sign-outs")
speed = "days"
cannot_show = N_("This file shows no devices and no failed attempts; some entries have no internet address.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "activity": ("action",),
    "date": ("timestamp",),
    "ip": ("ip_address",),
    "site": ("site",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet in ("account_accesses_v2", "account_accesses") and "timestamp" in head.header


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a record; its ``action`` is in the person's language."""
    table = cells(block, NAMES)
    return logins(table, "facebook", at=epochs(table["date"]))
