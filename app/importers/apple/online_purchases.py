"""Apple's `Online Purchase History.csv`: what was bought in Apple's shop for devices."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.apple.signon import get as get
from app.importers.apple.signon import takes as takes
from app.importers.shared.cells.columns import Fault, by_value, cells, folded, order_ids, problems, quantities
from app.importers.shared.cells.item_kinds import kinds
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.left_out import doubles
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Apple: device purchases")
speed = "days"
cannot_show = N_("This file shows no refunds, no addresses and nothing bought in the App Store.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "order_id": ("Customer Order Number",),
    "date": ("Order Date",),
    "item_id": ("Line Item",),
    "item": ("Description",),
    "quantity": ("Qty",),
    "currency": ("Currency",),
    "total": ("Price Including Tax",),
    "payment": ("Payment Method",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded(("Customer Order Number", "Order Date", "Price Including Tax"))


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a line of an order. Apple writes notes into the first row, a blank sum into the last one
    and many lines twice: the former are no lines, and one problem counts the latter."""
    table = cells(block, NAMES)
    at = instants(table["date"])
    order_id = order_ids(table["order_id"])
    keep = order_id.is_not_null() & at["at"].is_not_null()
    first = table.text.with_columns(keep=keep).select(pl.struct(pl.all()).is_first_distinct()).to_series()
    double = keep & ~first
    keep = keep & first
    currency = by_value(table["currency"], currencies)
    total, quantity = minor_units(table["total"], currency), by_value(table["quantity"], quantities)
    orders = at.with_columns(
        line=table.lines,
        shop=pl.lit("apple.com"),
        order_id=order_id,
        item_id=table["item_id"].zip_with(table["item_id"].is_not_null(), table["item"]),
        title=titles(table["item"]),
        kind=kinds(table["item"]),
        quantity=quantity,
        total_minor=total,
        currency=currency,
        payment=table["payment"],
        role=pl.lit("buyer"),
    )
    faults = [
        Fault("bad-date", "date", order_id.is_not_null() & table["date"].is_not_null() & at["at"].is_null()),
        Fault("no-order-id", "order_id", order_id.is_null() & at["at"].is_not_null()),
        Fault("bad-currency", "currency", keep & table["currency"].is_not_null() & currency.is_null()),
        Fault("bad-amount", "total", keep & currency.is_not_null() & table["total"].is_not_null() & total.is_null()),
        Fault("bad-quantity", "quantity", keep & table["quantity"].is_not_null() & quantity.is_null()),
    ]
    row_problems = problems(table, faults)
    row_problems += doubles(table, double, "twice")
    beside = frozenset(table.lines.filter(order_id.is_null() & at["at"].is_null()).to_list())
    return Events({"orders": orders.filter(keep)}, row_problems, beside)
