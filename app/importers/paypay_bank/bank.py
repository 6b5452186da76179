"""PayPay Bank's list of movements, with day and time in six columns."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.statements.bank import NOTHING, account_movements
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.times_in_parts import joined_times
from app.reader.table import Block, Head

title = N_("PayPay Bank: transactions")
cannot_show = N_(
    "This file does not say from where or with which device a payment was made, and very new payments may be missing."
)
unverified = True

_DAY = ("操作日(年)", "操作日(月)", "操作日(日)")
_CLOCK = ("操作時刻(時)", "操作時刻(分)", "操作時刻(秒)")
NAMES = {
    "date": _DAY[:1],
    **{name: (name,) for name in (*_DAY[1:], *_CLOCK)},
    "merchant": ("摘要",),
    "note": ("メモ",),
    "out": ("お支払金額",),
    "in": ("お預り金額",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return has(head, (*_DAY, "摘要", "お支払金額", "お預り金額", "残高"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out; the times are those of Japan."""
    table = joined_times(cells(block, NAMES, NOTHING), ("date", *_DAY[1:]), _CLOCK)
    return account_movements(table, ("merchant", "note"))
