"""Amazon's list of sign-ins in older exports, `Retail.AuthenticationTokens.json`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import logins
from app.reader.table import Block, Head

title = N_("Amazon: sign-ins (older file)")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_(
    "This file shows when somebody signed in, but not from where or with what. Exports since "
    "2026 do not seem to include it."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {"date": ("creationTime",)}
columns: tuple[str, ...] = ("creationTime",)


def recognises(head: Head) -> bool:
    """Recognised by the root key and the one field that is known."""
    return head.sheet == "authenticationSessionRecords" and has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a session."""
    table = cells(block, NAMES)
    return logins(table, "amazon", activity=pl.repeat("session", table.raw.height, dtype=pl.String, eager=True))
