"""The output of a rule: marks and gaps, with references to events, amounts and sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

Severity = Literal["info", "low", "medium", "high", "critical"]
Kind = Literal["proof", "surprise", "rule"]

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
ALARMS = SEVERITIES[2:]  # severities that alarm the person; the others are only listed


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
    """An English message key with the values that fill it. A sentence can be a value of another one; it is
    translated where it is displayed."""

    key: str
    values: "Values" = field(default_factory=dict)


# What can fill the placeholders of a sentence.
Value: TypeAlias = str | int | float | Money | datetime | date | Sentence | tuple["Value", ...]
Values = Mapping[str, Value]


class Part(NamedTuple):
    """One summand of a score: its explanation and how much it adds."""

    sentence: Sentence
    share: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One observation of a detector. ``values`` fill its ``title``, ``message`` and ``innocent``; times among them are
    UTC.

    ``severity`` is set only where a harmless explanation lowers the detector's own severity; the values then hold the
    reason.
    """

    triggers: tuple[Ref, ...]
    context: tuple[Ref, ...] = ()
    values: Values = field(default_factory=dict)
    score: float = 0.0
    severity: Severity | None = None
    at: datetime | None = None  # default: the earliest time of the triggers
    counted: tuple[Ref, ...] = ()  # context that its sentences count, so that one answer covers it
    parts: tuple[Part, ...] = ()  # the summands of the score
    arithmetic: tuple[Sentence, ...] = ()  # the comparisons that decided (``analyzers.events.arithmetic``)
    otherwise: Sentence | None = None  # without what there would be no such mark, where that is not its rows
    gap: str | None = None  # code of the reason, if the mark reports a gap


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be judged because a file, page or period is missing.

    ``code`` is the reason: one of the detector's own ``reasons`` or of ``analyzers.rules.reasons``; ``values`` fill
    its sentence. ``missing`` names what would close the gap, a format id with an optional period, so that each missing
    file is reported once. ``get`` names formats that would help where no part of the history is missing.
    """

    code: str
    missing: str
    triggers: tuple[Ref, ...] = ()
    values: Values = field(default_factory=dict)
    get: tuple[str, ...] = ()
