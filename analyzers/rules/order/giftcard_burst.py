"""Gift cards, prepaid cards or expensive codes for games and software, bought in a way that is unusual for the
account."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import earlier, times
from analyzers.events.marks import Gap, Mark, Money, Severity
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.gift_cards import SPENDING_WINDOW, unusual_gift_cards
from analyzers.features.placed_orders import lines_of
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.features.thresholds import DAY, FEW, GIFT_MONTHS, RECENT_WINDOW, REPEATED, SEVERAL
from analyzers.rules.view import View

title = N_("Gift cards, prepaid cards or codes were bought")
message = N_(
    "From {at} on, {what} were bought for {amount} (orders: {count}, days: {days}). Earlier orders "
    "show no habit of buying as many or as expensive ones. {why} {beside}"
)
innocent = N_(
    "This may be harmless: a present, or a card or a download for games, music or apps that "
    "somebody in the household wanted. {note}"
)
sentence = N_("From {at} on, {what} were bought for {amount} (orders: {count}).")
CODES_LABEL = N_("gift cards, prepaid cards or expensive codes")
APPS_LABEL = N_("apps or things within apps")
CODES_SENTENCE = N_(
    "Codes like these can be sold at once, so they can be what somebody is after who misuses an account."
)
APPS_SENTENCE = N_(
    "Such things remain in the app or game that they were bought in, so the person who plays there "
    "has them: somebody in the household, such as a child, or a stranger."
)
SERIES_SENTENCE = N_("They were bought repeatedly, on different days.")
SEASON_SENTENCE = N_("It was the end-of-year gift season.")
SMALL_SENTENCE = N_("The amount is not large compared with your other orders.")
OLD_SENTENCE = N_("This was some time ago.")
WORTH_SENTENCE = N_("The amount is far higher than what your orders usually cost.")
# Codes of these stores cannot be sold.
APP_STORES = ("apple.com", "play.google.com")
MIN_SERIES_DAYS = SEVERAL  # with purchases within these weeks
SERIES_WINDOW = timedelta(days=45)
MIN_ORDERS = REPEATED  # within a day
MIN_COST_RATIO_SEVERAL = 5  # of several cards together to the median order, for an alarm
MIN_COST_RATIO_SINGLE = 8  # the same for a single card
MIN_COST_RATIO_CODES = 2  # of codes together to the median order
MIN_PRIOR_ORDERS = FEW  # before anything can be unusual
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "address", "card")
ENTRY_SIGNALS: tuple[SignalKind, ...] = ("login", "control", "device")
severity: Severity = "high"
kind = "rule"
tags = (
    "takeover",
    "order",
    "purchase",
    "unsent",
    "gift_card_purchase",
    "card",
    "charge",
    "balance",
    "household",
    "screen",
    "shop",
)
needs = (
    "orders.order_id",
    "orders.at",
    "orders.kind",
    "orders.source?",
    "orders.total_minor?",
    "placed_orders",
    "signals",
    "last_event",
)
references = (
    "hahallife.com (three gift cards of 50,000 yen)",
    "okada-blog.com (one of 96,000 yen beside a usual item)",
)


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each day (or week) of purchases. The first order is the trigger, the others are context. A single
    code and cheap codes are left out."""
    placed = history.of(placed_orders.measure)
    cards = pl.concat([unusual_gift_cards(placed), unusual_gift_cards(placed, "code")]).sort("at", "order_id")
    cards = cards.filter((pl.col("total_minor") != 0).fill_null(True))
    orders = history.table("orders")
    cards = cards.join(_prices(orders, cards["order_id"]), on="order_id", how="left", maintain_order="left")
    cards = cards.with_columns(own_minor=pl.min_horizontal("total_minor", pl.coalesce("own_minor", "total_minor")))
    lines = lines_of(orders, cards["order_id"])
    latest = history.of(last_event.measure)
    until: datetime | None = None
    listed = 0
    for at in cards["at"]:
        if (until is not None and at <= until) or listed == MAX_FINDINGS:
            continue
        weeks = cards.filter(pl.col("at").is_between(at, at + SERIES_WINDOW))
        series = weeks["at"].dt.date().n_unique() >= MIN_SERIES_DAYS
        old = latest is not None and latest - at > RECENT_WINDOW
        end = at + (SERIES_WINDOW if series else DAY if old else SPENDING_WINDOW)
        burst = weeks.filter(pl.col("at") <= end)
        if _is_worth_reporting(burst):
            until, listed = end, listed + 1
            corroborating = history.of(signals.measure).near(at, CORROBORATING, after=DAY)
            past = latest is not None and latest - burst["at"][-1] > RECENT_WINDOW
            yield _fact(burst, lines, corroborating, series, past)


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


def _fact(
    burst: pl.DataFrame, lines: dict[str, list[int]], corroborating: list[Signal], series: bool, past: bool
) -> Mark:
    head = burst.row(0, named=True)
    first = burst.filter(pl.col("at") == head["at"])["order_id"]
    rows = [row for order in first for row in lines[order]]
    later = [row for order in burst["order_id"] for row in lines[order] if row not in rows]
    same = burst["currency"].eq_missing(pl.Series([head["currency"]], dtype=pl.String))
    spent = burst.filter(same)["own_minor"].drop_nulls().to_list()
    apps = bool((burst["shop"].is_in(APP_STORES) & (burst["kind"] == "code")).fill_null(False).all())
    times_needed = MIN_COST_RATIO_SEVERAL if burst.height >= MIN_ORDERS else MIN_COST_RATIO_SINGLE
    cost = sum(spent) / (head["usual_minor"] or inf)
    worth = head["earlier"] >= MIN_PRIOR_ORDERS and cost >= times_needed
    # People who play games buy cheap codes repeatedly.
    again = series and head["earlier"] >= MIN_PRIOR_ORDERS and (worth or bool((burst["kind"] == "gift_card").any()))
    old = past and (burst.height < MIN_ORDERS or not head["rare"])
    season = bool((burst["at"].dt.month().is_in(GIFT_MONTHS) & (burst["kind"] == "gift_card")).all())
    calm = OLD_SENTENCE if worth and old else NOTHING if worth or series else SMALL_SENTENCE
    excuse = SEASON_SENTENCE if season else calm
    odd = SERIES_SENTENCE if series else WORTH_SENTENCE if worth else NOTHING
    return Mark(
        triggers=refs("orders", rows),
        counted=refs("orders", later, MAX_CONTEXT),
        context=(
            *refs("orders", later, MAX_CONTEXT),
            *(signal.ref for signal in corroborating if signal.ref.row not in (*rows, *later)),
        ),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "what": note(APPS_LABEL if apps else CODES_LABEL),
            "why": note(APPS_SENTENCE if apps else CODES_SENTENCE),
            "amount": Money(sum(spent), head["currency"] or ""),
            "count": burst.height,
            "days": (burst["at"][-1] - head["at"]).days + 1,
            "beside": first_sentence(corroborating) or (note(odd) if odd else NOTHING),
            "note": note(excuse) if excuse else NOTHING,
        },
        arithmetic=(
            *times(Money(sum(spent), head["currency"] or ""), head["usual_minor"], times_needed),
            earlier(head["earlier"], MIN_PRIOR_ORDERS),
            *sentences_of(corroborating),
        ),
        score=float(burst.height),
        severity=_severity(_counting_signals(corroborating, burst, worth), worth, again, season or old),
    )


def _counting_signals(corroborating: list[Signal], burst: pl.DataFrame, worth: bool) -> list[Signal]:
    """The signals that count. A weak one says nothing about a single cheap present."""
    present = burst.height < MIN_ORDERS and bool(burst["gift"].all()) and not worth
    return [signal for signal in corroborating if not present or signal.strong]


def _severity(corroborating: list[Signal], worth: bool, series: bool, calm: bool) -> Severity | None:
    """High for a large sum beside a strong signal. Medium beside a signal of somebody else, or for a large sum or a
    series outside the gift season that is not a single old order (``calm``). A new recipient or card alone says too
    little."""
    if any(signal.strong for signal in corroborating) and worth:
        return None
    somebody = any(signal.strong or signal.kind in ENTRY_SIGNALS for signal in corroborating)
    return "medium" if somebody or ((worth or series) and not calm) else "low"
