"""The habit of buying gift cards, or codes for games and software, and purchases outside that habit."""

from datetime import timedelta

import polars as pl

from analyzers.thresholds.order import GiftCards as Limits
from analyzers.thresholds.spans import LATER_HABIT_WINDOW


def unusual_gift_cards(placed: pl.DataFrame, kind: str = "gift_card") -> pl.DataFrame:
    """The orders of gift cards (or of another ``kind``) outside a habit. A habit is two orders at least a month before
    or three at least a quarter after.

    Beside a habit an order is unusual if it costs far more than any other, or if a week's orders together cost far more
    than those of any other week. ``rare`` marks orders without any habit beside them.
    """
    cards = placed.filter(pl.col("kind") == kind)
    if not cards.height:
        return cards.with_columns(rare=pl.lit(True))
    more = Limits.MIN_SPENDING_RATIO_CODES if kind == "code" else Limits.MIN_SPENDING_RATIO
    unusual = [_unusual(some, more) for some in cards.partition_by("currency", maintain_order=True)]
    return pl.concat(unusual).sort("at", "order_id")


def _unusual(cards: pl.DataFrame, more: int) -> pl.DataFrame:
    """The unusual orders of one currency (oldest first); ``more`` is the required spending ratio."""
    at, cost = cards["at"], cards["total_minor"].fill_null(0)
    rare = (_until(at, at - Limits.HABIT_BEFORE) < Limits.MIN_ORDERS_BEFORE) & (
        len(at) - at.search_sorted(at + LATER_HABIT_WINDOW) < Limits.MIN_ORDERS_AFTER
    )
    week = spans(at, Limits.SPENDING_WINDOW, cost)
    much = (week["most"] > 0) & (week["ahead"] >= more * week["most"])
    highest = _most(at, cost)
    large = (highest > 0) & (cost >= more * highest)
    return cards.with_columns(rare=rare).filter(rare | large | _within(week["end"], much))


def _most(at: pl.Series, cost: pl.Series) -> pl.Series:
    """For every time (sorted) the highest cost a month or more before it, or a quarter or more after it."""
    none = pl.Series([0], dtype=pl.Int64)
    earlier = pl.concat([none, cost.cast(pl.Int64).cum_max()]).gather(_until(at, at - Limits.HABIT_BEFORE))
    later = pl.concat([cost.cast(pl.Int64).cum_max(reverse=True), none]).gather(
        at.search_sorted(at + LATER_HABIT_WINDOW)
    )
    return pl.select(pl.max_horizontal(earlier, later)).to_series()


def _within(end: pl.Series, begins: pl.Series) -> pl.Series:
    """Whether each index lies in a span that ``begins`` at it or before it and ends before the index ``end``."""
    last = pl.select(pl.when(begins).then(end.cast(pl.Int64)).otherwise(0)).to_series().cum_max()
    return last > pl.int_range(len(end), eager=True)


def spans(at: pl.Series, span: timedelta, amount: pl.Series) -> pl.DataFrame:
    """For every time (sorted) the sum of ``amount`` within ``span`` from it (``ahead``), the index behind that span
    (``end``), and the highest sum (``most``) of spans that ended before it or began a quarter after it."""
    end, sums = _until(at, at + span), pl.concat([pl.Series([0]), amount.cast(pl.Int64).cum_sum()])
    ahead, none = sums.gather(end) - sums.head(-1), pl.Series([0])
    earlier = pl.concat([none, ahead.cum_max()]).gather(at.search_sorted(at - span))
    later = pl.concat([ahead.cum_max(reverse=True), none]).gather(at.search_sorted(at + span + LATER_HABIT_WINDOW))
    return pl.DataFrame({"ahead": ahead, "end": end, "earlier": earlier, "later": later}).select(
        "ahead", "end", most=pl.max_horizontal("earlier", "later")
    )


def _until(times: pl.Series, moments: pl.Series) -> pl.Series:
    """For every moment the number of times (sorted) at it or before it."""
    return times.search_sorted(moments, side="right")
