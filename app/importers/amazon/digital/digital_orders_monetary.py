"""Amazon's amounts of digital orders until 2025, `Digital Orders Monetary.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon.digital._digital import summed
from app.importers.shared.cells.columns import Fault, by_value, cells, has, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import parts_of
from app.importers.shared.records.order_rows import money_faults
from app.reader.table import Block, Head

title = N_("Amazon: amounts of digital orders (older file)")
speed = "days"
cannot_show = N_("This file gives amounts without a day and without order numbers, so it proves nothing by itself.")
unverified = True
grade, checked = "C", "2026-11-24"
digital = True

NAMES = {
    "item": ("DigitalOrderItemId",),
    "packet": ("DeliveryPacketId",),
    "amount": ("TransactionAmount",),
    "currency": ("BaseCurrencyCode",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("DigitalOrderItemId", "DeliveryPacketId", "TransactionAmount", "BaseCurrencyCode", "MonetaryComponentTypeCode")


def recognises(head: Head) -> bool:
    """Recognised by header set. The list of digital returns has these columns too, but names its orders."""
    return has(head, _CORE) and not has(head, ("OrderId",))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event an item: price, tax and coupons are rows of their own and are summed."""
    table = cells(block, NAMES)
    keep = ~all_empty(table)
    currency = by_value(table["currency"], currencies)
    amount = minor_units(table["amount"], currency, point=True)
    faults = [
        Fault("empty-row", "item", ~keep),
        *money_faults(table, keep, "amount", currency, amount),
    ]
    rows = pl.DataFrame(
        {
            "line": table.lines,
            "item": table["item"],
            "packet": table["packet"],
            "currency": currency,
            "amount_minor": amount,
        }
    ).filter(keep)
    whole = summed(rows, "amount_minor", "item", "packet")
    return Events({"payments": whole.drop("item", "packet")}, problems(table, faults) + parts_of(table, keep, whole))
