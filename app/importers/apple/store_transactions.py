"""Apple's `Store Transaction Purchase and Free Apps History.csv` and the older files of the same columns."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.apple.signon import get as get
from app.importers.apple.signon import takes as takes
from app.importers.shared.cells.columns import Cells, Fault, by_value, cells, folded, order_ids, problems
from app.importers.shared.cells.item_kinds import kinds, of_store
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.network import addresses
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty, used
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("Apple: purchases of apps and media")
speed = "days"
cannot_show = N_("This file does not say where a refund went, and shows nothing bought in Apple's device stores.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "order_id": ("Order Number",),
    "date": ("Item Purchased Date",),
    "item_id": ("Item Reference Number",),
    "item": ("Item Description",),
    "kind": ("Content Type",),
    "seller": ("Seller",),
    "total": ("Invoice Item Total",),
    "currency": ("Currency",),
    "payment": ("Payment Type",),
    "refund": ("Refund Amount",),
    "ip": ("Device IP Address",),
    "agent": ("Device Details",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; the columns of money are missing in the older list of free purchases."""
    return folded(head.header) >= folded(("Item Purchased Date", "Content Type", "Item Description"))


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row, a ``logins`` event where it states from where that was bought, a ``payments`` event
    where it cost something, a ``refunds`` event where money went back."""
    table = cells(block, NAMES)
    keep = ~all_empty(table)
    at = instants(table["date"])
    currency = by_value(table["currency"], currencies)
    total, back = minor_units(table["total"], currency), minor_units(table["refund"], currency)
    ip = addresses(table["ip"])
    rows = at.with_columns(
        line=table.lines, shop=pl.lit("apple.com"), order_id=order_ids(table["order_id"]), currency=currency
    )
    orders = rows.with_columns(
        item_id=table["item_id"],
        title=titles(table["item"]),
        kind=of_store(kinds(table["item"], "digital"), table["kind"]),
        total_minor=total,
        payment=table["payment"],
        ip=ip,
        agent=table["agent"],
        role=pl.lit("buyer"),
    )
    payments = rows.with_columns(
        amount_minor=total,
        method=table["payment"],
        merchant=table["seller"].fill_null("Apple"),
        title=titles(table["item"]),
    )
    # The file gives the day of the purchase, not that of the refund.
    refunds = rows.drop("at", "at_basis").with_columns(
        item_id=table["item_id"],
        title=titles(table["item"]),
        amount_minor=back.abs(),
        status=pl.lit("completed"),
        role=pl.lit("buyer"),
    )
    tables = {
        "orders": orders.filter(keep),
        "logins": used(orders, "apple").filter(keep & ip.is_not_null()),
        "payments": payments.filter(keep & (total > 0).fill_null(False)),
        "refunds": refunds.filter(keep & (back != 0).fill_null(False)),
    }
    faults = [
        *_faults(table, keep, at["at"], currency, total, back),
        Fault("bad-address", "ip", keep & table["ip"].is_not_null() & ip.is_null()),
    ]
    return Events(tables, problems(table, faults) + zone_problem(at.filter(keep)))


def _faults(
    table: Cells, keep: pl.Series, at: pl.Series, currency: pl.Series, total: pl.Series, back: pl.Series
) -> list[Fault]:
    known = currency.is_not_null()
    return [
        Fault("empty-row", "date", ~keep),
        Fault("bad-date", "date", keep & table["date"].is_not_null() & at.is_null()),
        Fault("no-date", "date", keep & table["date"].is_null()),
        Fault("bad-currency", "currency", keep & table["currency"].is_not_null() & ~known),
        Fault("no-currency", "total", keep & table["total"].is_not_null() & table["currency"].is_null()),
        Fault("bad-amount", "total", keep & known & table["total"].is_not_null() & total.is_null()),
        Fault("bad-amount", "refund", keep & known & table["refund"].is_not_null() & back.is_null()),
    ]
