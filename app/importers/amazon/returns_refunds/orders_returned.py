"""Amazon's list of reversals until early 2026, `Retail.OrdersReturned.N.csv`: why money was given back."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon.returns_refunds._refunds import known_payouts, refund_ids
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.cells.statuses import money_status, shops
from app.importers.shared.records.refund_rows import refund_rows
from app.reader.table import Block, Head

title = N_("Amazon: returns and refunds (older file)")
speed = "days"
cannot_show = N_(
    "This file shows why money was given back, but in the form that Amazon delivers it does not "
    "say how much or where the money went."
)
unverified = True
grade, checked = "A", "2026-11-24"
gives_reasons = True
without_amounts = True

NAMES = {
    "reversal": ("ReversalID",),
    "order_id": ("OrderID",),
    "refunded": ("RefundCompletionDate",),
    "created": ("CreationDate",),
    "currency": ("Currency",),
    "amount": ("Amount",),
    "payout": ("DisbursementType",),
    "status": ("ReversalStatus",),
    "reason": ("ReversalReason",),
    "shop": ("Website",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("OrderID", "ReversalID", "CreationDate", "ReversalReason", "ReversalStatus")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; only some of these files have the kind of payout."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``refunds`` and one ``returns`` record a row; there is a row for each unit that was sent back, and the number
    of the reversal makes them one event. Owners add columns and re-save this file in Excel, which writes days with
    slashes and times without a zone."""
    table = cells(block, NAMES)
    rows, keep, faults = refund_rows(table, ("refunded", "created"))
    rows = rows.with_columns(shop=shops(table["shop"]), reason=table["reason"], refund_id=refund_ids(table))
    refund, more = known_payouts(table, keep)
    words = pl.DataFrame({"status": money_status(table["status"]), "refund": refund})
    refunds = rows.with_columns(words.select(pl.when(pl.col("refund")).then(pl.col("status"))))
    returns = rows.with_columns(status=table["status"])
    row_problems = problems(table, [*(fault for fault in faults if fault.code != "no-amount"), *more])
    return Events({"refunds": refunds.filter(keep), "returns": returns.filter(keep)}, row_problems)
