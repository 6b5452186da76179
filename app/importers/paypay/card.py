"""PayPay card's statement."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.statement import amount, card_refunds, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("PayPay card: statement")
unverified = True

NAMES = {
    "date": ("利用日/キャンセル日",),
    "merchant": ("利用店名・商品名",),
    "amount": ("利用金額",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded((*columns, "利用者", "支払区分"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row; a cancellation, whose amount is negative, makes a ``refunds`` event."""
    table = cells(block, NAMES, ("-",))
    keep, currency = ~all_empty(table), only(table)
    paid, faults = amount(table, keep, currency, "amount")
    back = (paid < 0).fill_null(False)
    events = purchases(table, paid, currency, keep, faults)
    payments = events.tables["payments"].filter(pl.col("amount_minor").fill_null(0) >= 0)
    return Events({"payments": payments, "refunds": card_refunds(table, -paid, currency, keep & back)}, events.problems)
