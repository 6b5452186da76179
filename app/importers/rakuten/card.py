"""Rakuten card's statement from e-NAVI, `enaviYYYYMM(nnnn).csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.statement import amount, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Rakuten card: statement")
unverified = True
wanted_for = {"statements": 1}

NAMES = {
    "date": ("利用日",),
    "merchant": ("利用店名・商品名",),
    "amount": ("利用金額",),
    "plan": ("支払方法",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set: the columns that do not carry the number of a month."""
    return folded(head.header) >= folded((*columns, "利用者", "支払総額"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row with a date; a row without one is a note on the foreign payment above it."""
    table = cells(block, NAMES, ("-",))
    keep, currency = table["date"].is_not_null(), only(table)
    paid, faults = amount(table, keep, currency, "amount")
    note = ~keep & ~all_empty(table)
    events = purchases(table, paid, currency, keep, faults)
    return Events(events.tables, events.problems, frozenset(table.lines.filter(note).to_list()))
