"""What the running balance of a table proves: that rows follow one another, and which of them moved money in."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl


class Chain(NamedTuple):
    """``breaks``: the numbers of the rows whose balance does not follow from that of the row before or after it;
    ``steps``: how many balances were compared, of rows that moved something; ``rising``: the first row is the oldest,
    as far as the balances say; None where they fit both orders."""

    breaks: list[int]
    steps: int
    rising: bool | None


def chain(moved: pl.Series, balance: pl.Series, groups: pl.DataFrame) -> Chain:
    """Compares the balance after each row with what the rows moved (positive: came in, null: unknown), in rows of the
    same ``groups`` (a frame without columns: all). Rows without a balance, as all but the last of a day may be, add to
    the next that has one. The order of the rows with fewer breaks counts, newest or oldest first."""
    rows = pl.DataFrame({"moved": moved, "balance": balance}).with_row_index("row").with_columns(groups.fill_null(""))
    parts: Iterable[pl.DataFrame] = rows.partition_by(groups.columns) if groups.columns else [rows]
    orders = [_compared(part) for part in parts]
    rising, falling = (_joined(order[place] for order in orders) for place in range(2))
    if len(rising.breaks) == len(falling.breaks):
        return rising._replace(rising=None)
    return min(rising, falling, key=lambda way: len(way.breaks))


def _joined(parts: Iterable[Chain]) -> Chain:
    chains = list(parts)
    breaks = [number for part in chains for number in part.breaks]
    return Chain(breaks, sum(part.steps for part in chains), all(part.rising for part in chains))


def follows(chain: Chain, at: pl.Series) -> bool:
    """Whether the days of the rows are in the order that the balances say. Where they are not, what seems to be the
    balance after each row is that before it, and all signs would be the opposite."""
    days = at.drop_nulls()
    if chain.rising is None or chain.breaks or not len(days) or days[0] == days[-1]:
        return True
    return chain.rising == bool(days[0] < days[-1])


def _compared(rows: pl.DataFrame) -> tuple[Chain, Chain]:
    """The rows of one group with the oldest first, and with the newest first."""
    total = pl.col("moved").cum_sum()
    frame = rows.with_columns(oldest=total, newest=total - pl.col("moved"))
    known = frame.filter(rows["balance"].is_not_null())
    if known.height < 2:
        return Chain([], 0, True), Chain([], 0, False)
    change, oldest, newest = (pl.col(name).diff() for name in ("balance", "oldest", "newest"))
    compared = known.select(
        oldest_odd=(oldest != change).fill_null(True),
        newest_odd=(newest != -change).fill_null(True),
        oldest_moved=((change != 0) | (oldest != 0)).fill_null(True),
        newest_moved=((change != 0) | (newest != 0)).fill_null(True),
    )[1:]
    rising = known["row"][1:].filter(compared["oldest_odd"]).to_list()
    falling = known["row"][:-1].filter(compared["newest_odd"]).to_list()
    steps = compared.select("oldest_moved", "newest_moved").sum().row(0)
    return Chain(rising, steps[0], True), Chain(falling, steps[1], False)
