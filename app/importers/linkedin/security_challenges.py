"""LinkedIn's `Security Challenges.csv`: sign-ins at which LinkedIn asked for one more proof."""

from app.i18n import N_
from app.importers import Events
from app.importers.linkedin.logins import get as get
from app.importers.linkedin.logins import takes as takes
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("LinkedIn: security challenges")
speed = "days"
cannot_show = N_("This file does not say whether a challenge was passed, and some LinkedIn archives lack it.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("Challenge Date",),
    "ip": ("IP Address",),
    "agent": ("User Agent",),
    "country_stated": ("Country",),
    "activity": ("Challenge Type",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded(columns)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row, whose success is not known."""
    return logins(cells(block, NAMES), "linkedin")
