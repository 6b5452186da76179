"""How a constant is mutated, and whether a case of a detector still holds."""

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from analyzers.events.history import History
from tests.analyzers.detector_cases import Case, run, seen

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def steps(value: Any) -> Iterator[tuple[str, Any]]:
    """The mutations of a constant: one number in it changed by its smallest step, with the place of that number."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int):
        yield from (("", value + sign) for sign in (-1, 1))
    elif isinstance(value, float):
        digit = 10.0 ** -len(str(value).partition(".")[2])
        yield from (("", round(value + sign * digit, 6)) for sign in (-1, 1))
    elif isinstance(value, timedelta):
        step = next(unit for unit in (DAY, HOUR, MINUTE) if value % unit == timedelta(0))
        yield from (("", value + sign * step) for sign in (-1, 1))
    elif isinstance(value, date):
        yield from (("", value + sign * DAY) for sign in (-1, 1))
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            for inner, other in steps(one):
                yield f"[{place}]{inner}", (*value[:place], other, *value[place + 1 :])
    elif isinstance(value, dict):
        for key, one in value.items():
            for inner, other in steps(one):
                yield f"[{key}]{inner}", {**value, key: other}


def own_constants(module: ModuleType) -> list[str]:
    """The names in capitals that the module itself gives a value."""
    found = []
    for node in ast.parse(inspect.getsource(module)).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        found += [one.id for one in targets if isinstance(one, ast.Name) and re.fullmatch(r"[A-Z][A-Z0-9_]*", one.id)]
    return found


def module_of(detector: str) -> ModuleType:
    """The file of a detector."""
    return import_module(f"analyzers.rules.{detector}")


def holds(case: Case, history: History) -> bool:
    """Whether the case finds what it names and nothing else."""
    findings, outcomes = run(history)
    mine = sorted((one for one in findings if one.detector == case.detector), key=lambda one: str(seen(one, {})))
    wanted = sorted(case.found, key=lambda one: str({"triggers": one["triggers"]}))
    outcome = next(one for one in outcomes if one.detector == case.detector)
    if outcome.outcome != case.outcome or [seen(one, {}) for one in mine] != [
        {"triggers": one["triggers"]} for one in wanted
    ]:
        return False
    try:
        return [seen(one, named) for one, named in zip(mine, wanted, strict=True)] == wanted
    except KeyError:  # a value that the case names is not there
        return False
