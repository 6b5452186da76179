"""Gift cards, prepaid cards or expensive codes for games and software, bought in a way that is unusual for the
account."""

from collections.abc import Iterator
from itertools import islice
from math import inf

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import earlier, times
from analyzers.events.marks import Gap, Mark, Money, Severity
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.card_bursts import MIN_ORDERS, card_bursts, priced_gift_cards
from analyzers.features.placed_orders import lines_of
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.features.thresholds import DAY, FEW, GIFT_MONTHS, RECENT_WINDOW
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
MIN_COST_RATIO_SEVERAL = 5  # of several cards together to the median order, for an alarm
MIN_COST_RATIO_SINGLE = 8  # the same for a single card
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
    orders = history.table("orders")
    cards = priced_gift_cards(history.of(placed_orders.measure), orders)
    lines = lines_of(orders, cards["order_id"])
    latest = history.of(last_event.measure)
    for burst, series in islice(card_bursts(cards, latest), MAX_FINDINGS):
        corroborating = history.of(signals.measure).near(burst["at"][0], CORROBORATING, after=DAY)
        past = latest is not None and latest - burst["at"][-1] > RECENT_WINDOW
        yield _fact(burst, lines, corroborating, series, past)


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
