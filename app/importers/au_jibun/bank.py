"""au Jibun Bank's list of movements."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("au Jibun Bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("年月日",),
    "merchant": ("お取引内容",),
    "out": ("出金",),
    "in": ("入金",),
}
_CORE = ("年月日", "入金", "出金", "お取引内容", "残高")


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, _CORE)
