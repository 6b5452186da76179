"""The data of the pictures: entries counted by periods, and balances. Both stay small for any length of history, and
are stored with the report."""

from typing import Any, Literal

import polars as pl

from analyzers.events.days import days
from analyzers.events.history import History
from analyzers.events.schemas import SCHEMAS
from app.report.model import Lane, Lanes, Ledger

MAX_PERIODS = 96  # about three pixels each on a narrow telephone
MAX_BALANCES = 240
Unit = Literal["day", "week", "month", "year"]
UNITS: dict[Unit, str] = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}


def lanes(history: History, entries: pl.DataFrame) -> Lanes | None:
    """The dated entries (the frame of ``analyzers.book.entries.Units``) and a seller's dated events, which are no
    entries, of every table by periods: the shortest that make at most ``MAX_PERIODS``, and years for a long history.
    Null where nothing is dated."""
    dated = {table: _days(history, table, entries) for table in SCHEMAS}
    dated = {table: some for table, some in dated.items() if some.len()}
    if not dated:
        return None
    every = pl.concat(dated.values())
    scales = ((unit, step, _starts(every.min(), every.max(), step)) for unit, step in UNITS.items())
    unit, step, starts = next(scale for scale in scales if scale[2].len() <= MAX_PERIODS or scale[0] == "year")
    place = {day: number for number, day in enumerate(starts)}
    counted = {table: some.dt.truncate(step).value_counts().rows() for table, some in dated.items()}
    result = [Lane(table, sorted((place[day], count) for day, count in some)) for table, some in counted.items()]
    return Lanes(unit, [day.isoformat() for day in starts], result)


def _starts(first: Any, last: Any, step: str) -> pl.Series:
    """The first days of all periods from one day to another."""
    ends = pl.Series([first, last], dtype=pl.Date).dt.truncate(step)
    return pl.date_range(ends[0], ends[1], step, eager=True)


def _days(history: History, table: str, entries: pl.DataFrame) -> pl.Series:
    """The local day of every dated entry and of every dated event of a seller."""
    bought = entries.filter(pl.col("table") == table)["day"].drop_nulls()
    events = history.tables[table]
    if "role" not in events.columns:
        return bought
    sold = events.filter(pl.col("role") == "seller", pl.col("at").is_not_null())
    return pl.concat([bought, days(sold, history)]) if sold.height else bought


def ledgers(history: History) -> list[Ledger]:
    """The balance of every account and currency with at least two dated entries."""
    rows = history.bought["ledger"].filter(pl.col("balance_minor").is_not_null(), pl.col("at").is_not_null())
    place = pl.coalesce(pl.col("position"), pl.col("line")).cast(pl.Int64)
    order = pl.when(pl.col("newest_first").fill_null(True)).then(-place).otherwise(place)
    rows = rows.with_columns(order=order, day=days(rows, history)).sort("at", "order", "row")
    result = []
    for (account, currency), some in rows.group_by("account", "currency", maintain_order=True):
        if some.height > 1:
            thin = _thinned(some.select("day", "balance_minor"))
            pairs = [(day.isoformat(), minor) for day, minor in thin.iter_rows()]
            result.append(Ledger(str(account or "balance"), str(currency) if currency else None, pairs))
    return result


def _thinned(balances: pl.DataFrame) -> pl.DataFrame:
    """At most ``MAX_BALANCES`` of the balances: for each stretch of time the lowest, the highest and the last."""
    if balances.height <= MAX_BALANCES:
        return balances
    rows = balances.with_row_index("number")
    since = (pl.col("day") - pl.col("day").min()).dt.total_days()
    share = (since * (MAX_BALANCES // 3 - 1) // pl.max_horizontal(since.max(), pl.lit(1))).alias("stretch")
    minor, number = pl.col("balance_minor"), pl.col("number")
    kept = rows.group_by(share).agg(
        low=number.get(minor.arg_min()), high=number.get(minor.arg_max()), last=number.last()
    )
    wanted = pl.concat([kept["low"], kept["high"], kept["last"]]).unique()
    return rows.filter(number.is_in(wanted.implode())).select("day", "balance_minor")
