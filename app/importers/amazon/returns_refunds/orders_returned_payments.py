"""Amazon's list of refunds until early 2026, `Retail.OrdersReturned.Payments.N.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon.returns_refunds._refunds import known_payouts, refund_ids
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.cells.statuses import money_status
from app.importers.shared.records.refund_rows import refund_rows
from app.reader.table import Block, Head

title = N_("Amazon: refunds (older file)")
speed = "days"
cannot_show = N_("This file does not say where a refund went (card, gift-card balance or bank account), nor why.")
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"refunds": 2}
decides_amounts = True

NAMES = {
    "reversal": ("ReversalID",),
    "order_id": ("OrderID",),
    "refunded": ("RefundCompletionDate",),
    "currency": ("Currency",),
    "amount": ("AmountRefunded",),
    "status": ("Status",),
    "payout": ("DisbursementType",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("OrderID", "ReversalID", "RefundCompletionDate", "AmountRefunded", "DisbursementType")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``refunds`` event a row, without shop, reason and destination."""
    table = cells(block, NAMES)
    rows, keep, faults = refund_rows(table, ("refunded",))
    rows = rows.with_columns(refund_id=refund_ids(table))
    refund, more = known_payouts(table, keep)
    words = pl.DataFrame({"status": money_status(table["status"]), "refund": refund})
    refunds = rows.with_columns(words.select(pl.when(pl.col("refund")).then(pl.col("status"))))
    return Events({"refunds": refunds.filter(keep)}, problems(table, [*faults, *more]))
