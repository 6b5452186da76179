"""What the engine makes of facts and gaps: findings with their evidence, and one outcome for each detector."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from analyzers.events.facts import Kind, Money, Part, Sentence, Severity, Values

EntityKind = Literal["address", "network", "country", "card", "order"]
Result = Literal["fired", "clear", "not_assessable"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One event that a finding cites, with its place in a file; ``also`` are the places of merged records of the
    event."""

    table: str
    event: str  # the stable id of the event
    path: str
    line: int
    upload: int
    role: Literal["trigger", "context"]
    also: tuple[tuple[str, int], ...] = ()  # (path, line)
    at: datetime | None = None
    at_basis: str | None = None
    money: Money | None = None  # amount of the row, with the sign of its table
    balance: Money | None = None  # of a ledger, after the row
    order: str | None = None  # number of the order that the row belongs to
    payment: str | None = None  # payment method, in the original words
    payee: str | None = None  # of a payment
    counted: bool = False  # context that the finding's sentences count, so that one answer covers it
    record: int | None = None  # row number in the file, where several rows share a line
    mail: str | None = None  # how sure it is that the mail is genuine, where only a mail says so (see the schemas)
    status: str | None = None  # pending | declined | reversed: of a payment that does not count, which has no ``money``


class Entity(NamedTuple):
    """Something that explains a finding if it is the owner's: an ``address``, a ``network`` (CIDR), a ``card`` (last
    four digits), an ``order`` (its number), or a stay in a ``country`` (ISO alpha-2) from ``first`` until ``last``."""

    kind: EntityKind
    value: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact with its ids, evidence and rank. ``title``, ``message`` and ``innocent`` are message keys that
    ``values`` fill."""

    id: str
    detector: str
    kind: Kind
    severity: Severity
    confidence: float
    title: str
    message: str
    innocent: str
    values: Values
    triggers: tuple[str, ...]  # ids of the trigger events; a verdict is stored with them
    evidence: tuple[Evidence, ...]
    at: datetime | None
    at_basis: str | None
    shop: str | None
    unshipped: bool  # an order that it cites has not been dispatched
    verdict: str | None
    service: str | None = None  # whose sign-in or setting it is about, `google`
    stoppable: bool = False  # that order is recent, as of the history's last event
    score: float = 0.0
    parts: tuple[Part, ...] = ()
    sentence: str | None = None  # message key of its line in a story, with the same values
    entities: tuple[Entity, ...] = ()
    episode: int | None = None
    arithmetic: tuple[Sentence, ...] = ()
    otherwise: Sentence | None = None  # without what there would be no such finding, where that is not its rows
    gap: str | None = None  # code of the reason, if it reports a gap
    aliases: tuple[
        str, ...
    ] = ()  # other ids by which it and its trigger events are known, to which a verdict may refer


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one detector. ``code`` says why it is not assessable and is null otherwise; its sentence, which
    ``values`` fill, is in ``analyzers.engine.reasons``.

    ``get`` names the formats that would make it assessable. ``failure`` is set if the detector crashed: the kind of
    error and the place in our code, without data, for the log.
    """

    detector: str
    title: str
    outcome: Result
    code: str | None = None
    values: Values = field(default_factory=dict)
    get: tuple[str, ...] = ()
    failure: str | None = None
