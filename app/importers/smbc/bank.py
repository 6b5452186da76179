"""Sumitomo Mitsui Banking Corporation's list of movements."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("SMBC (Sumitomo Mitsui Bank): transactions")
unverified = True
columns = None

NAMES = {
    "date": ("年月日", "年月日（和暦）"),
    "merchant": ("お取り扱い内容",),
    "out": ("お引出し", "お引出し金額"),
    "in": ("お預入れ", "お預入れ金額"),
}
_CORES = tuple(
    (date, out, back, "お取り扱い内容", "残高")
    for date in NAMES["date"]
    for out, back in zip(NAMES["out"], NAMES["in"], strict=True)
)


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, *_CORES)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, *_CORES)
