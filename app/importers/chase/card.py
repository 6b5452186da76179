"""Chase's list of card transactions."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.statement import amount, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.dates import instants
from app.importers.shared.times.day_month_order import plain_days
from app.reader.table import Block, Head

title = N_("Chase: card transactions")
unverified = True
wanted_for = {"statements": 3}

NAMES = {
    "date": ("Transaction Date",),
    "merchant": ("Description",),
    "amount": ("Amount",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded((*columns, "Post Date", "Category", "Type"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money was spent. The month comes first in this file."""
    table = cells(block, NAMES)
    keep, currency = ~all_empty(table), only(table, "USD")
    signed, faults = amount(table, keep, currency, "amount")
    return purchases(table, -signed, currency, keep, faults, instants(plain_days(table["date"], order="month")))
