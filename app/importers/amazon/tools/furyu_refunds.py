"""Refunds as 「アマゾン注文履歴フィルタ」 (furyu's script for amazon.co.jp) writes them."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon._common.payments import refund_places
from app.importers.amazon._common.words import site_of
from app.importers.shared.cells.columns import cells, has, problems, with_text
from app.importers.shared.records.refund_rows import refund_rows
from app.reader.table import Block, Head

title = N_("Amazon: refunds, from a filter of the order history")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file gives days without a time of day, and not why money was given back.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "order_id": ("注文番号",),
    "refunded": ("返金日",),
    "amount": ("返金額",),
    "place": ("返金先",),
    "note": ("備考",),
    "page": ("注文概要URL",),
    "currency": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("注文番号", "返金日", "返金額", "返金先", "注文概要URL")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``refunds`` event a row. A row with the day of the refund is a completed one; the tool lists no others."""
    table = cells(block, NAMES)
    yen = pl.repeat("JPY", table.lines.len(), dtype=pl.String, eager=True)
    rows, keep, faults = refund_rows(with_text(table, currency=yen), ("refunded",))
    refunds = rows.with_columns(
        shop=site_of(table["page"]),
        destination=refund_places(table["place"]),
        reason=table["note"],
        status=pl.when(pl.col("at").is_not_null()).then(pl.lit("completed")),
    )
    return Events({"refunds": refunds.filter(keep)}, problems(table, faults))
