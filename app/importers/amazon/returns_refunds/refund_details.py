"""Amazon's list of refunds since 2026, `Refund Details.csv`: one row is one refund of an order."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon.returns_refunds._refunds import known_payouts
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.cells.statuses import money_status, shops
from app.importers.shared.records.refund_rows import refund_rows
from app.reader.table import Block, Head

title = N_("Amazon: refunds")
speed = "days"
cannot_show = N_("This file does not say where a refund went (card, gift-card balance or bank account).")
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"refunds": 1}
gives_reasons = True

NAMES = {
    "order_id": ("Order ID",),
    "created": ("Creation Date",),
    "refunded": ("Refund Date",),
    "currency": ("Currency",),
    "amount": ("Refund Amount",),
    "payout": ("Disbursement Type",),
    "payment": ("Payment Status",),
    "reversal": ("Reversal Status",),
    "reason": ("Reversal Reason",),
    "shop": ("Website",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Refund Amount", "Refund Date", "Creation Date", "Disbursement Type", "Reversal Status")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``refunds`` event a row, without destination. A refund is completed only if no status column denies it."""
    table = cells(block, NAMES)
    rows, keep, faults = refund_rows(table, ("refunded", "created"))
    refund, more = known_payouts(table, keep)
    words = pl.DataFrame({"a": money_status(table["payment"]), "b": money_status(table["reversal"]), "refund": refund})
    either = [pl.any_horizontal(pl.col("a", "b") == word) for word in ("declined", "pending")]
    spoken = pl.when(either[0]).then(pl.lit("declined")).when(either[1]).then(pl.lit("pending"))
    status = spoken.otherwise(pl.coalesce("a", "b"))
    refunds = rows.with_columns(
        words.select(status=pl.when(pl.col("refund")).then(status))["status"],
        shop=shops(table["shop"]),
        reason=table["reason"],
    )
    return Events({"refunds": refunds.filter(keep)}, problems(table, [*faults, *more]))
