"""Rakuten Bank's list of movements."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Rakuten Bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("取引日",),
    "amount": ("入出金(円)",),
    "merchant": ("入出金内容",),
}
_CORE = ("取引日", "入出金(円)", "取引後残高(円)", "入出金内容")


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, _CORE)
