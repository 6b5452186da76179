"""Every case of every detector: it finds exactly the findings that the case names."""

import pytest

from analyzers.engine.findings import Finding
from tests.analyzers.detector_cases import Case, cases, seen


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.detector}: {case.name}")
def test_case(case: Case) -> None:
    """The findings of the detector are exactly those that the case names, its outcome is the one named, and no detector
    fails on the case's events."""
    findings, outcomes = case.ran
    assert [one.failure for one in outcomes if one.failure] == []
    mine = sorted((one for one in findings if one.detector == case.detector), key=_places)
    wanted = sorted(case.found, key=lambda one: one["triggers"])
    assert [seen(one, w) for one, w in zip(mine, wanted, strict=False)] == wanted
    assert len(mine) == len(wanted)
    outcome = next((one for one in outcomes if one.detector == case.detector), None)
    assert (outcome.outcome if outcome else "none") == case.outcome
    if outcome and case.get:
        assert list(outcome.get) == case.get


def _places(finding: Finding) -> list[str]:
    return [f"{one.path}:{one.line}" for one in finding.evidence if one.role == "trigger"]


@pytest.mark.parametrize("detector", sorted({case.detector for case in cases()}))
def test_both_sides_are_shown(detector: str) -> None:
    """At least two cases fire, and at least three look-alikes must not."""
    mine = [case for case in cases() if case.detector == detector]
    assert sum(bool(case.found) for case in mine) >= 2
    assert sum(not case.found for case in mine) >= 3
