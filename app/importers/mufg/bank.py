"""MUFG Bank's list of movements."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("MUFG Bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("日付",),
    "detail": ("摘要内容",),
    "kind": ("摘要",),
    "out": ("支払い金額",),
    "in": ("預かり金額",),
}
_CORE = ("日付", "摘要", "摘要内容", "支払い金額", "預かり金額", "差引残高")


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, _CORE, merchant=("detail", "kind"))
