"""Snapchat's `json/account_history.json`: what was changed in the account."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, fold
from app.importers.shared.records.accounts import changes
from app.importers.snapchat.account import get as get
from app.importers.snapchat.account import takes as takes
from app.reader.table import Block, Head

title = N_("Snapchat: changes to the account")
speed = "days"
cannot_show = N_("This file does not say from where a change was made.")
unverified = True
grade, checked = "C", "2026-11-24"
columns = None

KINDS = {
    "Display Name Change": "other",
    "Email Change": "mail",
    "Mobile Number Change": "phone",
    "Password Change": "password",
    "Two-Factor Authentication": "two_step",
    "Account deactivated / reactivated": "other",
    "Download My Data Reports": "other",
}


def recognises(head: Head) -> bool:
    """Recognised by the names of its lists."""
    return head.sheet in KINDS and "date" in map(fold, head.header)


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a record; the name of the list and the record's other values state what was changed."""
    table = cells(block, {"date": ("Date",)})
    others = [name for name in block.frame.columns if fold(name) != "date"]
    values = [pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)) for name in others]
    named = pl.concat_str(pl.lit(head.sheet), *values, separator=": ", ignore_nulls=True)
    what = block.frame.with_columns(named.alias("\0what"))["\0what"]
    return changes(table, "snapchat", KINDS[head.sheet or ""], what)
