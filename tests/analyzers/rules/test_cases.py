"""Every case of every detector: it finds exactly the findings that the case names, and says them rightly."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from analyzers.events.marks import Money, Sentence
from analyzers.findings.finding import Finding
from analyzers.rules import reasons
from analyzers.rules.contract import detectors
from analyzers.rules.outcome import Outcome
from app.cli import explain
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext
from tests.analyzers.detector_cases import Case, cases, named, seen, some_cases

PLACEHOLDER = re.compile(r"{(\w*)}")
REASONS = {*reasons.SENTENCES, *(f"{one.id}.{code}" for one in detectors().values() for code in one.reasons)}


@pytest.mark.parametrize("case", cases(), ids=named)
def test_case(case: Case) -> None:
    """The findings of the detector are exactly those that the case names, and its outcome is the one named."""
    findings, outcomes = case.own
    assert [one.failure for one in outcomes if one.failure] == []
    mine = sorted(findings, key=_places)
    wanted = sorted(case.found, key=lambda one: one["triggers"])
    assert [seen(one, w) for one, w in zip(mine, wanted, strict=False)] == wanted
    assert len(mine) == len(wanted)
    outcome = next((one for one in outcomes if one.detector == case.detector), None)
    assert (outcome.outcome if outcome else "none") == case.outcome
    if outcome and case.get:
        assert list(outcome.get) == case.get
    rightly_said(findings)
    rightly_explained(outcomes)


def _places(finding: Finding) -> list[str]:
    return [f"{one.path}:{one.line}" for one in finding.evidence if one.role == "trigger"]


def rightly_said(findings: Iterable[Finding]) -> None:
    """The values of a finding are those that its sentences name, and all can be displayed. No sentence says
    ``1 orders``. Whatever compares numbers shows them in both languages with nothing left open, and a score is never
    without them."""
    for one in findings:
        assert set(one.values) == placeholders(one.message + one.innocent)
        assert all(showable(value) for value in one.values.values()), one.values
        assert not ones(one.message, one.values) + ones(one.sentence or "", one.values)
        shown = one
        assert one.kind != "surprise" or shown.arithmetic or shown.parts or not shown.score
        adds_up(shown)
        for lang in LANGUAGES:
            assert all("{" not in gettext(line.key, lang, **line.values) for line in shown.arithmetic)


def adds_up(one: Finding) -> None:
    """What is shown of a score is its sum, and every score that no other line explains has parts."""
    if one.kind == "surprise":
        assert one.parts or one.score == 0 or one.detector == "login.unfamiliar"
        assert not one.parts or abs(sum(part.share for part in one.parts) - one.score) < 0.05
        for line in explain.lines(one, "en"):
            parts, _, total = line.removeprefix("  Score: ").partition(" = ")
            if line.startswith("  Score: ") and total:
                assert f"{sum(map(float, parts.split(' + '))):.2f}" == total


def rightly_explained(outcomes: Iterable[Outcome]) -> None:
    """No check is left with the general sentence because the code of its reason is misspelt."""
    for one in outcomes:
        if one.code and one.code != "missing":
            sentence = reasons.sentence(one.code)
            assert one.code in REASONS
            assert set(one.values) == placeholders(sentence)
            assert not ones(sentence, one.values)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def ones(text: str, values: Mapping[str, Any]) -> list[str]:
    """The values of which there is one where the sentence speaks of several."""
    single = (name for name, value in values.items() if value == 1)
    return [name for name in single if re.search(rf"\{{{name}\}} (?:\w+ )?[a-z]+s\b", text)]


def showable(value: Any) -> bool:
    """Text, whole numbers, money, times, and sentences with their own values."""
    if isinstance(value, Sentence):
        return placeholders(value.key) == set(value.values) and all(map(showable, value.values.values()))
    if isinstance(value, tuple):
        return all(map(showable, value))
    return isinstance(value, str | int | Money | datetime | date)


@pytest.mark.parametrize("case", some_cases(), ids=named)
def test_all_detectors_together(case: Case) -> None:
    """No detector fails on the events of another one's case; what the case's own finds is what it finds alone. Every
    dated finding has an episode; those about the files have none."""
    findings, outcomes = case.ran()
    assert [one.failure for one in outcomes if one.failure] == []
    assert {one.id for one in findings if one.detector == case.detector} == {one.id for one in case.own[0]}
    rightly_said(findings)
    rightly_explained(outcomes)
    for one in findings:
        assert (one.episode is None) == (detectors()[one.detector].about_files or one.at is None)


@pytest.mark.parametrize("detector", sorted({case.detector for case in cases()}))
def test_both_sides_are_shown(detector: str) -> None:
    """At least two cases fire, and at least three look-alikes must not."""
    mine = [case for case in cases() if case.detector == detector]
    assert sum(bool(case.found) for case in mine) >= 2
    assert sum(not case.found for case in mine) >= 3


def test_the_cases_meet_what_is_to_be_said() -> None:
    """Enough of the first cases compare numbers, have one of something, and end with a reason, so that the checks of
    what is said mean something."""
    findings = [one for case in some_cases() for one in case.own[0]]
    outcomes = [one for case in some_cases() for one in case.own[1]]
    values = [*(one.values for one in findings), *(one.values for one in outcomes)]
    assert any(one.arithmetic for one in findings)
    assert any(one.parts for one in findings)
    assert sum(1 in one.values() for one in values) > 2
    assert any(one.code and one.code != "missing" for one in outcomes)
