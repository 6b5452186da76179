"""A credit union's list with the number of the account, the day of posting and a status in every row."""

from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.credit_union._rows import last_digits, paid_rows
from app.importers.shared.cells.columns import cells, has, with_text
from app.importers.shared.records.accounts import above
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Credit union: transactions (with a status)")
unverified = True
secret = ("Account Number",)

NAMES = {
    "date": ("Post Date",),
    "account": ("Account Number",),
    "description": ("Description",),
    "check": ("Check",),
    "out": ("Debit",),
    "in": ("Credit",),
    "state": ("Status",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return has(head, ("Account Number", "Post Date", "Description", "Debit", "Credit", "Status"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out; a pending one may change or be left out later."""
    table = cells(block, NAMES)
    plain = {key: table[key].str.strip_chars("-() ") for key in ("out", "in")}
    words = {"pending": "pending", "posted": "completed", "cleared": "completed"}
    state = table["state"].str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    more = {"method": last_digits(table["account"]), "status": state}
    events = paid_rows(with_text(table, **plain), ("out", "in"), ("description", "check"), more)
    return replace(events, explained=above(head))
