"""Whether balances prove what moved."""

import polars as pl


def in_order(moved: pl.Series, balance: pl.Series, at: pl.Series) -> bool:
    """Whether every balance is the balance before it plus what moved in between, in the order of the days or in
    reverse.

    ``moved`` is positive for what came in; ``balance`` may be null within a run of rows that ends with a balance. At
    least two balances with a movement between them are needed, and no row may lie outside them.
    """
    ways = [(moved, balance, at), (moved.reverse(), balance.reverse(), at.reverse())]
    return any(_follows(*way) for way in ways)


def _follows(moved: pl.Series, balance: pl.Series, at: pl.Series) -> bool:
    known = balance.is_not_null().arg_true()
    if len(known) < 2 or at.null_count() or not at.is_sorted():
        return False
    first, last = int(known[0]), int(known[-1])
    outside = (moved[:first] != 0).any() or (moved[last + 1 :] != 0).any()
    between = (moved[first + 1 : last + 1] != 0).any()
    start = (balance - moved.cum_sum()).drop_nulls()
    return bool(between and not outside and start.n_unique() == 1)
