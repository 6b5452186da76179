"""Mutates every number of every detector by its smallest step: one of its cases must fail."""

from functools import cache
from typing import Any

import pytest

import analyzers.rules.run
from analyzers.events.history import History
from analyzers.rules.contract import detectors
from tests.analyzers.detector_cases import Case, cases
from tests.mutation.steps import holds, module_of, own_constants, steps


def changed_constants() -> list[tuple[str, str, str, Any]]:
    """(detector, constant, place and direction, new value) of every number of every detector."""
    return [
        (detector, name, f"{place} {number}", value)
        for detector in detectors()
        for name in own_constants(module_of(detector))
        for number, (place, value) in enumerate(steps(getattr(module_of(detector), name)))
    ]


@cache
def histories(detector: str) -> list[tuple[Case, History]]:
    """The detector's cases with their events as a history."""
    return [(case, case.history()) for case in cases() if case.detector == detector]


@pytest.mark.parametrize(("detector", "name", "place", "value"), changed_constants(), ids=lambda one: str(one)[:40])
def test_every_threshold_matters(
    detector: str, name: str, place: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A threshold that no case proves, from both sides, could be anything."""
    alone = {detector: detectors()[detector]}
    monkeypatch.setattr(analyzers.rules.run, "detectors", lambda: alone)
    known = histories(detector)
    monkeypatch.setattr(module_of(detector), name, value)
    assert not all(holds(case, history) for case, history in known), f"{detector}: {name}{place} can be {value}"
