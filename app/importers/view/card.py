"""VIEW card's statement: a preamble, then the table with a row that names the card."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.statements.statement import amount, below, card_refunds, header_of, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("VIEW card: statement")
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

NAMES = {
    "date": ("ご利用年月日",),
    "merchant": ("ご利用箇所",),
    "amount": ("ご利用額",),
    "back": ("払戻額",),
}
_CORE = folded((*(name for names in NAMES.values() for name in names), "支払区分（回数）", "今回回数"))


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, in whichever row the header is."""
    return header_of(head, _CORE) is not None


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row; an amount paid back makes a ``refunds`` event. Rows that hold only the
    number and name of a card belong to the rows below them."""
    rows, above = below(block, head, header_of(head, _CORE) or head.header)
    table = cells(rows, NAMES)
    named = table["merchant"].is_null() & table["amount"].is_null() & table["back"].is_null()
    card = table.text.select(pl.when(named).then(pl.col("date")).forward_fill())["date"]
    keep, currency = ~named, only(table)
    spends = keep & ~(table["amount"].is_null() & table["back"].is_not_null())
    paid, faults = amount(table, spends, currency, "amount")
    returned = keep & table["back"].is_not_null() & (table["back"] != "0")
    back, more = amount(table, returned, currency, "back")
    events = purchases(table, paid, currency, spends, faults + more, more={"method": card})
    tables = {**events.tables, "refunds": card_refunds(table, back, currency, returned)}
    return Events(tables, events.problems, above | set(table.lines.filter(named)))
