"""Gift cards, prepaid cards or expensive codes that were bought together, outside a habit."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from analyzers.features.gift_cards import SPENDING_WINDOW, unusual_gift_cards
from analyzers.features.thresholds import DAY, RECENT_WINDOW, REPEATED, SEVERAL

MIN_SERIES_DAYS = SEVERAL  # with purchases within these weeks
SERIES_WINDOW = timedelta(days=45)
MIN_ORDERS = REPEATED  # within a day
MIN_COST_RATIO_CODES = 2  # of codes together to the median order


def priced_gift_cards(placed: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """The unusual orders of gift cards and codes, oldest first, with ``own_minor``: what these cost without other
    items. ``placed`` has a row for each order, ``orders`` for each line."""
    cards = pl.concat([unusual_gift_cards(placed), unusual_gift_cards(placed, "code")]).sort("at", "order_id")
    cards = cards.filter((pl.col("total_minor") != 0).fill_null(True))
    cards = cards.join(_prices(orders, cards["order_id"]), on="order_id", how="left", maintain_order="left")
    return cards.with_columns(own_minor=pl.min_horizontal("total_minor", pl.coalesce("own_minor", "total_minor")))


def card_bursts(cards: pl.DataFrame, latest: datetime | None) -> Iterator[tuple[pl.DataFrame, bool]]:
    """The orders of each day, week or series of purchases, and whether they are a series. A single code and cheap codes
    are left out. ``latest`` is the time of the last event."""
    until: datetime | None = None
    for at in cards["at"]:
        if until is not None and at <= until:
            continue
        weeks = cards.filter(pl.col("at").is_between(at, at + SERIES_WINDOW))
        series = weeks["at"].dt.date().n_unique() >= MIN_SERIES_DAYS
        old = latest is not None and latest - at > RECENT_WINDOW
        end = at + (SERIES_WINDOW if series else DAY if old else SPENDING_WINDOW)
        burst = weeks.filter(pl.col("at") <= end)
        if _is_worth_reporting(burst):
            until = end
            yield burst, series


def _prices(orders: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The cost of gift cards and codes in these orders (``order_id``, ``own_minor``), without other items. Two
    sources may contain the same lines, so the larger sum counts."""
    lines = orders.filter(pl.col("order_id").is_in(ids.implode()) & pl.col("kind").is_in(("gift_card", "code")))
    price = pl.when(pl.col("total_minor").is_not_null().all()).then(pl.col("total_minor").sum())
    priced = lines.group_by("order_id", "source").agg(own_minor=price)
    return priced.group_by("order_id").agg(pl.col("own_minor").max())


def _is_worth_reporting(burst: pl.DataFrame) -> bool:
    """Whether there is a gift card, or several codes that together are expensive."""
    expensive = (burst["total_minor"].fill_null(0) / burst["usual_minor"]).sum() >= MIN_COST_RATIO_CODES
    return bool((burst["kind"] == "gift_card").any()) or (burst.height >= MIN_ORDERS and expensive)
