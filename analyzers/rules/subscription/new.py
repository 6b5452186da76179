"""The first order of a membership or subscription."""

from collections.abc import Iterator

from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, money, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.features.started import Started, lacks_digital, started
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.spans import RECENT_WINDOW
from analyzers.thresholds.subscription import New as Limits

say = sentences(__file__)
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "address", "card")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each item. Its first order is the trigger, later ones are context."""
    orders, known = history.table("orders"), history.catalogue
    if lacks_digital(orders, known):
        yield Gap("no_digital", "", get=known.get("digital_orders"))
    latest = history.of(last_event.measure)
    near = history.of(signals.measure).near
    for begun in started(orders, history.of(placed_orders.measure)["at"])[-MAX_FINDINGS:]:
        corroborating = near(begun.at, CORROBORATING, strong=True)
        if begun.near >= Limits.MIN_STARTED:
            corroborating = corroborating or near(begun.at, ("login",))
        yield _mark(begun, corroborating, latest is not None and latest - begun.at <= RECENT_WINDOW)


def _mark(begun: Started, corroborating: list[Signal], recent: bool) -> Mark:
    rows, head = begun.rows, begun.rows.row(0, named=True)
    together = begun.at_once >= Limits.MIN_STARTED_AT_ONCE
    odd = say("together", count=begun.at_once) if together else say("several") if begun.lasts else None
    later = refs("orders", rows["row"][begun.first :], MAX_CONTEXT)
    return Mark(
        triggers=refs("orders", rows["row"][: begun.first]),
        counted=later,
        context=(*(signal.ref for signal in corroborating), *later),
        values={
            "item": begun.name or say("unnamed"),
            "amount": money(head["total_minor"], head["currency"]) or say("no_price"),
            "order": head["order_id"],
            "at": display_time(begun.at, head["at_basis"]),
            "orders": rows["order_id"].n_unique() - 1,
            "beside": first_sentence(corroborating) or (odd if odd and recent else NOTHING),
        },
        arithmetic=(
            counted(begun.at_once, Limits.MIN_STARTED_AT_ONCE, Limits.AT_ONCE_WINDOW),
            *sentences_of(corroborating),
        ),
        severity=None if corroborating or (odd and recent) else "info",
    )
