"""Money Forward ME's list of income and spending, `収入・支出詳細_….csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import doubles, moved_rows
from app.importers.shared.statements.statement import amount, only, purchases
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Money Forward ME: income and spending")
cannot_show = N_(
    "This file gives days without a time of day. It does not say where a payment was made from, "
    "and a refund is only a positive amount."
)
unverified = True

NAMES = {
    "date": ("日付",),
    "merchant": ("内容",),
    "amount": ("金額（円）",),
    "method": ("保有金融機関",),
    "transfer": ("振替",),
    "order_id": ("ID",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded((*columns, "計算対象"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out. Transfers between the person's own accounts and
    rows whose ID occurred earlier in the file are left out; one problem each gives their count."""
    table = cells(block, NAMES)
    used, moved = ~all_empty(table), table["transfer"].fill_null("") == "1"
    again = ~table["order_id"].is_first_distinct() & table["order_id"].is_not_null() & ~moved
    keep, currency = used & ~moved & ~again, only(table)
    signed, faults = amount(table, keep, currency, "amount")
    events = purchases(table, -signed, currency, keep, faults)
    return Events(events.tables, events.problems + moved_rows(table, moved) + doubles(table, again))
