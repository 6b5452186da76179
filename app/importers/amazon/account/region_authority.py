"""Amazon's list of places where it detected the account, `Retail.RegionAuthority.N.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Amazon: detected locations")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_("This file shows where Amazon located the account, not who used it or with what.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "date": ("Timestamp",),
    "country_stated": ("Country Code",),
    "region": ("State or Province",),
    "city": ("City",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Postal Code", "District", "City", "State or Province", "State Code", "Country Code", "Timestamp")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row. It shows use of the account, not a sign-in."""
    table = cells(block, NAMES)
    return logins(table, "amazon", activity=pl.repeat("place", table.raw.height, dtype=pl.String, eager=True))
