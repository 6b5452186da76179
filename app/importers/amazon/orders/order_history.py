"""Amazon's list of retail orders: `Retail.OrderHistory.N.csv` (to early 2026) and `Order History.csv` (since)."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import Cells, cells, folded, has, problems
from app.importers.shared.cells.statuses import first_words, shops
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: order history")
speed = "days"
cannot_show = N_(
    "This file does not say how much of an order was paid by gift card and how much by card. It "
    "contains no sign-ins, Amazon points or orders paid through Amazon Pay in other shops."
)
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"orders": 1}
shows_archived = True  # they stay in the list that Amazon sends
guide = 1
page = "data_request"  # where it is asked for, as ``checklists/shops`` names it

# Every name that a column has had, the newest last. Hand-copied files have `Shipment Date`.
NAMES = {
    "shop": ("Website",),
    "order_id": ("Order ID",),
    "date": ("Order Date",),
    "item_id": ("ASIN",),
    "name": ("Product Name",),
    "currency": ("Currency",),
    "total": ("Total Owed", "Total Amount"),
    "quantity": ("Quantity", "Original Quantity"),
    "payment": ("Payment Instrument Type", "Payment Method Type"),
    "status": ("Order Status",),
    "shipment": ("Shipment Status",),
    "ship_date": ("Ship Date", "Shipment Date"),
    "address": ("Shipping Address",),
    "billing": ("Billing Address",),
    "gift_message": ("Gift Message",),
    "gift_sender": ("Gift Sender Name",),
    "gift_recipient": ("Gift Recipient Contact Details", "Gift Recipient Contact"),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = folded(("Order ID", "Order Date", "ASIN", "Product Name", "Website"))
_TOTAL = folded(NAMES["total"])
# Tools that imitate this file copy the columns that people look at. All of Amazon's own layouts have these as well.
_OWN = folded(
    (
        "Shipment Item Subtotal",
        "Shipment Item Subtotal Tax",
        "Product Condition",
        "Shipping Option",
        "Carrier Name & Tracking Number",
    )
)

_STATUS = {"closed": "closed", "cancelled": "cancelled", "canceled": "cancelled", "authorized": "authorized"}
_SHIPPED = ("shipped", "delivered")
_WAITING = ("not shipped", "not yet shipped", "pending", "shipping soon")


def recognises(head: Head) -> bool:
    """Recognised by header set: the core that all layouts share, and columns that only Amazon's own file has."""
    if not has(head, _CORE):
        return False
    names = folded(head.header)
    return not names.isdisjoint(_TOTAL) and len(names & _OWN) >= 3


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row (a row is one item of one shipment); rows without an order number are problems."""
    table = cells(block, NAMES)
    rows, keep, faults = order_rows(table, point=True)
    status = first_words(table["status"]).replace_strict(_STATUS, default=None, return_dtype=pl.String)
    orders = rows.drop("ship_at").with_columns(
        shop=shops(table["shop"]),
        status=status,
        shipped=_shipped(first_words(table["shipment"]), rows["ship_at"], status),
        gift=_gift(table),
    )
    return Events({"orders": orders.filter(keep)}, problems(table, faults))


def _shipped(shipment: pl.Series, shipped_at: pl.Series, status: pl.Series) -> pl.Series:
    """True: dispatched; false: placed and still waiting; null: not stated, or cancelled before it was sent."""
    rows = pl.DataFrame({"shipment": shipment, "date": shipped_at, "status": status})
    waiting = (pl.col("status") == "authorized") | pl.col("shipment").is_in(_WAITING)
    gone = pl.col("shipment").is_in(_SHIPPED) | (pl.col("date").is_not_null() & pl.col("shipment").is_null())
    return rows.select(
        pl.when(gone).then(True).when(waiting & (pl.col("status").fill_null("") != "cancelled")).then(False)
    ).to_series()


def _gift(table: Cells) -> pl.Series:
    """True where a gift message, sender or recipient is named; null where the file lacks all of these columns."""
    keys = [key for key in ("gift_message", "gift_sender", "gift_recipient") if key in table.names]
    if not keys:
        return pl.repeat(None, table.raw.height, dtype=pl.Boolean, eager=True)
    return table.text.select(pl.any_horizontal(pl.col(key).is_not_null() for key in keys)).to_series()
