"""An order to an address that no earlier order went to."""

from collections.abc import Iterator

from analyzers import N_
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, display_time, refs, truncation_notice
from analyzers.features import recipients, signals
from analyzers.features.new_addresses import NewAddress
from analyzers.features.signals import SignalKind, Signals, assess
from analyzers.rules.view import View
from analyzers.thresholds.order import Recipients as Limits

title = N_("An order to an address that is new in your list")
message = N_(
    "Order {order} of {at} was the first one sent to this address: {address}. At least {earlier} "
    "earlier orders went elsewhere. Orders sent to it so far: {orders}. {beside}"
)
innocent = N_(
    "This may be harmless: a present, a move, a workplace, a parcel locker or a convenience store "
    "often explains a new address. {note}"
)
sentence = N_("On {at} an order went to an address that is new for you: {address}.")
# Signals that make a new address more than a question.
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "card", "balance", "gift_card")
alpha = 0.007
severity = "medium"
kind = "surprise"
tags = ("order", "purchase", "family", "unsent", "address", "household", "screen", "shop")
needs = ("orders.order_id", "orders.at", "orders.at_basis?", "orders.address", "orders.gift?", "recipients", "signals")
references = ("MaxMind minFraud (distance of shipping and billing address)", "Stripe Radar (address attributes)")
reasons = {
    "too_few": N_("There are too few orders to say which addresses are usual."),
    "too_many": N_("Your orders go to so many addresses ({count}) that a new one says nothing."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each address. The first order to it is the trigger, later ones are context."""
    addresses = history.of(recipients.measure)
    if addresses.short:
        yield Gap("too_few", "")
    elif addresses.count:
        yield Gap("too_many", "", values={"count": addresses.count})
    yield from truncation_notice(len(addresses.new))
    for address in addresses.new[-MAX_FINDINGS:]:
        yield _fact(address, history.of(signals.measure))


def _fact(address: NewAddress, all_signals: Signals) -> Mark:
    head, here, later = address.first()
    seen: dict[str, int] = {}
    for line in later:
        seen.setdefault(line["order_id"], line["row"])
    judged = assess(address, all_signals, CORROBORATING)
    later_lines = refs("orders", (line["row"] for line in later), MAX_CONTEXT)
    return Mark(
        triggers=refs("orders", here),
        counted=later_lines,
        context=tuple(dict.fromkeys((*(line.ref for line in judged.corroborating), *later_lines))),
        values={
            "order": head["order_id"],
            "at": display_time(head["at"], head["at_basis"]),
            "address": head["address"],
            "earlier": Limits.MIN_KNOWN_ORDERS,
            "orders": len({head["order_id"], *seen}),
            "beside": judged.reason,
            "note": judged.excuse,
        },
        score=judged.weight,
        parts=judged.parts,
        severity="info" if judged.harmless else None if judged.weight else "low",
    )
