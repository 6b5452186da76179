"""An order that cost far more than the account's orders usually do."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import times
from analyzers.events.marks import Gap, Mark, Money, Part
from analyzers.events.values import MAX_FINDINGS, display_time, note, refs, truncation_notice
from analyzers.features import placed_orders, signals
from analyzers.features.placed_orders import MIN_PRICED_ORDERS, lines_of
from analyzers.features.signals import SignalKind, first_sentence, weights
from analyzers.rules.view import View

title = N_("An order for an unusually large amount")
message = N_(
    "Order {order} of {at} cost {amount}. At least half of your orders cost {usual} or less, and "
    "very few cost this much. {beside}"
)
innocent = N_(
    "This may be harmless: a computer, a piece of furniture or a household appliance costs more than everyday things."
)
sentence = N_("On {at} an order for {amount} was placed; {usual} is usual.")
DEAR_SENTENCE = N_("How far its amount lies above the median, on a logarithmic scale in robust standard deviations.")
# An expensive order alone is a question; with a corroborating signal it is an alarm.
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")
# Before the order: a weak sign-in counts too, because whoever signed in placed the order.
SIGN_IN_WINDOW = timedelta(minutes=30)
severity = "medium"
kind = "surprise"
tags = ("order", "purchase", "family", "unsent", "household", "screen", "shop")
needs = ("orders.order_id", "orders.at", "orders.total_minor", "placed_orders", "signals")
references = ("Iglewicz and Hoaglin, modified z-score of the logarithm",)
# Reasons why it may be not assessable, by code.
reasons = {
    "too_few": N_("There are too few orders to say what they usually cost."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each of the latest expensive orders. All its lines are triggers."""
    orders = history.of(placed_orders.measure)
    if (orders["total_minor"] > 0).sum() < MIN_PRICED_ORDERS:
        yield Gap("too_few", "")
    every = orders.filter(pl.col("expensive") & (pl.col("kind") != "gift_card").fill_null(True))
    yield from truncation_notice(every.height)
    expensive = every.tail(MAX_FINDINGS)
    lines = lines_of(history.table("orders"), expensive["order_id"])
    for order in expensive.iter_rows(named=True):
        corroborating = history.of(signals.measure).near(order["at"], CORROBORATING, strong=True)
        corroborating = corroborating or history.of(signals.measure).near(
            order["at"], ("login",), before=SIGN_IN_WINDOW
        )
        signal_parts = (Part(sentence, 5 * share) for sentence, share in weights(corroborating))
        parts = (Part(note(DEAR_SENTENCE), order["z"]), *signal_parts)
        yield Mark(
            triggers=refs("orders", lines[order["order_id"]]),
            context=tuple(one.ref for one in corroborating if one.ref.row not in lines[order["order_id"]]),
            values={
                "order": order["order_id"],
                "at": display_time(order["at"], order["at_basis"]),
                "amount": Money(order["total_minor"], order["currency"]),
                "usual": Money(round(order["usual_minor"]), order["currency"]),
                "beside": first_sentence(corroborating),
            },
            arithmetic=(*times(Money(order["total_minor"], order["currency"]), order["usual_minor"]),),
            score=sum(part.share for part in parts),
            parts=parts,
            severity=None if corroborating else "info",
        )
