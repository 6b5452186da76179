"""Steam's page of sign-ins (`accountdata/SteamLoginHistory`), saved as HTML."""

import re

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, cells
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Steam: sign-in history")
get = (
    N_(
        "Sign in to Steam in a browser and open help.steampowered.com/accountdata/SteamLoginHistory. "
        "If Steam asks for your password again, enter it first: only then the history is on the page."
    ),
    N_("Save the page as HTML and hand in the file."),
)
takes = N_("The page can be saved at once; you need not wait.")
cannot_show = N_(
    "This page shows no internet addresses and no failed attempts, and its times do not state their time zone."
)
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

_KEYS = ("date", "until", "agent", "country_stated", "city", "region")
# The headings are in the person's language; the third one is `OS` in all that were seen.
_SYSTEM = re.compile(r"OS\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


def recognises(head: Head) -> bool:
    """Recognised by six columns of which the third is the system, and rows that begin with a day."""
    if head.kind == "text" or len(head.header) != len(_KEYS) or not _SYSTEM.match(head.header[2].strip()):
        return False
    return bool(head.sample) and all(_YEAR.search(row[0]) for row in head.sample[:3])


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row. The times are of an unknown zone and assumed to be UTC."""
    names = dict(zip(block.frame.columns, _KEYS, strict=True))
    table = cells(Block(block.frame.rename(names), block.lines), {key: (key,) for key in _KEYS})
    original = dict(zip(_KEYS, head.header, strict=True))
    return logins(Cells(table.raw, table.text, table.lines, original), "steam")
