"""The outcome of each rule of a run."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct, field

from analyzers.events.stored import StoredValues
from analyzers.rules.contract import detectors

Result = Literal["fired", "clear", "not_assessable"]


class Outcome(Struct, frozen=True):
    """The outcome of one check. ``code`` says why it could not be made (``analyzers.rules.reasons`` has the sentence,
    which ``values`` fill); ``get`` names the formats that would make it possible. ``failure`` is set if the rule
    crashed: the kind of error and the place in our code, without data, for the log."""

    detector: str
    title: str
    outcome: Result
    code: str | None = None
    values: StoredValues = field(default_factory=StoredValues)
    get: Sequence[str] = ()
    failure: str | None = None


def assessed(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes of the rules that could judge the history: fired or clear.

    A rule about the files is left out. It is clear whenever nothing is missing or contradicted there, which says
    nothing about the account.
    """
    known = detectors()
    return [
        outcome
        for outcome in outcomes
        if outcome.outcome in ("fired", "clear")
        and not (outcome.detector in known and known[outcome.detector].about_files)
    ]
