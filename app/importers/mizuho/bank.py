"""Mizuho Bank's list of movements, with about nine lines above it."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Mizuho Bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("日付",),
    "merchant": ("お取引内容",),
    "out": ("お引出金額",),
    "in": ("お預入金額",),
}
_CORE = ("明細通番", "日付", "お引出金額", "お預入金額", "残高", "お取引内容")


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, _CORE)
