"""Netflix's `AccessAndDevices.csv`: on which days the account was used on which device."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.netflix.logins import get as get
from app.importers.netflix.logins import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.cells.statuses import yes
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Netflix: access and devices")
speed = "days"
cannot_show = N_("This file shows devices and when they were used. It shows no internet addresses and no places.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {"date": ("Date",), "agent": ("Devices",), "household": ("Part Of Netflix Household",)}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, ("Date", "Devices", "Esn", "Part Of Netflix Household"))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row, whose activity says where the device does not belong to the household; times of day
    are assumed to be UTC."""
    table = cells(block, NAMES)
    outside = ~yes(table["household"]).fill_null(True)
    words = pl.when(outside).then(pl.lit("device use outside the household")).otherwise(pl.lit("device use"))
    return logins(table, "netflix", activity=table.text.select(activity=words)["activity"])
