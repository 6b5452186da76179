"""MUFG Bank's list of movements."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.accounts import all_empty
from app.importers.shared.columns import cells, folded
from app.importers.shared.statement import amount, only, purchases
from app.importers.shared.statement import cannot_show as cannot_show
from app.importers.shared.statement import get as get
from app.importers.shared.statement import takes as takes
from app.reader.table import Block, Head

title = N_("MUFG Bank: transactions")
unverified = True

NAMES = {
    "date": ("日付",),
    "detail": ("摘要内容",),
    "kind": ("摘要",),
    "out": ("支払い金額",),
    "in": ("預かり金額",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded((*columns, "差引残高", "入払区分"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    table = cells(block, NAMES, ("-",))
    keep, currency = ~all_empty(table), only(table)
    paid, faults = amount(table, keep, currency, "out", "in")
    merchant = table["detail"].fill_null(table["kind"])
    return purchases(table, paid, currency, keep, faults, more={"merchant": merchant})
