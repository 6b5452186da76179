"""SBI Sumishin Net Bank's list of movements."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("SBI Sumishin Net Bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("日付",),
    "merchant": ("内容",),
    "out": ("出金金額(円)",),
    "in": ("入金金額(円)",),
}
_CORE = ("日付", "内容", "出金金額(円)", "入金金額(円)", "残高(円)")


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, _CORE)
