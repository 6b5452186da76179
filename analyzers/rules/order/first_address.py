"""An order to an address that no earlier order went to."""

from collections.abc import Iterator

from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, display_time, refs, truncation_notice
from analyzers.features import recipients, signals
from analyzers.features.new_addresses import NewAddress
from analyzers.features.signals import SignalKind, Signals, assess
from analyzers.rules.view import View
from analyzers.thresholds.order import Recipients as Limits

# Signals that make a new address more than a question.
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "card", "balance", "gift_card")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each address. The first order to it is the trigger, later ones are context."""
    addresses = history.of(recipients.measure)
    if addresses.short:
        yield Gap("too_few", "")
    elif addresses.count:
        yield Gap("too_many", "", values={"count": addresses.count})
    yield from truncation_notice(len(addresses.new))
    for address in addresses.new[-MAX_FINDINGS:]:
        yield _mark(address, history.of(signals.measure))


def _mark(address: NewAddress, all_signals: Signals) -> Mark:
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
