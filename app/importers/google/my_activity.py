"""Google's `MyActivity.json` or `MyActivity.html` from Takeout: what was searched, watched and opened."""

from collections.abc import Sequence

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.google.play_orders import takes as takes
from app.importers.shared.cells.columns import has, row_problem
from app.importers.shared.pages.elements import page
from app.reader.table import Block, Head

title = N_("Google: My Activity")
get = (
    N_("Open takeout.google.com while signed in to the Google account."),
    N_("Deselect everything, then choose only “My Activity”, and create the export."),
    N_(
        "When Google writes that the export is ready, download the zip and hand it in as it is; you need not unpack it."
    ),
)
speed = "days"
cannot_show = N_(
    "This file shows what was searched, watched and opened. It shows no sign-ins, no devices and no internet addresses."
)
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

_ENTRY = N_("This entry says what was searched, watched or opened. It is no sign-in, and it is not counted.")


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records, or by the names that its page gives to its parts."""
    if head.kind == "json":
        return has(head, ("header", "title", "time", "products"))
    return bool(_entries(head))


def read(head: Head, block: Block) -> Events:
    """No events: one problem says that the entries are of a kind that is not looked at."""
    if head.kind == "json":
        return Events(problems=(row_problem("browsing", _ENTRY, block.lines),) if len(block.lines) else ())
    lines = pl.Series("line", [block.lines[place - 1] for place in _entries(head)], pl.UInt32)
    return Events(problems=(row_problem("browsing", _ENTRY, lines),), records=lines.to_list())


def _entries(head: Head) -> Sequence[int]:
    """The numbers of the rows of a page that begin an entry, from 1 on."""
    whole = page(head)
    cells = whole.select("div.outer-cell") if whole is not None else []
    known = cells and cells[0].first("p.mdl-typography--title") and cells[0].first("div.content-cell")
    return [cell.place for cell in cells] if known else []
