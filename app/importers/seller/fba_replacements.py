"""Seller Central's report of replacements that Amazon shipped."""

from app.i18n import N_
from app.importers import Events
from app.importers.seller._get import REPORT_SENTENCES, REPORT_TAKES_SENTENCE
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Seller Central: replacements")
get = REPORT_SENTENCES
takes = REPORT_TAKES_SENTENCE
speed = "days"
cannot_show = N_("This report contains no amounts and no addresses: it only shows which order replaced which.")
unverified = True
grade, checked = "D", "2026-11-24"

NAMES = {
    "date": ("shipment-date",),
    "item_id": ("sku",),
    "quantity": ("quantity",),
    "order_id": ("replacement-amazon-order-id",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("shipment-date", "sku", "replacement-reason-code", "replacement-amazon-order-id", "original-amazon-order-id")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row, seen by the seller: the replacement on the day when it was shipped."""
    table = cells(block, NAMES)
    rows, keep, faults = order_rows(table, "seller", point=True)
    return Events({"orders": rows.filter(keep)}, problems(table, faults))
