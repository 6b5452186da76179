"""Amazon's list of searches since 2026, `Search Queries.csv`: from which address and device the account was used."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import Cells, cells, has, with_text
from app.importers.shared.records.accounts import joined, logins
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Amazon: searches")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_(
    "This file shows where the account was used to search, not who signed in. Anyone who "
    "searches for nothing leaves no row."
)
unverified = True
grade, checked = "B", "2026-11-24"

NAMES = {
    "date": ("First Search Time (GMT)",),
    "last": ("Last search Time (GMT)",),
    "ip": ("Customer IP",),
    "country_stated": ("Country Code",),
    "category": ("Device Category",),
    "model": ("Device Model",),
    "system": ("Operating System Name",),
    "version": ("Operating System Version",),
    "app": ("Application / Browser Name",),
    "family": ("User Agent Info Family",),
    "shifted": ("Site Variant",),
    "units": ("Units Ordered",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Customer IP", "First Search Time (GMT)", "Last search Time (GMT)", "Search Method", "Device Category")
# The name of one column holds commas. Where it is not quoted it counts as three, and the cells behind it lie two
# columns to the left of their names.
_PIECES = {"Search Type (Keyword", "Visual", "Browse)"}


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row: when its first search was made. It shows use of the account, not a sign-in."""
    table = cells(block, NAMES)
    short = _short(head, table)
    family = table.text.with_columns(short=short).select(pl.when("short").then("shifted").otherwise("family"))
    table = with_text(table, family=family.to_series())
    first, last = instants(table["date"]), instants(table["last"])
    both = pl.concat([first, last.rename({"at": "then", "at_basis": "then_basis"})], how="horizontal")
    # The names of the columns say that these are times of GMT, whether the cells do or not.
    basis = pl.coalesce("at_basis", "then_basis").replace("assumed", "stated")
    at = both.select(at=pl.coalesce("at", "then"), at_basis=basis)
    agent = joined(table, "category", "model", "system", "version", "app", "family")
    activity = pl.repeat("search", table.raw.height, dtype=pl.String, eager=True)
    events = logins(table, "amazon", at=at, agent=agent, activity=activity)
    return Events(events.tables, events.problems, frozenset(table.lines.filter(short)))


def _short(head: Head, table: Cells) -> pl.Series:
    """Which rows end two columns early under a header that counts one name as three. Their last cell is found under
    the name two columns before it, and their shorter length is no problem."""
    ended = pl.col("family").is_null() & pl.col("units").is_null()
    return table.text.select(ended & (set(head.header) >= _PIECES)).to_series()
