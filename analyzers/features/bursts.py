"""Events that are close together in time: bursts within a window, and surges beyond the usual rate."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import exp, log
from typing import NamedTuple

import polars as pl

from analyzers import N_
from analyzers.events.schemas import Row


class Burst(NamedTuple):
    """Slice indices into the list of times: ``first`` of the burst, ``enough`` behind the event that reaches the
    required count, ``end`` behind the last event of the window."""

    first: int
    enough: int
    end: int


def bursts(times: list[datetime], count: int, window: timedelta, most: int) -> Iterator[Burst]:
    """At most ``most`` separate groups of at least ``count`` times (sorted) within ``window`` of the first of them.

    Times equal to the one that reaches the count belong to it, so that the result does not depend on their order.
    """
    first, number = 0, 0
    while first + count <= len(times) and number < most:
        if times[first + count - 1] - times[first] > window:
            first += 1
            continue
        enough = first + count
        while enough < len(times) and times[enough] == times[enough - 1]:
            enough += 1
        end = enough
        while end < len(times) and times[end] - times[first] <= window:
            end += 1
        yield Burst(first, enough, end)
        first, number = end, number + 1


SURPRISE_SENTENCE = N_("How surprising the first {count} of them are, judging by the time before.")
YEAR = timedelta(days=365)
MIN_HISTORY = timedelta(days=14)  # shortest past from which a usual rate can be learned (as in Entra ID)


def surges(times: pl.Series, window: timedelta, fewest: int, factor: int, earlier: int, most: int) -> list[Row]:
    """At most ``most`` separate moments at which ``fewest`` or more of the (sorted) times lie within ``window``: more
    than ever before, and at least ``factor`` times the rate of the year before. At least ``earlier`` times must lie
    before the window, the first of them ``MIN_HISTORY`` before it. A surge that begins within ``window`` after another
    one belongs to it.

    Keys: ``at`` (the moment), ``start`` and ``count`` (the slice of times in the window), ``expected`` (usual number
    per window), ``days`` (length of the past), ``most`` (highest earlier number) and ``surprise`` (nats).
    """
    if len(times) < earlier + fewest:
        return []
    start, year = times.search_sorted(times - window), times.search_sorted(times - window - YEAR)
    last = times.search_sorted(times, side="right")
    seen = pl.DataFrame({"at": times, "start": start, "count": last - start, "before": start - year}).cast(
        {"start": pl.Int64, "count": pl.Int64, "before": pl.Int64}
    )
    span = pl.min_horizontal(pl.lit(YEAR), pl.col("at") - window - times[0]).clip(window)
    seen = seen.with_columns(
        expected=pl.col("before") * (window / span),
        days=span.dt.total_days(),
        # Windows that overlap this one do not count as its past.
        most=pl.col("count").cum_max().gather((pl.col("start") - 1).clip(0)),
    )
    more = (pl.col("count") > pl.col("most")) & (pl.col("count") >= factor * pl.col("expected"))
    known = (pl.col("start") >= earlier) & (pl.col("at") - window >= times[0] + MIN_HISTORY)
    crossings = seen.filter((pl.col("count") >= fewest) & known & more)
    kept: list[Row] = []
    until: datetime | None = None
    for row in crossings.iter_rows(named=True):
        begun = times[row["start"]] > kept[-1]["at"] + window if kept else True
        if until is None or (row["at"] > until and begun):
            if len(kept) == most:
                break
            kept.append({**row, "surprise": _surprise(row["count"], row["before"], window)})
        until = row["at"] + window
    return kept


def _surprise(count: int, before: int, window: timedelta) -> float:
    """Minus the logarithm of the chance of ``count`` or more events, given the number in the year before
    (Gamma-Poisson)."""
    odds = window / (YEAR + window)
    term, below = (1 - odds) ** (before + 1), 0.0
    for n in range(count):
        below += term
        term *= odds * (before + 1 + n) / (n + 1)
    return -log(max(1 - below, exp(-60)))
