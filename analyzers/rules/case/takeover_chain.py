"""A suspicious sign-in, then a change or a new address, then money: the sequence of an account takeover."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

import polars as pl

from analyzers.events.arithmetic import apart, at_least
from analyzers.events.marks import Mark, Part, Ref
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING
from analyzers.features import placed_orders, signals
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.case import Signals
from analyzers.thresholds.case import TakeoverChain as Limits

say = sentences(__file__)

Stage = Literal["entry", "control", "money"]
STAGES: dict[str, Stage] = {
    "login": "entry",
    **dict.fromkeys(("control", "device", "card", "address"), "control"),
    **dict.fromkeys(("gift_card", "balance", "costly"), "money"),
}


class ChainLink(NamedTuple):
    """A signal or an expensive order."""

    at: datetime
    kind: str
    ref: Ref
    strong: bool


def find(history: View) -> Iterator[Mark]:
    """One mark for each chain that begins with a suspicious sign-in. The steps until its weight suffices are
    triggers."""
    expensive = history.of(placed_orders.measure).filter(pl.col("expensive"))
    steps = [ChainLink(signal.at, signal.kind, signal.ref, signal.strong) for signal in history.of(signals.measure).all]
    # An order of gift cards counts once, not again as an expensive order.
    counted = {step.ref for step in steps if step.kind == "gift_card"}
    costly = [(at, Ref("orders", row)) for at, row in expensive.select("at", "row").iter_rows()]
    steps += [ChainLink(at, "costly", ref, False) for at, ref in costly if ref not in counted]
    steps.sort()
    until: datetime | None = None
    listed = 0
    for place, (at, name, _, _) in enumerate(steps):
        if name != "login" or (until is not None and at <= until) or listed == MAX_FINDINGS:
            continue
        end = bisect_right(steps, at + Signals.WINDOW, lo=place, key=lambda step: step.at)
        chain = _chain(steps[place : min(end, place + 50 * MAX_CONTEXT)])
        if chain:
            until, listed = at + Signals.WINDOW, listed + 1
            yield chain


def _chain(steps: list[ChainLink]) -> Mark | None:
    """The mark of these steps, or null if their weight is too low. Of each kind the heaviest step counts."""
    weights: dict[str, float] = {}
    triggers: list[Ref] = []
    enough, least = False, Limits.MIN_SIGNALS * Signals.WEAK_WEIGHT
    for _, name, ref, strong in steps:
        weight = Signals.STRONG_WEIGHT if strong else Signals.WEAK_WEIGHT
        if weight > weights.get(name, 0):
            weights[name] = weight
            if not enough:
                triggers.append(ref)
        stages = {STAGES[kind] for kind in weights}
        if sum(weights.values()) >= least and len(stages) > 1:
            enough = True
    if not enough:
        return None
    total = sum(weights.values())
    reported = sorted(weights, key=lambda kind: (("entry", "control", "money").index(STAGES[kind]), -weights[kind]))
    sentences = [say(kind) for kind in reported[:3]] + [NOTHING] * 3
    money = any(STAGES[kind] == "money" for kind in weights)
    return Mark(
        triggers=tuple(dict.fromkeys(triggers)),
        context=tuple(dict.fromkeys(step.ref for step in steps if step.ref not in triggers)),
        values={"at": steps[0].at, "first": sentences[0], "second": sentences[1], "third": sentences[2]},
        score=total,
        parts=tuple(Part(say(kind), weights[kind]) for kind in reported),
        arithmetic=(at_least(round(total), round(least)), apart(steps[-1].at - steps[0].at, Signals.WINDOW)),
        severity=None if len(stages) == 3 else "high" if money else "medium",
    )
