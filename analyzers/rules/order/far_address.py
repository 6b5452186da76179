"""An order that was sent far from every region known before."""

from collections.abc import Iterator

from analyzers import N_
from analyzers.events.arithmetic import at_least
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, display_time, refs
from analyzers.features import recipients, signals
from analyzers.features.new_addresses import NewAddress
from analyzers.features.signals import SignalKind, Signals, assess
from analyzers.rules.view import View
from analyzers.thresholds.case import Signals as SignalLimits
from analyzers.thresholds.order import FarAddress as Limits

title = N_("An order to an address far from all those you used before")
message = N_(
    "Order {order} of {at} went to this address: {address}. It is about {distance} km from the "
    "nearest place named in earlier orders or in your billing addresses. {beside}"
)
innocent = N_(
    "This may be harmless: a present, a trip, a new home, a child who studies elsewhere or parents "
    "in another region can explain such an order. {note}"
)
sentence = N_("On {at} an order went about {distance} km away from all places that you used before: {address}.")
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "card", "balance", "gift_card")
severity = "medium"
kind = "rule"
tags = ("order", "purchase", "family", "unsent", "address", "household", "screen", "shop")
needs = (
    "orders.order_id",
    "orders.at",
    "orders.at_basis?",
    "orders.address",
    "orders.gift?",
    "recipients",
    "signals",
)
references = ("PayPal, fraud filters (distance of addresses)", "MaxMind minFraud (distance of shipping and billing)")
reasons = {
    "too_few": N_("There are too few orders to say which addresses are usual."),
    "unplaced": N_("Some new addresses are written in a way that does not show their region (addresses: {count})."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each address. The first order to it is the trigger, later ones are context."""
    addresses = history.of(recipients.measure)
    if addresses.short:
        yield Gap("too_few", "")
    unplaced = [address for address in addresses.new if address.distance_km is None]
    if unplaced:
        yield Gap("unplaced", "", values={"count": len(unplaced)})
    for address in [
        address
        for address in addresses.new
        if address.distance_km is not None and address.distance_km >= Limits.MIN_DISTANCE_KM
    ][-MAX_FINDINGS:]:
        yield _fact(address, history.of(signals.measure))


def _fact(address: NewAddress, all_signals: Signals) -> Mark:
    head, here, later = address.first()
    judged = assess(address, all_signals, CORROBORATING)
    # Without a corroborating signal, one oddity of a recipient is only a question.
    odd = bool(judged.corroborating) or judged.weight > SignalLimits.ODDITY_WEIGHTS["expensive"]
    later_lines = refs("orders", [row["row"] for row in later], MAX_CONTEXT)
    return Mark(
        triggers=refs("orders", here),
        counted=later_lines,
        context=tuple(dict.fromkeys((*(signal.ref for signal in judged.corroborating), *later_lines))),
        values={
            "order": head["order_id"],
            "at": display_time(head["at"], head["at_basis"]),
            "address": head["address"],
            "distance": address.distance_km or 0,
            "beside": judged.reason,
            "note": judged.excuse,
        },
        arithmetic=(
            at_least(address.distance_km or 0, Limits.MIN_DISTANCE_KM),
            *(part.sentence for part in judged.parts),
        ),
        score=float(address.distance_km or 0),
        severity="info" if judged.harmless else None if odd else "low",
    )
