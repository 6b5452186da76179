"""PayPay Bank's list of payments by Visa debit card."""

from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, cells, has
from app.importers.shared.records.accounts import above
from app.importers.shared.statements.bank import NOTHING
from app.importers.shared.statements.statement import amount, card_refunds, only, purchases, records
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.times_in_parts import joined_times
from app.reader.table import Block, Head

title = N_("PayPay Bank: Visa debit payments")
unverified = True

_DAY = ("利用年", "利用月", "利用日")
NAMES = {
    "date": _DAY[:1],
    **{name: (name,) for name in _DAY[1:]},
    "card": ("カード番号",),
    "merchant": ("利用店名",),
    "amount": ("利用金額(円)",),
    "state": ("取引状況",),
    "order_id": ("取引明細番号",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)
secret = ("カード番号",)


def recognises(head: Head) -> bool:
    """By header set."""
    return has(head, (*_DAY, "利用店名", "利用金額(円)", "取引状況"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row; one whose state says that it was taken back is `reversed`, and a negative amount
    makes a ``refunds`` event. Of the number of the card, the last four digits are used."""
    table = joined_times(cells(block, NAMES, NOTHING), ("date", *_DAY[1:]))
    keep, others = records(table)
    currency = only(table)
    paid, faults = amount(table, keep, currency, "amount")
    back = (paid < 0).fill_null(False)
    events = purchases(
        table, paid, currency, keep, [*others[1:], *faults], more={"method": _card(table), "status": _status(table)}
    )
    payments = events.tables["payments"].filter(pl.col("amount_minor").fill_null(0) >= 0)
    tables = {"payments": payments, "refunds": card_refunds(table, -paid, currency, keep & back)}
    return replace(events, tables=tables, explained=above(head))


def _card(table: Cells) -> pl.Series:
    last = table["card"].str.extract(r"(\d{4})\D*$")
    return table.text.select(method=pl.lit("Visa *") + pl.lit(last))["method"]


def _status(table: Cells) -> pl.Series:
    """The states by the words in them; null for other words."""
    words = {
        "reversed": "取消|取り消し|キャンセル|返品|返金",
        "pending": "未確定|仮|保留|処理中",
        "completed": "確定|完了|済",
    }
    ways = [pl.when(pl.col("state").str.contains(word)).then(pl.lit(status)) for status, word in words.items()]
    return table.text.select(status=pl.coalesce(ways))["status"]
