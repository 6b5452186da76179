"""What the tests of choosing share: calls, plans in short, and steps made up to test one rule."""

from dataclasses import replace
from datetime import date
from typing import Any

from analyzers.rules.contract import tags_of
from checklists import model
from checklists.choose import Call, choose
from checklists.model import Step
from checklists.order import Planned

DAY = date(2026, 11, 27)


def finding(detector: str, severity: str | None, unshipped: bool | None = None, **given: Any) -> Call:
    """What one finding of a detector calls for."""
    return Call(detector, severity, unshipped=unshipped, tags=tags_of(detector), **given)


def ids(plan: list[Planned]) -> list[str]:
    return [one.step.id for one in plan]


def one(plan: list[Planned], step: str) -> Planned:
    return next(planned for planned in plan if planned.step.id == step)


def made(name: str, **changes: Any) -> Step:
    """A step for testing the rules: like a real one, with other keys."""
    base = model.steps()["rec.charges"]
    fresh = replace(
        base, id=name, phase=name.split(".")[0], triggers=("symptom.x",), shops=(), min_severity="info", now={}
    )
    return replace(fresh, **changes)


def chosen(*steps: Step, calls: tuple[Call, ...] = (Call("symptom.x"),), **given: Any) -> list[Planned]:
    return choose(calls, today=DAY, steps={step.id: step for step in steps}, **given)
