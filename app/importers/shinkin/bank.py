"""A shinkin bank's (信用金庫) list of movements, below a table that names the account."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import has, row_problem
from app.importers.shared.statements.bank import movements, recognised
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Shinkin bank: transactions")
unverified = True
columns = None

NAMES = {
    "date": ("日付",),
    "merchant": ("摘要",),
    "out": ("お支払い金額",),
    "in": ("お預かり金額",),
}
_CORE = ("日付", "摘要", "お支払い金額", "お預かり金額", "残高")
_ACCOUNT = ("契約店舗コード", "店舗名", "科目", "口座番号")
_ACCOUNT_ROW = N_("This row names the account of the list below it, and is no transaction.")


def recognises(head: Head) -> bool:
    """By the header set of either table."""
    return recognised(head, _CORE) or has(head, _ACCOUNT)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row of the list, positive where money went out; none of the account."""
    if has(head, _ACCOUNT):
        return Events(problems=(row_problem("account-row", _ACCOUNT_ROW, block.lines),) if len(block.lines) else ())
    return movements(head, block, NAMES, _CORE)
