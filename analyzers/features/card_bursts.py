"""Gift cards, prepaid cards or expensive codes that were bought together, outside a habit."""

from collections.abc import Iterator
from datetime import datetime
from math import inf
from typing import NamedTuple

import polars as pl

from analyzers.features.gift_cards import unusual_gift_cards
from analyzers.thresholds.order import CardBursts as Limits
from analyzers.thresholds.order import GiftcardBurst as Alarms
from analyzers.thresholds.order import GiftCards
from analyzers.thresholds.spans import DAY, GIFT_MONTHS, RECENT_WINDOW

# Codes of these stores cannot be sold.
APP_STORES = ("apple.com", "play.google.com")


def priced_gift_cards(placed: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """The unusual orders of gift cards and codes, oldest first, with ``own_minor``: what these cost without other
    items. ``placed`` has a row for each order, ``orders`` for each line."""
    cards = pl.concat([unusual_gift_cards(placed), unusual_gift_cards(placed, "code")]).sort("at", "order_id")
    cards = cards.filter((pl.col("total_minor") != 0).fill_null(True))
    cards = cards.join(_prices(orders, cards["order_id"]), on="order_id", how="left", maintain_order="left")
    return cards.with_columns(own_minor=pl.min_horizontal("total_minor", pl.coalesce("own_minor", "total_minor")))


class CardBurst(NamedTuple):
    """Orders of gift cards or codes that were bought together, oldest first, or repeatedly (``series``).

    ``spent``: minor units in the currency of the first. ``worth``: they cost at least as many usual orders as are
    ``needed`` for an alarm. ``again``: a series of such purchases, or one with gift cards; people who play games buy
    cheap codes repeatedly. ``old``: so long ago that it says little. ``season``: gift cards in the months of presents.
    ``present``: a single cheap one that is marked as a gift. ``apps``: only codes that cannot be sold.
    """

    orders: pl.DataFrame
    series: bool
    spent: int
    needed: int
    worth: bool
    again: bool
    old: bool
    season: bool
    present: bool
    apps: bool


def card_bursts(cards: pl.DataFrame, latest: datetime | None) -> Iterator[CardBurst]:
    """The orders of each day, week or series of purchases. A single code and cheap codes are left out. ``latest`` is
    the time of the last event."""
    until: datetime | None = None
    for at in cards["at"]:
        if until is not None and at <= until:
            continue
        weeks = cards.filter(pl.col("at").is_between(at, at + Limits.SERIES_WINDOW))
        series = weeks["at"].dt.date().n_unique() >= Limits.MIN_SERIES_DAYS
        old = latest is not None and latest - at > RECENT_WINDOW
        end = at + (Limits.SERIES_WINDOW if series else DAY if old else GiftCards.SPENDING_WINDOW)
        burst = weeks.filter(pl.col("at") <= end)
        if _is_worth_reporting(burst):
            until = end
            yield _burst(burst, series, latest is not None and latest - burst["at"][-1] > RECENT_WINDOW)


def _burst(orders: pl.DataFrame, series: bool, past: bool) -> CardBurst:
    head, several = orders.row(0, named=True), orders.height >= Limits.MIN_ORDERS
    cards = orders["kind"] == "gift_card"
    spent = sum(orders.filter(pl.col("currency").eq_missing(pl.lit(head["currency"])))["own_minor"].drop_nulls())
    needed = Alarms.MIN_COST_RATIO_SEVERAL if several else Alarms.MIN_COST_RATIO_SINGLE
    known = head["earlier"] >= Alarms.MIN_PRIOR_ORDERS
    worth = known and spent / (head["usual_minor"] or inf) >= needed
    return CardBurst(
        orders=orders,
        series=series,
        spent=spent,
        needed=needed,
        worth=worth,
        again=series and known and (worth or bool(cards.any())),
        old=past and not (several and head["rare"]),
        season=bool((orders["at"].dt.month().is_in(GIFT_MONTHS) & cards).all()),
        present=not several and bool(orders["gift"].all()) and not worth,
        apps=bool((orders["shop"].is_in(APP_STORES) & (orders["kind"] == "code")).fill_null(False).all()),
    )


def _prices(orders: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The cost of gift cards and codes in these orders (``order_id``, ``own_minor``), without other items. Two
    sources may contain the same lines, so the larger sum counts."""
    lines = orders.filter(pl.col("order_id").is_in(ids.implode()) & pl.col("kind").is_in(("gift_card", "code")))
    price = pl.when(pl.col("total_minor").is_not_null().all()).then(pl.col("total_minor").sum())
    priced = lines.group_by("order_id", "source").agg(own_minor=price)
    return priced.group_by("order_id").agg(pl.col("own_minor").max())


def _is_worth_reporting(burst: pl.DataFrame) -> bool:
    """Whether there is a gift card, or several codes that together are expensive."""
    expensive = (burst["total_minor"].fill_null(0) / burst["usual_minor"]).sum() >= Limits.MIN_COST_RATIO_CODES
    return bool((burst["kind"] == "gift_card").any()) or (burst.height >= Limits.MIN_ORDERS and expensive)
