"""SBI Sumishin Net Bank's list of movements."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.accounts import all_empty
from app.importers.shared.columns import cells, folded
from app.importers.shared.statement import amount, only, purchases
from app.importers.shared.statement import cannot_show as cannot_show
from app.importers.shared.statement import get as get
from app.importers.shared.statement import takes as takes
from app.reader.table import Block, Head

title = N_("SBI Sumishin Net Bank: transactions")
unverified = True

NAMES = {
    "date": ("日付",),
    "merchant": ("内容",),
    "out": ("出金金額(円)",),
    "in": ("入金金額(円)",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded((*columns, "残高(円)", "メモ"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    table = cells(block, NAMES, ("-",))
    keep, currency = ~all_empty(table), only(table)
    paid, faults = amount(table, keep, currency, "out", "in")
    return purchases(table, paid, currency, keep, faults)
