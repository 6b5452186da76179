"""AEON card's statement: lines about the card and the bill, then one table for each way of paying."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.statements.statement import amount, below, header_of, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("AEON card: statement")
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

NAMES = {
    "date": ("ご利用日",),
    "merchant": ("ご利用先",),
    "amount": ("ご利用金額", "ご利用金額(円)"),
}
_FILE = folded(("ご利用日", "利用者区分", "ご利用先", "支払方法", "ご利用金額", "備考"))
_SCREEN = folded(("ご利用日", "ご利用先", "ご利用金額(円)", "支払区分", "今回ご請求額(円)"))


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, in whichever row the header is."""
    return _header(head) is not None


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event for each row that has a shop and an amount; headings and totals lack one of them."""
    rows, above = below(block, head, _header(head) or head.header)
    table = cells(Block(_one_layout(rows.frame), rows.lines), NAMES)
    keep = (
        table["merchant"].is_not_null() & table["amount"].is_not_null() & (table["date"] != "ご利用日").fill_null(True)
    )
    currency = only(table)
    paid, faults = amount(table, keep, currency, "amount")
    day = table["date"].str.replace(r"^(\d{2})(\d{2})(\d{2})$", "20$1-$2-$3")
    events = purchases(table, paid, currency, keep, faults, at=instants(day))
    return Events(events.tables, events.problems, above | set(table.lines.filter(~keep)))


def _header(head: Head) -> tuple[str, ...] | None:
    return header_of(head, _FILE) or header_of(head, _SCREEN)


def _one_layout(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows below a second header (instalments), where shop and amount are the second and the fourth cell, brought
    into the layout of the first table."""
    names = frame.columns
    further = (pl.col(names[0]) == "ご利用日").cum_sum() > 0
    if "利用者区分" not in names:
        return frame
    return frame.with_columns(
        pl.when(further).then(pl.col(names[1])).otherwise("ご利用先").alias("ご利用先"),
        pl.when(further).then(pl.col(names[3])).otherwise("ご利用金額").alias("ご利用金額"),
    )
