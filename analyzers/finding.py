"""What a detector yields (facts and gaps) and what the engine makes of it (findings and outcomes)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

Severity = Literal["info", "low", "medium", "high", "critical"]
Kind = Literal["proof", "surprise", "rule"]
Result = Literal["fired", "clear", "not_assessable"]

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")


class Ref(NamedTuple):
    """One event: its table and its row number in the merged table of the History."""

    table: str
    row: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a detector found. ``values`` fill the detector's ``title``, ``message`` and ``innocent``.

    Values are text, whole numbers, ``Money``, ``datetime`` (UTC) or ``date``. ``severity`` is given only where
    something harmless is known and lowers the detector's own; the reason then stands in the values.
    """

    triggers: tuple[Ref, ...]
    context: tuple[Ref, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    score: float = 0.0
    severity: Severity | None = None
    at: datetime | None = None  # default: the earliest time of the triggers


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be judged because a file, page or period is missing.

    ``reason`` is an English sentence (a message key) with ``{placeholders}`` that ``values`` fill; ``missing`` names
    what would close it, so that one missing file makes one line: a format id, or a format id and a period.
    """

    reason: str
    missing: str
    triggers: tuple[Ref, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


class Money(NamedTuple):
    """An amount in whole minor units (yen, cents) of an ISO 4217 currency."""

    minor: int
    currency: str
