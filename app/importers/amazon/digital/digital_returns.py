"""Amazon's list of returned digital items since 2026, `Digital Returns.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon._common.words import destinations
from app.importers.amazon.digital._digital import currency, summed
from app.importers.shared.cells.columns import Cells, cells, has, problems, with_text
from app.importers.shared.cells.statuses import yes
from app.importers.shared.records.left_out import parts_of
from app.importers.shared.records.refund_rows import refund_rows
from app.reader.table import Block, Head

title = N_("Amazon: digital returns")
speed = "days"
cannot_show = N_(
    "This file does not say whether money or only a credit was given back, so its amounts are shown but never added up."
)
unverified = True
grade, checked = "C", "2026-11-24"
digital = True

NAMES = {
    "order_id": ("Order ID",),
    "returned": ("Return Date",),
    "item_id": ("ASIN",),
    "item": ("Digital Order Item ID",),
    "amount": ("Transaction Amount", "Amount Refunded"),
    "currency": ("Base Currency",),
    "shop": ("Marketplace",),
    "name": ("Product Name",),
    "gift_card": ("Refund to Gift Certificate",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Return Date", "Return Status", "Processing Successful", "Product Name")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``refunds`` event an item and day: price and tax are rows of their own and are summed. A positive total may
    still be a returned credit and not money, so no refund of this file is called completed."""
    table = cells(block, NAMES)
    rows, keep, faults = refund_rows(with_text(table, currency=currency(table, "amount")), ("returned",))
    rows = rows.with_columns(item_id=table["item_id"], item=table["item"], destination=_destination(table)).filter(keep)
    whole = summed(rows, "amount_minor", "order_id", "item", "item_id", "at")
    return Events({"refunds": whole.drop("item")}, problems(table, faults) + parts_of(table, keep, whole))


def _destination(table: Cells) -> pl.Series:
    """The gift-card balance where the column of that name states it; its other words were never seen."""
    words = pl.DataFrame({"yes": yes(table["gift_card"]), "word": destinations(table["gift_card"])})
    card = (pl.col("yes") | (pl.col("word") == "gift_card")).fill_null(False)
    return words.select(pl.when(card).then(pl.lit("gift_card"))).to_series()
