"""Netflix's `IpAddressesStreaming.csv`: from where something was played."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.netflix.logins import get as get
from app.importers.netflix.logins import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Netflix: where something was played")
speed = "days"
cannot_show = N_(
    "This file shows from where something was played, not who signed in, and not in which profile. Its times do not "
    "state their time zone."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "country_stated": ("Country",),
    "city": ("Region Code Display Name",),
    "agent": ("Device Description", "Localized Device Description"),
    "ip": ("Ip",),
    "date": ("Ts",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; the file of sign-ins has a code of the region where this one has its
    name."""
    return has(head, ("Country", "Esn", "Region Code Display Name", "Ip", "Ts"))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row, whose activity is `streaming`; the times are assumed to be UTC."""
    table = cells(block, NAMES)
    playing = pl.repeat("streaming", table.raw.height, dtype=pl.String, eager=True)
    return logins(table, "netflix", activity=playing)
