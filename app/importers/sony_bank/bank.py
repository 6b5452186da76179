"""Sony Bank's list of movements of a yen account."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Sony Bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("お取り引き日",),
    "merchant": ("摘要",),
    "note": ("参考情報",),
    "out": ("お引き出し額",),
    "in": ("お預け入れ額",),
}
_CORE = ("お取り引き日", "摘要", "お預け入れ額", "お引き出し額")


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, _CORE, merchant=("merchant", "note"))
