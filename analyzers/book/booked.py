"""Pending payments of one file that another file has as booked: the booked one takes the place of the pending one.

The bank books a payment later, often with another text, another reference and, after a tip, a tank of petrol or a
change of the rate, another amount.
"""

import polars as pl

from analyzers.events.history import History
from analyzers.events.statuses import counts
from analyzers.features.payees import payee
from analyzers.thresholds.account import Payees as Limits
from analyzers.thresholds.spans import DAY, FORTNIGHT

# Own judgement: card networks drop a hold after a week to ten days, and a statement has the day alone.
BOOKED_WITHIN = FORTNIGHT
BOOKED_BEFORE = DAY  # a file may have the day of the purchase, and another that of the notice
_ACCOUNT = r"^\*\w{1,4}$"  # what files write for an account or card: its last characters


def copies(history: History) -> pl.DataFrame:
    """(table, row, of_table, of_row): each pending payment with its booked one, each at most once.

    Both are in one currency and move money in one direction, neither more than an ordinary payment to one payee differs
    from another; the payees are one, or the amounts are and one payee is
    not named; and nothing says that they are of two accounts. The nearest amount counts first, then the nearest day.
    """
    payments = history.bought["payments"].filter(pl.col("at").is_not_null() & (pl.col("amount_minor") != 0))
    known = _with_payees(payments, history).select("row", "at", "amount_minor", "currency", "payee", "method", "file")
    pending = (pl.col("status") == "pending").fill_null(False)
    waiting = known.join(payments.filter(pending).select("row"), on="row", how="semi")
    booked = known.join(payments.filter(counts()).select("row"), on="row", how="semi")
    taken: dict[int, int] = {}
    for row, of_row in _pairs(waiting, booked).select("row", "row_right").iter_rows():
        if row not in taken and of_row not in taken.values():
            taken[row] = of_row
    schema = {"row": payments.schema["row"], "of_row": payments.schema["row"]}
    rows = pl.DataFrame(list(taken.items()), schema, orient="row")
    return rows.select(table=pl.lit("payments"), row="row", of_table=pl.lit("payments"), of_row="of_row")


def _with_payees(payments: pl.DataFrame, history: History) -> pl.DataFrame:
    """The payments with the key of their ``payee``, null where none is named, and their ``file``."""
    names = payments["merchant"].unique().drop_nulls()
    keys = [payee(name, history.catalogue.shops) or None for name in names]
    known = pl.DataFrame({"merchant": names, "payee": pl.Series(keys, dtype=pl.String)})
    return payments.join(known, on="merchant", how="left", maintain_order="left").with_columns(
        file=pl.format("{}|{}", "upload", pl.col("path").fill_null(""))
    )


def _pairs(waiting: pl.DataFrame, booked: pl.DataFrame) -> pl.DataFrame:
    """Every pair that may be one payment, the likeliest first."""
    sure = waiting.join(booked, on=["currency", "payee"], how="inner")
    equal = waiting.join(booked.drop("payee"), on=["currency", "amount_minor"], how="inner").with_columns(
        amount_minor_right="amount_minor"
    )
    unnamed = booked.filter(pl.col("payee").is_null())["row"].implode()
    equal = equal.filter(pl.col("payee").is_null() | pl.col("row_right").is_in(unnamed))
    every = pl.concat([sure, equal.select(sure.columns)])
    sizes, (_, highest) = (pl.col("amount_minor_right").abs(), pl.col("amount_minor").abs()), Limits.ORDINARY_RATIOS
    apart = (pl.col("amount_minor_right") - pl.col("amount_minor")).abs()
    later = pl.col("at_right") - pl.col("at")
    accounts = [pl.col(name).str.contains(_ACCOUNT).fill_null(False) for name in ("method", "method_right")]
    fits = (
        (pl.col("file") != pl.col("file_right"))
        & (pl.col("amount_minor").sign() == pl.col("amount_minor_right").sign())
        & (sizes[0].cast(pl.Float64) / sizes[1]).is_between(1 / highest, highest)
        & later.is_between(-BOOKED_BEFORE, BOOKED_WITHIN)
        & ~(accounts[0] & accounts[1] & (pl.col("method") != pl.col("method_right")))
    )
    ranked = every.filter(fits).with_columns(apart=apart, days=later.abs())
    return ranked.sort("apart", "days", "row", "row_right")
