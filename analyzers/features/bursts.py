"""Events that are close together in time: bursts within a window."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from analyzers.events.marks import Ref
from analyzers.events.values import MAX_CONTEXT, refs


class Burst(NamedTuple):
    """Slice indices into the list of times: ``first`` of the burst, ``enough`` behind the event that reaches the
    required count, ``end`` behind the last event of the window."""

    first: int
    enough: int
    end: int

    def triggers(self, orders: pl.DataFrame) -> tuple[Ref, ...]:
        """The orders that reach the count."""
        return refs("orders", orders["row"][self.first : self.enough])

    def later(self, orders: pl.DataFrame) -> tuple[Ref, ...]:
        """The later orders of the window."""
        return refs("orders", orders["row"][self.enough : self.end], MAX_CONTEXT)

    def of(self, orders: pl.DataFrame) -> pl.DataFrame:
        """All orders of the window."""
        return orders.slice(self.first, self.end - self.first)


def bursts(times: list[datetime], count: int, window: timedelta, most: int) -> Iterator[Burst]:
    """At most ``most`` separate groups of at least ``count`` times (sorted) within ``window`` of the first of them.

    Times equal to the one that reaches the count belong to it, so that the result does not depend on their order.
    """
    first, count_so_far = 0, 0
    while first + count <= len(times) and count_so_far < most:
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
        first, count_so_far = end, count_so_far + 1
