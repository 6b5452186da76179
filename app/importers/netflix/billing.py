"""Netflix's `BillingHistory.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.netflix.logins import get as get
from app.importers.netflix.logins import takes as takes
from app.importers.shared.cells.columns import Cells, Fault, by_value, cells, folded, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import doubles
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Netflix: billing history")
speed = "days"
cannot_show = N_("This file gives days without a time of day, and only the last four digits of the card.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("Transaction Date",),
    "description": ("Description",),
    "payment": ("Payment Type",),
    "last": ("Mop Last 4",),
    "currency": ("Currency",),
    "amount": ("Gross Sale Amt",),
    "kind": ("Pmt Txn Type",),
    "status": ("Pmt Status",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded((*columns, "Final Invoice Result"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a month: Netflix writes each payment in four rows, of which only the approved one of the
    subscription counts. The others are one problem with their count. Money that went back makes a ``refunds`` event."""
    table = cells(block, NAMES)
    empty, own = all_empty(table), _approved(table)
    at = instants(table["date"])
    currency = by_value(table["currency"], currencies)
    amount = minor_units(table["amount"], currency)
    refund = table["kind"].str.to_uppercase().str.contains("REFUND", literal=True).fill_null(False)
    rows = at.with_columns(
        line=table.lines,
        shop=pl.lit("netflix.com"),
        currency=currency,
        amount_minor=amount,
        title=table["description"],
        status=table["status"],
    )
    method = table.text.select(_=pl.concat_str("payment", "last", separator=" ", ignore_nulls=True))["_"]
    payments = rows.with_columns(method=method, merchant=pl.lit("Netflix")).filter(own & ~refund)
    back = rows.with_columns(
        amount_minor=pl.col("amount_minor").abs(), status=pl.lit("completed"), role=pl.lit("buyer")
    ).filter(own & refund)
    faults = [
        Fault("empty-row", "date", empty),
        Fault("bad-date", "date", own & table["date"].is_not_null() & at["at"].is_null()),
        Fault("bad-amount", "amount", own & table["amount"].is_not_null() & amount.is_null()),
        Fault("no-amount", "amount", own & table["amount"].is_null()),
    ]
    return Events({"payments": payments, "refunds": back}, problems(table, faults) + doubles(table, ~own & ~empty))


def _approved(table: Cells) -> pl.Series:
    """True for the row of each payment that counts."""
    upper = table.text.select(pl.col("description", "status", "kind", "date", "amount").str.to_uppercase())
    own = (pl.col("description") == "SUBSCRIPTION") & (pl.col("status") == "APPROVED")
    captured = ((pl.col("kind") == "CAPTURE") & own).any().over("date", "amount")
    double = (pl.col("kind") == "CHARGE") & captured
    return upper.select((own & ~double).fill_null(False)).to_series()
