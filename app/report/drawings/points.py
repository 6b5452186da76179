"""The data of the pictures: events counted by periods, and balances. Both stay small for any length of history, and are
stored with the report."""

from typing import Any, Literal

import polars as pl

from analyzers.events.days import days
from analyzers.events.history import History
from app.report.model import Lane, Lanes, Ledger

MAX_PERIODS = 96  # about three pixels each on a narrow telephone
MAX_BALANCES = 240
Unit = Literal["day", "week", "month", "year"]
UNITS: dict[Unit, str] = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}
# The tables of each lane: the first with events, because returns repeat refunds.
LANES = {
    "orders": ("orders",),
    "refunds": ("refunds", "returns"),
    "payments": ("payments",),
    "balance": ("ledger",),
    "sign_ins": ("logins",),
    "changes": ("changes",),
}


def lanes(history: History) -> Lanes | None:
    """The dated events of every table by periods: the shortest that make at most ``MAX_PERIODS``, and years for a long
    history. Null where no event is dated."""
    dated = {name: _days(history, tables) for name, tables in LANES.items()}
    dated = {name: some for name, some in dated.items() if some.len()}
    if not dated:
        return None
    every = pl.concat(dated.values())
    scales = ((unit, step, _starts(every.min(), every.max(), step)) for unit, step in UNITS.items())
    unit, step, starts = next(scale for scale in scales if scale[2].len() <= MAX_PERIODS or scale[0] == "year")
    place = {day: number for number, day in enumerate(starts)}
    counted = {name: some.dt.truncate(step).value_counts().rows() for name, some in dated.items()}
    result = [Lane(name, sorted((place[day], count) for day, count in some)) for name, some in counted.items()]
    return Lanes(unit, [day.isoformat() for day in starts], result)


def _starts(first: Any, last: Any, step: str) -> pl.Series:
    """The first days of all periods from one day to another."""
    ends = pl.Series([first, last], dtype=pl.Date).dt.truncate(step)
    return pl.date_range(ends[0], ends[1], step, eager=True)


def _days(history: History, tables: tuple[str, ...]) -> pl.Series:
    """The local day of every dated event of the first of these tables that has any."""
    events = next(
        (history.tables[table] for table in tables if history.tables[table].height), history.tables[tables[0]]
    )
    return days(events.filter(pl.col("at").is_not_null()), history)


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
