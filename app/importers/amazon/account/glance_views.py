"""Amazon's list of viewed product pages, `Request All Your Data.Detail Page Glance View Impressions.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import joined, logins
from app.reader.table import Block, Head

title = N_("Amazon: viewed products")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_("This file shows from where and with what products were viewed, not who signed in.")
unverified = True
grade, checked = "B", "2026-11-24"

NAMES = {
    "date": ("creation_date",),
    "country_stated": ("customer_country_code",),
    "city": ("customer_city",),
    "type": ("device_type",),
    "browser": ("user_agent",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("marketplace_id", "ASIN", "customer_country_code", "customer_city", "creation_date", "user_agent")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row. It shows use of the account, not a sign-in."""
    table = cells(block, NAMES)
    activity = pl.repeat("view", table.raw.height, dtype=pl.String, eager=True)
    return logins(table, "amazon", agent=joined(table, "type", "browser"), activity=activity)
