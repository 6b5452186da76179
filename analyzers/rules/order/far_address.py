"""An order that was sent far from every region known before."""

from collections.abc import Iterator

from analyzers.events.arithmetic import at_least
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, display_time, refs
from analyzers.features import recipients, signals
from analyzers.features.new_addresses import NewAddress
from analyzers.features.signals import SignalKind, Signals, assess
from analyzers.rules.view import View
from analyzers.thresholds.case import Signals as SignalLimits
from analyzers.thresholds.order import FarAddress as Limits

CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "card", "balance", "gift_card")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each address. The first order to it is the trigger, later ones are context."""
    addresses = history.of(recipients.measure)
    if addresses.short:
        yield Gap("too_few", "")
    unplaced = [address for address in addresses.new if address.distance_km is None]
    if unplaced:
        yield Gap("unplaced", "", values={"count": len(unplaced)})
    far = [address for address in addresses.new if (address.distance_km or 0) >= Limits.MIN_DISTANCE_KM]
    yield from (_mark(address, history.of(signals.measure)) for address in far[-MAX_FINDINGS:])


def _mark(address: NewAddress, all_signals: Signals) -> Mark:
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
