"""X's (Twitter's) `data/ip-audit.js`."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("X (Twitter): sign-ins")
get = (
    N_("Sign in to X and ask in its settings for an archive of your data."),
    N_("When X says that the archive is ready, download the zip and hand it in as it is; you need not unpack it."),
)
takes = N_("X sends a message when the archive is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_("This file gives only times and internet addresses: no device, no place and no failed attempts.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "account": ("ipAudit.accountId",),
    "date": ("ipAudit.createdAt",),
    "ip": ("ipAudit.loginIp",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records."""
    return folded(head.header) >= folded(columns)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a record."""
    return logins(cells(block, NAMES), "x")
