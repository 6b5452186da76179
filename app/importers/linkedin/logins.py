"""LinkedIn's `Logins.csv`."""

from dataclasses import replace

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import above, logins
from app.reader.table import Block, Head

title = N_("LinkedIn: sign-ins")
get = (
    N_(
        "Sign in to LinkedIn, look in its settings for the page where you can get a copy of your data, and ask for the "
        "larger archive."
    ),
    N_(
        "When LinkedIn writes that the archive is ready, download the zip and hand it in as it is; "
        "you need not unpack it."
    ),
)
takes = N_("LinkedIn sends an email when the archive is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_("Some LinkedIn archives lack this file. It shows no failed attempts and no places.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("Login Date",),
    "ip": ("IP Address",),
    "agent": ("User Agent",),
    "activity": ("Login Type",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded(columns)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row; a time without a zone is assumed to be UTC. Notes above the header are usual."""
    return replace(logins(cells(block, NAMES), "linkedin"), explained=above(head))
