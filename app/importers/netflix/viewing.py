"""Netflix's `ViewingActivity.csv`: what was watched on which kind of device, and in which country."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.netflix.logins import get as get
from app.importers.netflix.logins import takes as takes
from app.importers.shared.cells.columns import cells, has, row_problems
from app.importers.shared.records.accounts import all_empty, logins
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Netflix: what was watched")
speed = "days"
cannot_show = N_(
    "This file names the country and the kind of device, but no internet address, and not who was watching. Anybody "
    "can use any profile."
)
unverified = True
grade, checked = "A", "2026-11-30"

NAMES = {
    "date": ("Start Time",),
    "kind": ("Supplemental Video Type",),
    "agent": ("Device Type",),
    "country_stated": ("Country",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)
TRAILER_SENTENCE = N_(
    "Netflix plays previews by itself while somebody looks through its titles. This row is such a preview, so it is "
    "not counted."
)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, ("Profile Name", "Start Time", "Supplemental Video Type", "Device Type", "Country"))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a title that was watched, whose activity is `streaming`. Times are UTC, as the export says.
    Previews are no events."""
    table = cells(block, NAMES)
    preview = table["kind"].is_not_null() & ~all_empty(table)
    at = instants(table.text.select(pl.col("date") + " UTC")["date"])
    playing = pl.repeat("streaming", table.raw.height, dtype=pl.String, eager=True)
    country = table["country_stated"].str.replace(r"^[A-Z]{2} \((.+)\)$", "$1")
    events = logins(table, "netflix", at=at, keep=~preview, activity=playing, country_stated=country)
    return Events(events.tables, events.problems + row_problems("preview", TRAILER_SENTENCE, table, preview))
