"""Which payments moved money."""

import polars as pl

from analyzers.events.marks import Money
from analyzers.events.schemas import Row


def counts() -> pl.Expr:
    """Whether a payment counts: it is completed, or its file gives no status. A pending, declined or reversed payment
    is shown, but it is in no sum, in no rule that adds up money, and in no proof: a pending payment appears again once
    it is booked, often with another day or amount."""
    return (pl.col("status") == "completed").fill_null(True)


def open_status(table: str, row: Row) -> str | None:
    """The status of an event that does not count; null for all others."""
    status = row.get("status") if table == "payments" else None
    return None if status == "completed" else status


def open_money(table: str, row: Row) -> Money | None:
    """The amount in the file of an event that does not count; null for all others."""
    minor, currency = row.get("amount_minor"), row.get("currency")
    return Money(minor, currency) if open_status(table, row) and minor is not None and currency else None
