"""Memberships and subscriptions that began, and how many began together."""

from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from analyzers.events.catalogue import Catalogue
from analyzers.events.coverage import provider
from analyzers.thresholds.subscription import New as Limits


class Started(NamedTuple):
    """A membership or subscription that began at ``at``. ``rows``: its orders, oldest first, of which the first
    ``first`` are of that time. ``name``: its title, its number where no file gives a title. ``near`` and ``at_once``:
    how many began within a month and within an hour, itself included. ``lasts``: it was paid again, and so were others
    that began within that month."""

    at: datetime
    rows: pl.DataFrame
    name: str | None
    first: int
    near: int
    at_once: int
    lasts: bool


def lacks_digital(orders: pl.DataFrame, known: Catalogue) -> bool:
    """Whether the lists of orders come without digital ones, among which memberships are."""
    listed = orders.filter(provider().is_in(list(known.with_orders)))
    is_digital = pl.col("source").is_in(list(known.digital)) | pl.col("order_id").str.starts_with("D")
    return listed.height > 0 and not listed.select(is_digital.any()).item()


def started(orders: pl.DataFrame, placed: pl.Series) -> list[Started]:
    """Every membership or subscription that began after the first orders of the account. ``orders``: a row for each
    line, with kind, at, row, item_id, order_id and title; ``placed``: the times of all orders."""
    paid = orders.filter((pl.col("kind") == "subscription") & pl.col("at").is_not_null()).sort("at", "row")
    if not paid.height or len(placed) <= Limits.MIN_PRIOR_ORDERS:
        return []
    streams = paid.partition_by("item_id", maintain_order=True)
    begun = [rows["at"][0] for rows in streams]
    lasting = [rows["at"][0] for rows in streams if _is_paid_again(rows)]
    return [
        Started(
            at=at,
            rows=rows,
            name=next((str(name) for key in ("title", "item_id") for name in rows[key].drop_nulls()), None),
            first=int((rows["at"] == at).sum()),
            near=_around(begun, at, Limits.WINDOW),
            at_once=_around(begun, at, Limits.AT_ONCE_WINDOW),
            lasts=_is_paid_again(rows) and _around(lasting, at, Limits.WINDOW) >= Limits.MIN_STARTED,
        )
        for at, rows in zip(begun, streams, strict=True)
        if at >= placed[Limits.MIN_PRIOR_ORDERS]
    ]


def _is_paid_again(rows: pl.DataFrame) -> bool:
    return rows["order_id"].n_unique() >= Limits.MIN_PAID_ORDERS


def _around(begun: list[datetime], at: datetime, span: timedelta) -> int:
    return sum(abs(time - at) <= span for time in begun)
