"""Moves every number of the rules by its smallest step: a case or a test must fail."""

import ast
import inspect
from functools import cache
from types import ModuleType
from typing import Any

import pytest

import analyzers.rules.run
from analyzers.events.history import History
from analyzers.rules.contract import detectors
from tests.analyzers.detector_cases import Case, cases
from tests.mutation.proved_numbers import CASES, TESTS, holder, numbers, shared
from tests.mutation.steps import holds, module_of


@cache
def users(name: str) -> list[ModuleType | type]:
    """What holds a constant: its module or its group, and the modules that import it by name."""
    own, _, constant = name.rpartition(".")
    holders: list[ModuleType | type] = [holder(name)]
    for other in (*shared().values(), *(module_of(rule) for rule in detectors())):
        for node in ast.parse(inspect.getsource(other)).body:
            if own in shared() and isinstance(node, ast.ImportFrom) and node.module == shared()[own].__name__:
                holders += [other] * any(imported.name == constant for imported in node.names)
    return holders


@cache
def histories(rule: str) -> list[tuple[Case, History]]:
    """The cases of a rule with their events as a history."""
    return [(case, case.history()) for case in cases() if case.detector == rule]


def detected(name: str) -> bool:
    """Whether a case of the rule, or a test, fails with the mutation in place."""
    if name in CASES:
        return not all(holds(case, history) for case, history in histories(CASES[name]))
    try:
        for test in TESTS[name]:
            test()
    except Exception:
        return True
    return False


MUTATIONS = [(name, value) for name, some in numbers().items() if name in CASES or name in TESTS for value in some]


@pytest.mark.parametrize(("name", "value"), MUTATIONS, ids=lambda value: str(value)[:40])
def test_every_threshold_matters(name: str, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A threshold that no case and no test proves, from both sides, could be anything."""
    if name in CASES:
        alone = {CASES[name]: detectors()[CASES[name]]}
        monkeypatch.setattr(analyzers.rules.run, "detectors", lambda: alone)
        histories(CASES[name])
    for place in users(name):
        monkeypatch.setattr(place, name.rpartition(".")[2], value)
    assert detected(name), f"{name} can be {value}"
