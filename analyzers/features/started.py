"""Memberships and subscriptions that began, and how many began together."""

from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from analyzers.thresholds.subscription import New as Limits


class Started(NamedTuple):
    """A membership or subscription that began at ``at``. ``rows``: its orders, oldest first, of which the first
    ``first`` are of that time. ``near`` and ``at_once``: how many began within a month and within an hour, itself
    included. ``lasts``: it was paid again, and so were others that began within that month."""

    at: datetime
    rows: pl.DataFrame
    first: int
    near: int
    at_once: int
    lasts: bool


def started(paid: pl.DataFrame, since: datetime) -> list[Started]:
    """Every membership or subscription that began at or after ``since``. ``paid`` has a row for each order of one, in
    the order of time, with ``at``, ``item_id`` and ``order_id``."""
    streams = paid.partition_by("item_id", maintain_order=True)
    begun = [rows["at"][0] for rows in streams]
    lasting = [rows["at"][0] for rows in streams if _is_paid_again(rows)]
    return [
        Started(
            at=at,
            rows=rows,
            first=int((rows["at"] == at).sum()),
            near=_around(begun, at, Limits.WINDOW),
            at_once=_around(begun, at, Limits.AT_ONCE_WINDOW),
            lasts=_is_paid_again(rows) and _around(lasting, at, Limits.WINDOW) >= Limits.MIN_STARTED,
        )
        for at, rows in zip(begun, streams, strict=True)
        if at >= since
    ]


def _is_paid_again(rows: pl.DataFrame) -> bool:
    return rows["order_id"].n_unique() >= Limits.MIN_PAID_ORDERS


def _around(begun: list[datetime], at: datetime, span: timedelta) -> int:
    return sum(abs(time - at) <= span for time in begun)
