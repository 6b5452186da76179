"""Plans are safe whatever is said: a part of what ``make prove-plan`` makes, against every invariant."""

import pytest

from tests.prove.invariants import INVARIANTS, broken, facts_named
from tests.prove.plans import Case
from tests.prove.situations import Situation, few_situations, of_findings

FEW = list(few_situations())
PARTS = 4


def _faults(situations: list[Situation]) -> list[tuple[str, str]]:
    return [(sentence, str(one)) for one in situations for sentence in broken(Case.of(one))]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_pair_of_symptoms_has_a_safe_plan(part: int) -> None:
    """Each symptom alone, with each answer, and beside each other symptom."""
    assert len(INVARIANTS) >= 27
    assert _faults(FEW[part::PARTS]) == []


def test_findings_have_safe_plans() -> None:
    """A part of the findings, with each answer."""
    assert _faults(list(of_findings())[::16]) == []


def test_an_invariant_speaks_of_each_fact() -> None:
    """Each fact is named in what must hold."""
    unnamed = [name for name, number in facts_named().items() if not number]
    assert unnamed == [], "say in tests/prove/invariants/needed.py which step these facts need"
