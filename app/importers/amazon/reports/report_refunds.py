"""Amazon's retired Order History Report, refunds."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, OLD_SENTENCES
from app.importers.amazon.reports._reports import report
from app.importers.shared.cells.columns import has, problems
from app.importers.shared.cells.statuses import money_status, shops
from app.importers.shared.records.refund_rows import refund_rows
from app.reader.table import Block, Head

title = N_("Amazon: report of refunds (no longer offered)")
get = OLD_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file gives days without a time of day, and does not say where a refund went.")
unverified = True
grade, checked = "A", "2026-11-24"
gives_reasons = True

NAMES = {
    "order_id": ("Order ID",),
    "refunded": ("Refund Date",),
    "item_id": ("ASIN/ISBN",),
    "shop": ("Website",),
    "status": ("Refund Condition",),
    "amount": ("Refund Amount",),
    "currency": ("Currency",),
    "reason": ("Refund Reason",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Refund Date", "Refund Condition", "Refund Amount", "Refund Tax Amount", "Refund Reason")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``refunds`` event a row. Whether the amount holds the tax is not known, so the tax is never added."""
    table, nothing = report(block, NAMES, "amount")
    rows, keep, faults = refund_rows(table, ("refunded",))
    refunds = rows.with_columns(
        shop=shops(table["shop"]),
        item_id=table["item_id"],
        status=money_status(table["status"]),
        reason=table["reason"],
    )
    return Events({"refunds": refunds.filter(keep)}, problems(table, faults), nothing)
