"""au PAY card's statement: a title line, then the table."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.statement import amount, below, header_of, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("au PAY card: statement")
unverified = True
columns = None

NAMES = {
    "date": ("利用日",),
    "merchant": ("利用店舗",),
    "amount": ("利用額（円）",),
}
_CORE = folded((*(name for names in NAMES.values() for name in names), "支払い区分", "ご利用者"))


def recognises(head: Head) -> bool:
    """By header set, in whichever row the header is."""
    return header_of(head, _CORE) is not None


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row."""
    rows, above = below(block, head, header_of(head, _CORE) or head.header)
    table = cells(rows, NAMES, ("-",))
    keep, currency = ~all_empty(table), only(table)
    paid, faults = amount(table, keep, currency, "amount")
    events = purchases(table, paid, currency, keep, faults)
    return Events(events.tables, events.problems, above)
