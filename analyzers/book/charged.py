"""Charges on statements of cards, banks and payment services that only repeat an order of the files."""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from analyzers.events.catalogue import StatementNames
from analyzers.events.coverage import provider
from analyzers.events.history import History
from analyzers.features.payees import statements

CHARGE_DELAY = timedelta(days=35)  # after the order: a parcel is charged when it is sent
TIME_ZONE_SLACK = timedelta(days=2)  # local days begin earlier than UTC days, and end a day after they begin


class _Sum(NamedTuple):
    """An amount that an order or one of its lines cost, with the row that represents it and all rows that it covers."""

    at: datetime
    amount: int
    row: int
    rows: list[int]


def copies(history: History, paid: pl.DataFrame) -> pl.DataFrame:
    """The charges for goods of a known shop that an order or one of its lines explains, each at most once: an order of
    about that time with the same cost. A statement gives only the day, which may begin before the order. ``paid`` are
    the payments that name their orders."""
    orders = history.bought["orders"].filter(pl.col("order_id").is_not_null() & pl.col("at").is_not_null())
    pairs = [
        pair
        for statement in statements(history.tables["payments"], history.catalogue)
        for names in history.catalogue.shops
        if (charges := _charges(statement, names)).height
        for pair in _tied(charges, _sums(orders, names, statement["currency"][0]))
    ]
    matches = pl.DataFrame(pairs, {"row": pl.UInt32, "of_row": pl.UInt32}, orient="row").with_columns(
        pl.col("row").cast(paid.schema["row"]), pl.col("of_row").cast(paid.schema["of_row"])
    )
    gone = matches.unique("row", keep="first", maintain_order=True).join(paid, on="row", how="anti")
    return gone.select(table=pl.lit("payments"), row="row", of_table=pl.lit("orders"), of_row="of_row")


def _charges(statement: pl.DataFrame, names: StatementNames) -> pl.DataFrame:
    """The charges of a statement for goods of one shop, oldest first."""
    name = pl.col("merchant").str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    goods = (pl.col("payee") == names.family) & name.str.contains(names.goods) & ~name.str.contains(names.others)
    return statement.filter(goods).select("row", "at", "amount_minor")


def _sums(orders: pl.DataFrame, names: StatementNames, currency: str | None) -> list[_Sum]:
    """The costs of the orders of a shop in one currency, whole orders before single lines, each oldest first."""
    mine = orders.filter((provider() == names.family) & (pl.col("currency") == currency)).sort("at", "order_id", "row")
    priced = mine.filter(pl.col("total_minor") > 0)
    known = pl.col("total_minor").is_not_null() | (pl.col("status") == "cancelled").fill_null(False)
    whole = (
        mine.group_by("shop", "order_id", maintain_order=True)
        .agg(
            pl.col("at").min(), pl.col("total_minor").sum(), pl.col("row").min(), rows=pl.col("row"), known=known.all()
        )
        .filter(pl.col("known"))
        .sort("at", "row")
    )
    lines = priced.with_columns(rows=pl.concat_list("row"))
    columns = ("at", "total_minor", "row", "rows")
    return [_Sum(*row) for some in (whole, lines) for row in some.select(columns).iter_rows()]


def _tied(charges: pl.DataFrame, sums: list[_Sum]) -> Iterator[tuple[int, int]]:
    """(charge, order row): every charge with the oldest order or line that has its amount and time and is not charged
    yet."""
    waiting: dict[int, deque[_Sum]] = defaultdict(deque)
    for total in sums:
        waiting[total.amount].append(total)
    charged: set[int] = set()
    for row, at, amount in charges.iter_rows():
        line = waiting[amount]
        while line and (line[0].at < at - CHARGE_DELAY or not charged.isdisjoint(line[0].rows)):
            line.popleft()
        if line and line[0].at <= at + TIME_ZONE_SLACK:
            charged.update(line[0].rows)
            yield row, line[0].row
