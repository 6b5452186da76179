"""Google's `<user>.SubscriberInfo.html` from Takeout: the table of real sign-ins."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Google: sign-ins to the account")
get = (
    N_("Open takeout.google.com while signed in to the Google account."),
    N_("Deselect everything, then choose only “Google Account”, and create the export."),
    N_(
        "When Google writes that the export is ready, download the zip and hand it in as it is; you need not unpack it."
    ),
)
takes = N_("Google sends an email when the export is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_("This file shows no failed attempts and no places, and how far back it goes is not known.")
unverified = True
grade, checked = "C", "2026-11-24"
guide = 4

NAMES = {
    "date": ("Timestamp",),
    "ip": ("IP Address",),
    "activity": ("Activity Type",),
    "agent": ("Raw User Agents", "Raw User Agent"),
    "android": ("Android ID",),
    "apple": ("Apple iOS IDFV",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; the same page has other tables, which no format claims."""
    names = folded(head.header)
    own = folded((*NAMES["agent"], *NAMES["android"], *NAMES["apple"]))
    return names >= folded(("Timestamp", "IP Address", "Activity Type")) and not names.isdisjoint(own)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row."""
    return logins(cells(block, NAMES), "google")
