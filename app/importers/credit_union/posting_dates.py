"""A credit union's list with signed amounts, types and reference numbers."""

from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.credit_union._rows import paid_rows
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import above
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Credit union: transactions (with signed amounts)")
unverified = True

NAMES = {
    "date": ("Posting Date", "Effective Date"),
    "order_id": ("Transaction ID",),
    "kind": ("Transaction Type",),
    "amount": ("Amount",),
    "description": ("Description",),
    "extended": ("Extended Description",),
    "memo": ("Memo",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return has(head, ("Transaction ID", "Posting Date", "Effective Date", "Transaction Type", "Amount", "Balance"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out, which is negative in the file."""
    events = paid_rows(cells(block, NAMES), ("amount",), ("description", "extended", "memo", "kind"))
    payments = events.tables["payments"].with_columns(-pl.col("amount_minor"))
    return replace(events, tables={"payments": payments}, explained=above(head))
