"""Charges on statements that only repeat an order of the files."""

import polars as pl

from analyzers.events.history import History
from analyzers.features import statements
from analyzers.features.statements import CHARGE_DELAY, TIME_ZONE_SLACK


def copies(history: History, paid: pl.DataFrame) -> pl.DataFrame:
    """The charges of shops on statements that an order of about that time explains, tied to an order of that sum, else
    to a line of it. A statement has the day alone, which may begin before the order.
    ``paid`` are the payments that name their orders."""
    lines = history.bought["orders"].filter(pl.col("order_id").is_not_null() & pl.col("at").is_not_null())
    whole = lines.group_by("shop", "order_id", "currency").agg(
        pl.col("at").min(), amount_minor=pl.col("total_minor").sum(), of_row=pl.col("row").min()
    )
    single = lines.select("at", "currency", amount_minor="total_minor", of_row="row")
    found = [
        charges.filter(pl.col("state") == "explained").select("row", "at", "amount_minor", "currency")
        for charges in history.of(statements.measure)
    ]
    if not found or not whole.height:
        return paid.clear()
    explained = pl.concat(found).unique("row", maintain_order=True).with_columns(pl.col("at") + TIME_ZONE_SLACK)
    tied = [_charged(explained, whole), _charged(explained, single)]
    gone = pl.concat(tied).unique("row", keep="first", maintain_order=True).join(paid, on="row", how="anti")
    return gone.select(table=pl.lit("payments"), row="row", of_table=pl.lit("orders"), of_row="of_row")


def _charged(charges: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """(row, of_row): the charges with the latest order of their sum before them."""
    return (
        charges.sort("at")
        .join_asof(
            orders.select("at", "amount_minor", "currency", "of_row").sort("at"),
            on="at",
            by=["amount_minor", "currency"],
            strategy="backward",
            tolerance=CHARGE_DELAY + TIME_ZONE_SLACK,
            check_sortedness=False,
        )
        .filter(pl.col("of_row").is_not_null())
        .select("row", "of_row")
    )
