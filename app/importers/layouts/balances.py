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
    orders = [_compared(part, rising) for part in parts for rising in (True, False)]
    rising, falling = map(_joined, (orders[::2], orders[1::2]))
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


def _compared(rows: pl.DataFrame, rising: bool) -> Chain:
    sums = rows["moved"].cum_sum()
    total = sums if rising else sums - rows["moved"]
    known = rows.with_columns(total=total).filter(pl.col("balance").is_not_null())
    if known.height < 2:
        return Chain([], 0, rising)
    step, change = known["total"].diff()[1:], known["balance"].diff()[1:]
    fits = (step == change) if rising else (step == -change)
    odd = (~fits).fill_null(True).arg_true()
    number = known["row"][1:] if rising else known["row"][:-1]
    return Chain(number.gather(odd).to_list(), int(((change != 0) | (step != 0)).fill_null(True).sum()), rising)
