"""Mutates every number that several detectors share by its smallest step: a case or a test must fail."""

import ast
import inspect
import sys
from functools import cache
from types import ModuleType
from typing import Any

import pytest

import analyzers.features
from analyzers.rules.contract import detectors
from tests.analyzers.detector_cases import cases
from tests.mutation.shared_numbers import CASES, TESTS, numbers, shared
from tests.mutation.steps import holds, module_of


@cache
def users(name: str) -> list[ModuleType]:
    """The modules that hold a constant: its own, and those that import it by name."""
    module, _, constant = name.partition(".")
    found = [shared()[module]]
    for other in (*shared().values(), *(module_of(one) for one in detectors())):
        for node in ast.parse(inspect.getsource(other)).body:
            if isinstance(node, ast.ImportFrom) and node.module == found[0].__name__:
                found += [sys.modules[other.__name__]] * any(one.name == constant for one in node.names)
    return found


def detected(name: str) -> bool:
    """Whether a case of the detector, or a test, fails with the mutation in place."""
    if name in CASES:
        return not all(holds(case, case.history()) for case in cases() if case.detector == CASES[name])
    try:
        for test in TESTS[name]:
            test()
    except Exception:
        return True
    return False


MUTATIONS = [(name, value) for name, some in numbers().items() if name in CASES or name in TESTS for value in some]


@pytest.mark.parametrize(("name", "value"), MUTATIONS, ids=lambda one: str(one)[:40])
def test_every_shared_threshold_matters(name: str, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A threshold that no case and no test proves could be anything."""
    if name in CASES:
        one = {CASES[name]: detectors()[CASES[name]]}
        monkeypatch.setattr(analyzers.rules.run, "detectors", lambda: one)
    for module in users(name):
        monkeypatch.setattr(module, name.partition(".")[2], value)
    assert detected(name), f"{name} can be {value}"
