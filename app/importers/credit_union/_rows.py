"""What these lists have in common: US dollars, days with the month first, and numbers of accounts."""

from collections.abc import Mapping, Sequence

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault
from app.importers.shared.statements.statement import amount, only, purchases, records
from app.importers.shared.times.dates import instants
from app.importers.shared.times.day_month_order import plain_days

CURRENCY = "USD"


def paid_rows(
    table: Cells, sides: Sequence[str], merchant: Sequence[str], more: Mapping[str, pl.Series | str] | None = None
) -> Events:
    """One ``payments`` event a row with a date and an amount: under ``sides`` what went out, and what came in or, where
    this is one column, both. The first filled cell of ``merchant`` names the other side."""
    keep, others = records(table)
    none = table.text.select(pl.all_horizontal(pl.col(key).is_null() for key in sides)).to_series()
    currency = only(table, CURRENCY)
    paid, faults = amount(table, keep & ~none, currency, *sides)
    faults = [*others[1:], Fault("no-movement", "date", keep & none), *faults]
    long_years = table["date"].str.replace(r"^(\d{1,2}/\d{1,2})/(\d{2})$", "$1/20$2")
    at = instants(plain_days(long_years, order="month"))
    words = table.text.select(merchant=pl.coalesce(merchant))["merchant"]
    return purchases(table, paid, currency, keep & ~none, faults, at, {"merchant": words, **(more or {})})


def last_digits(text: pl.Series) -> pl.Series:
    """`*1234` for a number of an account or a card."""
    return ("*" + text.str.extract(r"(\d{1,4})\D*$")).alias("method")
