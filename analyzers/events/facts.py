"""The vocabulary of what a detector yields: facts and gaps, with the events and amounts that they name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

Severity = Literal["info", "low", "medium", "high", "critical"]
Kind = Literal["proof", "surprise", "rule"]

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
ALARMS = SEVERITIES[2:]  # what alarms the person; the rest is listed


class Ref(NamedTuple):
    """One event: its table and its row number in the merged table of the History."""

    table: str
    row: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (yen, cents) of an ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole English sentence (a message key) with its own values. As a value of another sentence it is translated
    where it is shown."""

    key: str
    values: "Values" = field(default_factory=dict)


# What fills the placeholders of a sentence.
Value: TypeAlias = str | int | float | Money | datetime | date | Sentence | tuple["Value", ...]
Values = Mapping[str, Value]


class Part(NamedTuple):
    """One summand of a score: what it stands for and how much it adds."""

    sentence: Sentence
    share: float


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a detector found. ``values`` fill the detector's ``title``, ``message`` and ``innocent``; times among
    them are UTC.

    ``severity`` is given only where
    something harmless is known and lowers the detector's own; the reason then stands in the values.
    """

    triggers: tuple[Ref, ...]
    context: tuple[Ref, ...] = ()
    values: Values = field(default_factory=dict)
    score: float = 0.0
    severity: Severity | None = None
    at: datetime | None = None  # default: the earliest time of the triggers
    told: tuple[Ref, ...] = ()  # of the context: rows that its sentences count too, so that one answer is for them all
    parts: tuple[Part, ...] = ()  # what the score is the sum of
    arithmetic: tuple[Sentence, ...] = ()  # the comparisons that decided (``analyzers.events.arithmetic``)
    otherwise: Sentence | None = None  # without what there would be no such fact, where that is not its rows
    gap: str | None = None  # of what reports a gap: the code of its reason


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be judged because a file, page or period is missing.

    ``code`` says why: one of the detector's own ``reasons`` or of ``analyzers.engine.reasons``, whose sentence
    ``values`` fill; ``missing`` names what would close it, so that one missing file makes one line: a format id, or a
    format id and a period. ``get`` names formats that would help where no part of the history is missing.
    """

    code: str
    missing: str
    triggers: tuple[Ref, ...] = ()
    values: Values = field(default_factory=dict)
    get: tuple[str, ...] = ()
