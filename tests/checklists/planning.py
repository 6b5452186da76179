"""What the tests of choosing share: calls, plans in short, and steps made up to test one rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from analyzers.findings.happened import by_rule
from analyzers.rules.contract import tags_of
from checklists import model
from checklists.choose import choose
from checklists.facts import Condition
from checklists.model import Step
from checklists.order import Planned
from checklists.situation import Cause

DAY = date(2026, 11, 27)


def finding(detector: str, severity: str | None, unshipped: bool | None = None, **given: Any) -> Cause:
    """What one finding of a detector calls for."""
    happened = frozenset(one.event for one in by_rule(detector))
    return Cause(detector, severity, unshipped=unshipped, tags=tags_of(detector), happened=happened, **given)


def ids(plan: list[Planned]) -> list[str]:
    return [one.step.id for one in plan]


def one(plan: list[Planned], step: str) -> Planned:
    return next(planned for planned in plan if planned.step.id == step)


def made(name: str, for_: Mapping[str, Sequence[str]] | None = None, **changes: Any) -> Step:
    """A step for testing the rules: like a real one, for whoever checks, or for other facts, with other keys."""
    base = model.steps()["rec.charges"]
    wanted: Any = {
        clock: tuple(map(Condition.from_text, conditions))
        for clock, conditions in (for_ or {"day": ["checking"]}).items()
    }
    fresh = replace(base, id=name, phase=name.split(".")[0], for_=wanted, shops=(), kind="evidence", is_=())
    return replace(fresh, **changes)


def chosen(*steps: Step, calls: tuple[Cause, ...] = (Cause("symptom.just_checking"),), **given: Any) -> list[Planned]:
    return choose(calls, today=DAY, steps={step.id: step for step in steps}, **given)
