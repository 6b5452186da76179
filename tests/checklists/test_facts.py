"""The facts that content states and asks for: each in words, each of use, and a wrong one named by file and line."""

from collections.abc import Mapping

from checklists.content import asked, stated
from checklists.facts import facts
from checklists.model import steps
from checklists.questions import questions
from tests.checklists.shipped import STEPS

WORDS = {"yes": ("yes",), "possible": ("yes", "may"), "may": ("may",), "no": ("no",), "not_yes": (), "not_no": ()}


def test_each_fact_is_stated_and_asked_for() -> None:
    """A fact that nothing states calls for no step, and one that no step asks for says nothing."""
    known = {name for _, _, names in stated() for name in names}
    unstated = {name for name, fact in facts().items() if not (fact.stated_by or fact.worked_out)} - known
    assert not unstated
    assert set(facts()) == {name for _, _, names in asked() for name in names}


def test_a_reason_has_words() -> None:
    """Each state of a fact that can be the reason of a step is a sentence."""
    values = {(name, value) for _, _, names in stated() if isinstance(names, Mapping) for name, value in names.items()}
    several = [question for question in questions().values() if question.kind == "many"]
    values |= {(name, "no") for question in several for option in question.options.values() for name in option.states}
    values |= {(name, "yes") for name, fact in facts().items() if fact.stated_by}
    conditions = [condition for step in steps().values() for some in step.for_.values() for condition in some]
    named = {part.fact for condition in conditions for part in condition.asked}
    conditions += [condition for name in named for condition in facts()[name].worked_out]
    for condition in conditions:
        for part in condition.asked:
            for value in WORDS[part.asks]:
                if (part.fact, value) in values:
                    assert facts()[part.fact].words(value), (condition.text, part.fact, value)  # type: ignore[arg-type]


def test_each_step_says_what_it_is_for() -> None:
    """A step without facts, and without an end of its validity, would never be in a plan."""
    for step in STEPS:
        assert (step.kind and step.for_) or step.valid.until, step.id
        assert all(step.for_.values())
        assert "noticed" not in step.is_ or step.kind != "safety"
