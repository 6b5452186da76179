"""A situation with its facts and its plan, as invariants look at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from checklists.choose import choose, mail_services
from checklists.facts import Condition, Value, matches
from checklists.ledger import Ledger, ledger
from checklists.model import Step
from checklists.order import Plan
from checklists.questions import symptoms_of
from checklists.situation import Cause, Incident, incidents
from tests.prove.situations import Situation

DAY = date(2026, 11, 27)


@dataclass(frozen=True)
class Case:
    """What was said, and the plan that follows."""

    situation: Situation
    plan: Plan

    @classmethod
    def of(cls, situation: Situation, steps: Mapping[str, Step] | None = None) -> "Case":
        """Makes the plan. ``steps`` replaces the shipped ones."""
        planned = choose(
            _calls(situation), shops=situation.files, market=situation.country, home=[situation.country], today=DAY,
            conditions=situation.conditions, steps=steps,
        )  # fmt: skip
        return cls(situation, planned)

    @cached_property
    def incidents(self) -> list[Incident]:
        """The facts, by incident."""
        return incidents(
            _calls(self.situation), self.situation.files, self.situation.conditions, self.situation.country,
        )  # fmt: skip

    @cached_property
    def ledger(self) -> Ledger:
        """The keys that somebody may hold."""
        return ledger(self.incidents, mail_services(self.incidents, self.situation.conditions))

    @cached_property
    def sittings(self) -> list[str]:
        """The sittings and the single steps, in order."""
        return list(dict.fromkeys(one.sitting or one.step.id for one in self.plan))

    @cached_property
    def ids(self) -> list[str]:
        """The steps in order."""
        return [one.step.id for one in self.plan]

    @cached_property
    def now(self) -> set[str]:
        """The steps that are due now."""
        return {one.step.id for one in self.plan if one.when == "now"}

    @cached_property
    def today(self) -> set[str]:
        """The steps that are due today, now included."""
        return {one.step.id for one in self.plan if one.when in ("now", "today")}

    @property
    def alone(self) -> bool:
        """Is there nothing but one symptom, and what its answers add?"""
        return self.situation.hazard == "alone" and len(self.situation.symptoms) == 1

    def holds(self, text: str) -> bool:
        """Does a condition hold in some incident that is no unanswered finding?"""
        if text not in self._held:
            condition = condition_of(text)
            self._held[text] = any(
                matches(condition, incident.values) is not None for incident in self.incidents if not incident.is_open
            )
        return self._held[text]

    def holds_anywhere(self, text: str) -> bool:
        """Does it hold in some incident, an unanswered finding too?"""
        condition = condition_of(text)
        return any(matches(condition, incident.values) is not None for incident in self.incidents)

    @cached_property
    def _held(self) -> dict[str, bool]:
        return {}

    def holds_everywhere(self, text: str) -> bool:
        """Does it hold in each incident?"""
        condition = condition_of(text)
        return all(matches(condition, incident.values) is not None for incident in self.incidents)

    def value(self, fact: str) -> set[Value]:
        """The states of a fact in the incidents that name it."""
        return {incident.values[fact] for incident in self.incidents if fact in incident.values}

    @property
    def choices(self) -> list[str]:
        """What is a choice inside the first step."""
        return [name for one in self.plan[:1] for name in one.choices]

    def place(self, step: str) -> int:
        """Where a step is in the plan; behind everything where it is not."""
        return self.ids.index(step) if step in self.ids else len(self.ids)

    def given(self, question: str) -> tuple[str, ...]:
        """The answers to a question that counts."""
        return self.situation.answers.get(question, ())


@cache
def condition_of(text: str) -> Condition:
    """The condition of a text, read once."""
    return Condition.from_text(text)


def _calls(situation: Situation) -> list[Cause]:
    names = sorted(symptoms_of(situation.every_answer)) if situation.symptoms else []
    return [*(Cause(name) for name in names), *situation.findings]
