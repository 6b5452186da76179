"""Gift cards, prepaid cards or expensive codes for games and software, bought in a way that is unusual for the
account."""

from collections.abc import Iterator
from itertools import islice

import polars as pl

from analyzers.events.arithmetic import earlier, times
from analyzers.events.marks import Gap, Mark, Money, Severity
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.card_bursts import CardBurst, card_bursts, priced_gift_cards
from analyzers.features.placed_orders import lines_of
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.order import GiftcardBurst as Limits
from analyzers.thresholds.spans import DAY

say = sentences(__file__)
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "address", "card")
ENTRY_SIGNALS: tuple[SignalKind, ...] = ("login", "control", "device")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each day (or week) of purchases. The first order is the trigger, the others are context. A single
    code and cheap codes are left out."""
    orders = history.table("orders")
    cards = priced_gift_cards(history.of(placed_orders.measure), orders)
    lines = lines_of(orders, cards["order_id"])
    bursts = card_bursts(cards, history.of(last_event.measure))
    for burst in islice(bursts, MAX_FINDINGS):
        yield _mark(burst, lines, history.of(signals.measure).near(burst.orders["at"][0], CORROBORATING, after=DAY))


def _mark(burst: CardBurst, lines: dict[str, list[int]], corroborating: list[Signal]) -> Mark:
    orders, head = burst.orders, burst.orders.row(0, named=True)
    spent = Money(burst.spent, head["currency"] or "")
    rows = [row for order in orders.filter(pl.col("at") == head["at"])["order_id"] for row in lines[order]]
    later = [row for order in orders["order_id"] for row in lines[order] if row not in rows]
    calm = "old" if burst.worth and burst.old else NOTHING if burst.worth or burst.series else "small"
    excuse = "season" if burst.season else calm
    odd = "series" if burst.series else "worth" if burst.worth else NOTHING
    return Mark(
        triggers=refs("orders", rows),
        counted=refs("orders", later, MAX_CONTEXT),
        context=(
            *refs("orders", later, MAX_CONTEXT),
            *(signal.ref for signal in corroborating if signal.ref.row not in (*rows, *later)),
        ),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "what": say("what_apps" if burst.apps else "what_codes"),
            "why": say("why_apps" if burst.apps else "why_codes"),
            "amount": spent,
            "count": orders.height,
            "days": (orders["at"][-1] - head["at"]).days + 1,
            "beside": first_sentence(corroborating) or (say(odd) if odd else NOTHING),
            "note": say(excuse) if excuse else NOTHING,
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
