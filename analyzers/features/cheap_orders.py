"""Nearly free orders, and the weeks with several of them."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import polars as pl

from analyzers.events.values import MAX_FINDINGS
from analyzers.features.bursts import Burst, bursts
from analyzers.thresholds.order import MicroMarketplace as Limits


class CheapWeek(NamedTuple):
    """The nearly free ``orders`` from the time ``at`` on, and the ``burst`` among all ``cheap`` ones. ``habit``: others
    came before. ``payer``: they were paid in ways that the account had not used before."""

    at: datetime
    orders: pl.DataFrame
    cheap: pl.DataFrame
    burst: Burst
    habit: bool
    payer: bool


def cheap_weeks(placed: pl.DataFrame, signalled: Callable[[datetime], object]) -> list[CheapWeek]:
    """The weeks with several nearly free orders that the shop itself does not sell; also with fewer, if they are the
    first ones and a signal precedes them (``signalled`` at their time)."""
    goods = ~pl.col("kind").is_in(["digital", "code"]).fill_null(False)
    little = (pl.col("total_minor") > 0) & (pl.col("total_minor") <= Limits.MAX_PRICE_MINOR)
    cheap = placed.filter(little & goods & ~pl.col("direct"))
    times = cheap["at"].to_list()
    several = list(bursts(times, Limits.MIN_ORDERS, Limits.WINDOW, cheap.height))
    listed = {place for burst in several for place in range(burst.first, burst.end)}
    few = [
        burst
        for burst in bursts(times, 1, Limits.WINDOW, MAX_FINDINGS)
        if burst.first < Limits.MIN_HABIT_ORDERS and burst.first not in listed and signalled(times[burst.first])
    ]
    usual = set(placed.head(placed.height // 2)["way"].drop_nulls().unique())
    return [_week(cheap, burst, usual) for burst in (*several, *few)]


def _week(cheap: pl.DataFrame, burst: Burst, usual: set[str]) -> CheapWeek:
    orders = burst.of(cheap)
    head = orders.row(0, named=True)
    # A new card number is not unusual; a way of paying that never occurred before is.
    new = bool(usual) and not usual & set(orders["way"].fill_null("unknown"))
    payer = head["earlier"] >= Limits.MIN_PRIOR_ORDERS and new
    return CheapWeek(head["at"], orders, cheap, burst, burst.first >= Limits.MIN_HABIT_ORDERS, payer)
