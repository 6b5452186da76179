"""Balances that are spent within a day."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from analyzers.thresholds.giftcard import Drains as Limits
from analyzers.thresholds.spans import DAY


class Drain(NamedTuple):
    """``uses``: the uses until the balance was spent, oldest first; ``later``: those of the same day after them.

    ``spent`` of ``held`` minor units were used (``held`` includes what was added meanwhile). ``earlier``: number of
    drains before. ``days`` and ``most``: at other times, the number of days with uses and the highest amount used
    within a day.
    """

    uses: pl.DataFrame
    later: pl.DataFrame
    spent: int
    held: int
    currency: str | None
    earlier: int
    days: int
    most: int


def drains(ledger: pl.DataFrame) -> list[Drain]:
    """Every time that most of a balance was used within a day, by currency. ``ledger`` has the columns row, at,
    amount_minor, balance_minor and currency, and holds one account."""
    uses = ledger.filter(
        (pl.col("amount_minor") < 0) & pl.col("balance_minor").is_not_null() & pl.col("at").is_not_null()
    )
    result: list[Drain] = []
    uses = uses.with_columns(held=pl.col("balance_minor") - pl.col("amount_minor")).sort("at", "row")
    for (currency,), mine in uses.group_by("currency", maintain_order=True):
        windows = mine.rolling("at", period=DAY, closed="both").agg(
            spent=-pl.col("amount_minor").sum(), most=pl.col("held").max()
        )
        gone = windows.filter(
            (pl.col("spent") >= Limits.MIN_SHARE_SPENT * pl.col("most")) & (pl.col("most") > 0)
        ).unique("at", maintain_order=True)
        times, until = mine["at"].to_list(), None
        earlier, elsewhere = 0, _elsewhere(mine["at"], windows["spent"])
        for at, spent, most in gone.select("at", "spent", "most").iter_rows():
            if until is None or at > until:
                start, end = bisect_left(times, at - DAY), bisect_right(times, at)
                first, later = mine.slice(start, end - start), mine.slice(end, bisect_right(times, at + DAY) - end)
                name = None if currency is None else str(currency)
                held = max(most, spent + min(first["balance_minor"]))
                result.append(Drain(first, later, spent, held, name, earlier, *elsewhere(start, end)))
                earlier += 1
            until = at + DAY
    return result


def _elsewhere(at: pl.Series, spent: pl.Series) -> Callable[[int, int], tuple[int, int]]:
    """A function of a slice of the uses: the number of days with uses more than a day away from it, and the highest
    amount used within one of them. ``at`` is sorted; ``spent`` is the amount within the day until each use."""
    times, days = at.to_list(), at.dt.date().is_first_distinct().cum_sum().to_list()
    before = [0, *spent.cum_max()]
    after = [*spent.cum_max(reverse=True), 0]

    def other(start: int, end: int) -> tuple[int, int]:
        until = bisect_left(times, times[start] - DAY)
        since = bisect_right(times, times[end - 1] + DAY)
        # The first window after the slice that does not overlap it.
        clear = bisect_right(times, times[end - 1] + 2 * DAY)
        known = (days[until - 1] if until else 0) + (days[-1] - days[since - 1] if since < len(times) else 0)
        return known, max(before[until], after[clear])

    return other


def is_far(drain: Drain) -> bool:
    """Whether far more was used than within any other day."""
    times = (
        Limits.MIN_RATIO_TO_OTHER_DAYS_SINGLE
        if drain.uses["order_id"].n_unique() == 1
        else Limits.MIN_RATIO_TO_OTHER_DAYS
    )
    return drain.days >= Limits.MIN_OTHER_DAYS and drain.spent >= times * drain.most


def returned_before(drain: Drain, refunds: pl.DataFrame, least: int) -> pl.DataFrame:
    """The refunds that filled most of the balance shortly before, if there are several and no other day has a higher
    use."""
    first, last = drain.uses["at"][0], drain.uses["at"][-1]
    some = refunds.filter(
        pl.col("at").is_between(first - Limits.REFUND_WINDOW, last) & pl.col("currency").eq_missing(drain.currency)
    )
    much = drain.spent >= max(Limits.MIN_COST_RATIO_REFUNDED * least, drain.most) and (
        least > 0 or drain.days >= Limits.MIN_OTHER_DAYS
    )
    enough = some.height >= Limits.MIN_REFUNDS and some["amount_minor"].sum() >= Limits.MIN_SHARE_SPENT * drain.held
    return some if much and enough else some.clear()
