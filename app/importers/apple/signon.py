"""Apple's `Apple ID SignOn Information.csv`: the latest sign-on of each application."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Apple: latest sign-ons")
get = (
    N_(
        "Open privacy.apple.com, sign in with your Apple account and ask for a copy of your data. "
        "Choose the account and "
        "device information and the information on media services."
    ),
    N_(
        "When Apple writes that the data is ready, download the zips and hand them in as they are; you need not unpack "
        "them."
    ),
)
takes = N_("Apple sends an email when the data is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_(
    "This file gives only the latest sign-on of each application: it is not a history. It shows no "
    "failed attempts, and its times do not state their time zone."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "activity": ("Application",),
    "date": ("Logged In Date",),
    "ip": ("IP Address",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded(columns)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row; the times are assumed to be UTC."""
    return logins(cells(block, NAMES), "apple")
