"""Seller Central's report of returns of orders that the seller shipped."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.seller._get import REPORT_SENTENCES, REPORT_TAKES_SENTENCE
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.return_rows import return_events
from app.reader.table import Block, Head

title = N_("Seller Central: returns of orders that you ship")
get = REPORT_SENTENCES
takes = REPORT_TAKES_SENTENCE
speed = "days"
cannot_show = N_(
    "This report covers 60 days at most. It gives the day on which a return was requested, not the day of the refund."
)
unverified = True
grade, checked = "D", "2026-11-24"

NAMES = {
    "order_id": ("Order ID",),
    "requested": ("Return request date",),
    "status": ("Return request status",),
    "item_id": ("Merchant SKU",),
    "name": ("Item Name",),
    "reason": ("Return Reason",),
    "amount": ("Refunded Amount",),
    "currency": ("Currency code",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Return request date", "Amazon RMA ID", "Merchant SKU", "Return Reason", "Refunded Amount")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``returns`` event a row, and one ``refunds`` event where money was given back, both seen by the seller."""
    table = cells(block, NAMES)
    events = return_events(table, ("requested",), "seller")
    returns = events.tables["returns"]
    refunds = returns.filter(pl.col("amount_minor") != 0).with_columns(status=pl.lit("completed"))
    return Events({"returns": returns, "refunds": refunds}, events.problems)
