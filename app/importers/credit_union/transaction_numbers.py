"""A credit union's list with transaction numbers, below lines that name the account and its period."""

import re
from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.credit_union._rows import last_digits, paid_rows
from app.importers.shared.cells.columns import cells, folded, with_text
from app.importers.shared.statements.statement import below, header_of
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Credit union: transactions (with transaction numbers)")
unverified = True
columns = None

NAMES = {
    "date": ("Date",),
    "order_id": ("Transaction Number",),
    "memo": ("Memo",),
    "description": ("Description",),
    "out": ("Amount Debit",),
    "in": ("Amount Credit",),
}
_CORE = folded(("Transaction Number", "Date", "Description", "Amount Debit", "Amount Credit", "Balance"))
_ACCOUNT = re.compile(r"account number\W*([\dXx*\s-]+)", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """By header set, in whichever row the header is."""
    return header_of(head, _CORE) is not None


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out; what went out is negative in some of these files and
    positive in others. The other side is in the memo."""
    block, above = below(block, head, header_of(head, _CORE) or head.header)
    table = cells(block, NAMES)
    plain = {key: table[key].str.strip_chars("-() ") for key in ("out", "in")}
    rows = (row for _, row in head.above) if above else ()
    named = next((hit[1] for row in rows if (hit := _ACCOUNT.search(" ".join(row)))), None)
    method = last_digits(pl.Series([named] * table.raw.height, dtype=pl.String))
    events = paid_rows(with_text(table, **plain), ("out", "in"), ("memo", "description"), {"method": method})
    return replace(events, explained=above)
