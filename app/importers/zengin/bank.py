"""A list of movements in the 13 columns that many banks give out, after the form of the banks' association."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Bank: transactions (13 columns)")
unverified = True
columns = None

NAMES = {
    "date": ("勘定日",),
    "merchant": ("摘要",),
    "kind": ("取引区分",),
    "out": ("出金金額(円)", "出金(円)"),
    "in": ("入金金額(円)", "入金(円)"),
}
_CORES = (
    ("勘定日", "出金金額(円)", "入金金額(円)", "残高(円)", "取引区分", "摘要"),
    ("勘定日", "出金(円)", "入金(円)", "残高(円)", "取引区分", "摘要"),
)


def recognises(head: Head) -> bool:
    """By header set."""
    return recognised(head, *_CORES)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    return movements(head, block, NAMES, *_CORES, merchant=("merchant", "kind"))
