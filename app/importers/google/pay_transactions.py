"""Google's `transactions_<id>.csv` from Takeout."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, cells, folded, problems
from app.importers.shared.cells.money import minor_units, named_currencies
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("Google: payments")
get = (
    N_("Open takeout.google.com while signed in to the Google account."),
    N_("Deselect everything, then choose only “Google Pay”, and create the export."),
    N_(
        "When Google writes that the export is ready, download the zip and hand it in as it is; you need not unpack it."
    ),
)
takes = N_("Google sends an email when the export is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_("The times in this file are local to where you are, and the file does not say where that is.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("Time",),
    "order_id": ("Transaction ID",),
    "item": ("Description",),
    "product": ("Product",),
    "method": ("Payment method",),
    "status": ("Status",),
    "amount": ("Amount",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded(columns)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row. The times are of an unknown zone and assumed to be UTC."""
    table = cells(block, NAMES)
    keep, at = ~all_empty(table), instants(table["date"])
    nowhere = pl.repeat(None, table.raw.height, dtype=pl.String, eager=True)
    currency = named_currencies(table["amount"], nowhere)
    amount = minor_units(table["amount"], currency)
    merchant = table.text.select(_=pl.concat_str("product", "item", separator=": ", ignore_nulls=True))["_"]
    payments = at.with_columns(
        line=table.lines,
        shop=pl.lit("pay.google.com"),
        order_id=table["order_id"],
        amount_minor=amount,
        currency=currency,
        method=table["method"],
        merchant=merchant,
        title=titles(table["item"]),
        status=table["status"],
    )
    stated = table["amount"].is_not_null()
    faults = [
        Fault("empty-row", "date", ~keep),
        Fault("bad-date", "date", keep & table["date"].is_not_null() & at["at"].is_null()),
        Fault("no-date", "date", keep & table["date"].is_null()),
        Fault("no-currency", "amount", keep & stated & currency.is_null()),
        Fault("bad-amount", "amount", keep & stated & currency.is_not_null() & amount.is_null()),
    ]
    return Events({"payments": payments.filter(keep)}, problems(table, faults) + zone_problem(at.filter(keep)))
