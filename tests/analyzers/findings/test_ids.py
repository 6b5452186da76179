"""Ids are permanent: no wording and no release changes them."""

import pytest

from analyzers.findings.ids import gap_id
from analyzers.rules import reasons
from tests.analyzers.detector_cases import cases, run


def test_the_id_of_a_gap_does_not_depend_on_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reason may be worded anew: the finding about it keeps its id, and so the answer that was given to it."""
    ids = [{one.id for one in run(case.history())[0]} for case in cases() if case.detector == "case.coverage_gap"]
    changed = {code: f"{text} Anew." for code, text in reasons.SENTENCES.items()}
    monkeypatch.setattr(reasons, "SENTENCES", changed)
    again = [{one.id for one in run(case.history())[0]} for case in cases() if case.detector == "case.coverage_gap"]
    assert ids == again
    assert any(ids)


def test_a_gap_that_had_an_id_before_it_had_a_code_keeps_it() -> None:
    """Verdicts of earlier versions refer to this id."""
    assert gap_id("case.coverage_gap", "only_digital") == "073bc999488c8203844e"
