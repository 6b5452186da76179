"""What the engine makes of facts and gaps: findings with their evidence, and one outcome for each detector."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from analyzers.events.facts import Kind, Money, Part, Sentence, Severity, Values

EntityKind = Literal["address", "network", "country", "card", "order"]
Result = Literal["fired", "clear", "not_assessable"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One event that a finding cites: where it stands, and where else the same event stands (``also``)."""

    table: str
    event: str  # the stable id
    path: str
    line: int
    upload: int
    role: Literal["trigger", "context"]
    also: tuple[tuple[str, int], ...] = ()  # (path, line)
    at: datetime | None = None
    at_basis: str | None = None
    money: Money | None = None  # what the row adds or takes, signed as its table has it
    balance: Money | None = None  # of a ledger, after the row
    order: str | None = None  # number of the order that the row belongs to
    payment: str | None = None  # how it was paid, in the original words
    payee: str | None = None  # who was paid, of a payment
    told: bool = False  # of the context: the sentences of the finding count it too
    record: int | None = None  # number of the row in its file, where rows may share a line


class Entity(NamedTuple):
    """Something that explains a finding if it is the owner's: an ``address``, a ``network`` (CIDR), a ``card`` (last
    four digits), an ``order`` (its number), or a stay in a ``country`` (ISO alpha-2) from ``first`` until ``last``."""

    kind: EntityKind
    value: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact as it is shown. ``title``, ``message`` and ``innocent`` are message keys that ``values`` fill."""

    id: str
    detector: str
    kind: Kind
    severity: Severity
    confidence: float
    title: str
    message: str
    innocent: str
    values: Values
    triggers: tuple[str, ...]  # event ids; a verdict keeps them
    evidence: tuple[Evidence, ...]
    at: datetime | None
    at_basis: str | None
    shop: str | None
    unshipped: bool  # an order it cites has not been dispatched yet
    verdict: str | None
    stoppable: bool = False  # that order is recent, judged by the history's own last event
    score: float = 0.0
    parts: tuple[Part, ...] = ()
    sentence: str | None = None  # a message key: how a story tells it, with the same values
    entities: tuple[Entity, ...] = ()
    episode: int | None = None
    arithmetic: tuple[Sentence, ...] = ()
    otherwise: Sentence | None = None  # without what there would be no such finding, where that is not its rows
    gap: str | None = None  # of what reports a gap: the code of its reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one detector. ``code`` says why it is not assessable, null otherwise; its sentence, which
    ``values`` fill, is in ``analyzers.engine.reasons``.

    ``get`` names the formats that would make it assessable. ``failure`` is set where the detector crashed: the kind of
    error and the place in our code, without any data, for the log.
    """

    detector: str
    title: str
    outcome: Result
    code: str | None = None
    values: Values = field(default_factory=dict)
    get: tuple[str, ...] = ()
    failure: str | None = None
