"""Several nearly free orders within a week."""

from collections.abc import Iterator

from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_FINDINGS, NOTHING, display_time
from analyzers.features import placed_orders, signals
from analyzers.features.cheap_orders import CheapWeek, cheap_weeks
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.order import MicroMarketplace as Limits

say = sentences(__file__)
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each week. The orders until there are too many are triggers, later ones of the week are context.
    A habit is reported only beside a signal; goods of the shop itself are left out."""
    near = history.of(signals.measure).near
    weeks = cheap_weeks(history.of(placed_orders.measure), lambda at: near(at, CORROBORATING))
    beside = [(week, near(week.at, CORROBORATING, before=2 * Limits.WINDOW)) for week in weeks]
    reportable = [(week, corroborating) for week, corroborating in beside if corroborating or not week.habit]
    yield from (_mark(week, corroborating) for week, corroborating in reportable[-MAX_FINDINGS:])


def _mark(week: CheapWeek, corroborating: list[Signal]) -> Mark:
    count, later = week.orders.height, week.burst.later(week.cheap)
    return Mark(
        triggers=week.burst.triggers(week.cheap),
        counted=later,
        context=(*later, *(signal.ref for signal in corroborating)),
        values={
            "at": display_time(week.at, week.orders["at_basis"][0]),
            "count": count,
            "beside": first_sentence(corroborating) or (say("payer") if week.payer else NOTHING),
            "note": say("habit") if week.habit else NOTHING,
        },
        arithmetic=(counted(count, Limits.MIN_ORDERS, Limits.WINDOW), *sentences_of(corroborating)),
        score=float(count),
        severity=None if corroborating or week.payer else "low",
    )
