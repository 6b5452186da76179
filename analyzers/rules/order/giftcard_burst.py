"""Gift cards, prepaid cards or expensive codes for games and software, bought in a way that is unusual for the
account."""

from collections.abc import Iterator
from itertools import islice

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import earlier, times
from analyzers.events.marks import Gap, Mark, Money, Severity
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.card_bursts import CardBurst, card_bursts, priced_gift_cards
from analyzers.features.placed_orders import lines_of
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View
from analyzers.thresholds.order import GiftcardBurst as Limits
from analyzers.thresholds.spans import DAY

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
    bursts = card_bursts(cards, history.of(last_event.measure))
    for burst in islice(bursts, MAX_FINDINGS):
        yield _fact(burst, lines, history.of(signals.measure).near(burst.orders["at"][0], CORROBORATING, after=DAY))


def _fact(burst: CardBurst, lines: dict[str, list[int]], corroborating: list[Signal]) -> Mark:
    orders, head = burst.orders, burst.orders.row(0, named=True)
    spent = Money(burst.spent, head["currency"] or "")
    rows = [row for order in orders.filter(pl.col("at") == head["at"])["order_id"] for row in lines[order]]
    later = [row for order in orders["order_id"] for row in lines[order] if row not in rows]
    calm = OLD_SENTENCE if burst.worth and burst.old else NOTHING if burst.worth or burst.series else SMALL_SENTENCE
    excuse = SEASON_SENTENCE if burst.season else calm
    odd = SERIES_SENTENCE if burst.series else WORTH_SENTENCE if burst.worth else NOTHING
    return Mark(
        triggers=refs("orders", rows),
        counted=refs("orders", later, MAX_CONTEXT),
        context=(
            *refs("orders", later, MAX_CONTEXT),
            *(signal.ref for signal in corroborating if signal.ref.row not in (*rows, *later)),
        ),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "what": note(APPS_LABEL if burst.apps else CODES_LABEL),
            "why": note(APPS_SENTENCE if burst.apps else CODES_SENTENCE),
            "amount": spent,
            "count": orders.height,
            "days": (orders["at"][-1] - head["at"]).days + 1,
            "beside": first_sentence(corroborating) or (note(odd) if odd else NOTHING),
            "note": note(excuse) if excuse else NOTHING,
        },
        arithmetic=(
            *times(spent, head["usual_minor"], burst.needed),
            earlier(head["earlier"], Limits.MIN_PRIOR_ORDERS),
            *sentences_of(corroborating),
        ),
        score=float(orders.height),
        severity=_severity(burst, corroborating),
    )


def _severity(burst: CardBurst, corroborating: list[Signal]) -> Severity | None:
    """High for a large sum beside a strong signal. Medium beside a signal of somebody else, or for a large sum or a
    series outside the gift season that is not a single old order. A new recipient or card alone says too little, and a
    weak signal says nothing about a single cheap present."""
    strong = any(signal.strong for signal in corroborating)
    if strong and burst.worth:
        return None
    somebody = strong or (not burst.present and any(signal.kind in ENTRY_SIGNALS for signal in corroborating))
    alarming = (burst.worth or burst.again) and not (burst.season or burst.old)
    return "medium" if somebody or alarming else "low"
