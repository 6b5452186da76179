"""The time of the last event of the history. It stands for today, because nothing here reads a clock."""

from datetime import datetime

from analyzers.events.history import History


def measure(history: History) -> datetime | None:
    """The time (UTC) of the last event of all tables; null if no event is dated."""
    times = [at for events in history.tables.values() if isinstance(at := events["at"].max(), datetime)]
    return max(times, default=None)
