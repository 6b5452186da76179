"""The time of the last event of the history. It stands for today, because nothing here reads a clock."""

from datetime import datetime
from typing import Any

import polars as pl

from analyzers.events.history import History
from analyzers.events.schemas import INSTANT
from analyzers.thresholds.spans import RECENT_WINDOW


def measure(history: History) -> datetime | None:
    """The time (UTC) of the last event of all tables; null if no event is dated."""
    times = [at for events in history.tables.values() if isinstance(at := events["at"].max(), datetime)]
    return max(times, default=None)


def is_old(latest: Any) -> pl.Expr:
    """Whether an event was long before the ``latest`` time of a column, so that later events may explain it."""
    return (pl.col("at") < pl.lit(latest, INSTANT) - RECENT_WINDOW).fill_null(False)
