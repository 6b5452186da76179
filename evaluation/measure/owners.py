"""Simulated owners who answer the questions of recognition, with the mistakes that people make.

The owner knows the truth about every event. A place or payee that both the owner and the thief used is known to the
owner, who notices nothing; of another group that holds rows of both, the owner notices the thief's with their share as
probability. All rates are assumed, not measured; ``docs/detection.md`` says so beside every figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from analyzers.asking.kinds import Mode
from analyzers.asking.questions import Question
from analyzers.events.answers import RECOGNISED

SHARED_KINDS = ("receiver_place", "place", "payee")  # that owner and thief may both use
SINGLE_KINDS = ("order", "digital", "subscription", "payment", "code", "gift_card")
OLD = timedelta(days=365)  # before the end of the history
SMALL = 1_000  # yen
UNSEEN = 0.5  # of slips, when they are shown once more


@dataclass(frozen=True, slots=True)
class Rates:
    """Chances: ``slip`` of confirming a foreign row, ``skim_slip`` the same where rows are only looked through,
    ``fatigue`` by what part of itself both grow with every screen; ``unsure`` about a row that is old, small or single,
    ``unsure_payee`` about a payee, ``unsure_other``; ``household`` that a single row is of somebody at home, and
    ``disown`` that it is then disowned; ``forget`` that an old or single row is disowned though it is the owner's."""

    slip: float = 0.0
    skim_slip: float = 0.0
    fatigue: float = 0.0
    unsure: float = 0.0
    unsure_payee: float = 0.0
    unsure_other: float = 0.0
    household: float = 0.0
    disown: float = 0.0
    forget: float = 0.0


OWNERS = {
    "perfect": Rates(),
    "careful": Rates(0.02, 0.05, 0.03, 0.05, 0.05, 0.02, 0.05, 0.3, 0.02),
    "realistic": Rates(0.05, 0.15, 0.03, 0.10, 0.25, 0.02, 0.05, 0.3, 0.02),
    "tired": Rates(0.10, 0.30, 0.03, 0.10, 0.25, 0.02, 0.05, 0.3, 0.02),
}


@dataclass(slots=True)
class Person:
    """One owner: ``foreign`` says of every unit whether somebody else did it; ``end`` is the history's last day."""

    rates: Rates
    rng: Random
    foreign: Sequence[bool]
    end: date | None

    def answer(self, one: Question, mode: Mode, screen: int) -> str:
        """The answer to a question on the given screen (0 is the first)."""
        if one.stage == "second_look":
            return self._second(one)
        share = sum(self.foreign[unit] for unit in one.units) / len(one.units)
        if share and self._notices(one, share):
            slip = self.rates.skim_slip if mode == "mark" else self.rates.slip
            if self.rng.random() >= min(1.0, slip * (1 + self.rates.fatigue * screen)):
                return "not_mine"
            return "mine"
        return self._own(one)

    def _notices(self, one: Question, share: float) -> bool:
        if share == 1:
            return True
        return one.kind not in SHARED_KINDS and self.rng.random() < share

    def _own(self, one: Question) -> str:
        rates, single = self.rates, one.kind in SINGLE_KINDS and len(one.units) == 1
        old = bool(self.end and one.last and self.end - one.last > OLD)
        hard = single or old or one.weight < SMALL
        unsure = rates.unsure_payee if one.kind == "payee" else rates.unsure if hard else rates.unsure_other
        if self.rng.random() < unsure:
            return "not_sure"
        if single and self.rng.random() < rates.household:
            return "not_mine" if self.rng.random() < rates.disown else "family"
        if (single or old) and self.rng.random() < rates.forget:
            return "not_mine"
        return "mine"

    def _second(self, one: Question) -> str:
        """A second look shows the answer of before, with day, title and what else was bought. A right answer stays, and
        half of the slips are seen. What was denied wrongly or was not sure is answered anew, with half of the mistakes:
        the household was asked."""
        foreign = any(self.foreign[unit] for unit in one.units)
        if one.before == "not_mine" and foreign:
            return "not_mine"
        if one.before in RECOGNISED:
            return "not_mine" if foreign and self.rng.random() >= UNSEEN else one.before
        if foreign:
            return "mine" if self.rng.random() < self.rates.slip / 2 else "not_mine"
        if self.rng.random() < self.rates.unsure_other:
            return "not_sure"
        return "not_mine" if self.rng.random() < self.rates.forget / 2 else "mine"
