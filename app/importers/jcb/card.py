"""MyJCB's statement: some lines about the bill, then the table."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.statements.statement import amount, below, header_of, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("JCB card: statement from MyJCB")
unverified = True
columns = None

NAMES = {
    "date": ("ご利用日",),
    "merchant": ("ご利用先など",),
    "amount": ("ご利用金額（円）", "ご利用金額(￥)"),
    "billed": ("お支払い金額（円）", "お支払い金額(￥)"),
    "sign": ("訂正サイン",),
}
_CORE = folded(("ご利用日", "ご利用先など", "支払区分", "今回回数", "備考"))
_MINUS = ("-", "－", "−", "▲", "△", "マイナス")


def recognises(head: Head) -> bool:
    """By header set, in whichever row the header is; both layouts that were seen share these columns."""
    return header_of(head, _CORE) is not None


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row with a date or a shop and an amount; totals have neither date nor shop."""
    rows, above = below(block, head, header_of(head, _CORE) or head.header)
    table = cells(rows, NAMES)
    # A yen purchase may leave the amount in the bill's own column only.
    spent = table.text.select(pl.coalesce("amount", "billed"))["amount"]
    table = cells(Block(rows.frame.with_columns(spent.alias(table.names.get("amount", "amount"))), rows.lines), NAMES)
    keep, currency = table["date"].is_not_null(), only(table)
    paid, faults = amount(table, keep, currency, "amount")
    minus = table["sign"].is_in(_MINUS).fill_null(False) & (paid > 0).fill_null(False)
    paid = pl.DataFrame({"paid": paid, "minus": minus}).select(
        pl.when("minus").then(-pl.col("paid")).otherwise("paid")
    )["paid"]
    events = purchases(table, paid, currency, keep, faults)
    return Events(events.tables, events.problems, above | set(table.lines.filter(~keep)))
