"""The types of findings with their evidence, and of episodes. The whole product uses them: stored, displayed and public
JSON are encodings of these types.

Times are ISO 8601 text in UTC (``2026-03-03T09:00:00Z``), days ISO dates; times among the values of sentences also name
the zone in which they are shown (``2026-03-03T09:00:00Z[Asia/Tokyo]``, RFC 9557).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from analyzers.events.marks import Kind, Money, Severity
from analyzers.events.stored import StoredValues, time_of
from analyzers.findings.happened import Happened
from analyzers.rules.contract import tags_of

EntityKind = Literal["address", "network", "country", "card", "order"]
Place = tuple[str, int | None, int | None]  # path, line, record
CHARGED = ("orders", "payments")  # the tables whose rows are charges
PERIOD = {"start": "from", "end": "to"}  # the names in JSON


class Location(Struct, frozen=True):
    """A line of a file."""

    path: str
    line: int | None


class Evidence(Struct, frozen=True, rename={"counted": "told"}):
    """A row that a finding cites, which is one event. ``fields`` are its original cells by the names of their columns;
    ``also`` are the places of merged records of the event."""

    path: str
    line: int | None
    role: Literal["trigger", "context"]
    fields: dict[str, str | None] = field(default_factory=dict)
    also: Sequence[Location] = ()
    record: int | None = None  # number of the row in its file, where rows may share a line
    table: str = ""
    at: str | None = None
    money: Money | None = None  # amount of the row, with the sign of its table
    balance: Money | None = None  # of a ledger, after the row
    order: str | None = None  # number of the order that the row belongs to
    card: bool | None = None  # whether a card paid; null where the file does not say
    payee: str | None = None  # of a payment
    counted: bool = False  # a context row that the sentences of the finding count too (named ``told`` in JSON)
    mail: str | None = None  # where only a mail or a picture says so (see ``schemas``)
    at_basis: str | None = None
    event: str = ""  # the stable id of the event
    upload: int = 0
    status: str | None = None  # pending | declined | reversed: of a payment that does not count, which has no ``money``

    @property
    def place(self) -> Place:
        """The position of this row, which no other row has."""
        return self.path, self.line, self.record

    @property
    def in_sentence(self) -> bool:
        """Whether the sentences of its finding are about this row."""
        return self.role == "trigger" or self.counted

    @property
    def time(self) -> datetime | None:
        """``at`` as a time."""
        return time_of(self.at)


class Entity(Struct, frozen=True, rename=PERIOD):
    """Something that explains a finding if it is the owner's: an ``address``, a ``network`` (CIDR), a ``card`` (last
    four digits), an ``order`` (its number), or a stay in a ``country`` (ISO alpha-2) from ``start`` until ``end``."""

    kind: EntityKind
    value: str
    start: str | None = None
    end: str | None = None


class Part(Struct, frozen=True):
    """One summand of a score: a sentence and how much it adds."""

    key: str
    values: StoredValues
    share: float


class Calculation(Struct, frozen=True):
    """One line of the arithmetic of a finding: a sentence with its values."""

    key: str
    values: StoredValues


class Finding(Struct, frozen=True):
    """Something that the owner may not recognise. ``title``, ``message`` and ``innocent`` are message keys that
    ``values`` fill. A run makes it without ``verdict`` and ``episode``; ``assemble`` adds what the owner answered."""

    id: str
    detector: str
    kind: Kind
    severity: Severity
    confidence: float
    episode: int | None
    at: str | None
    at_basis: str | None
    title: str
    message: str
    innocent: str
    values: StoredValues
    verdict: str | None = None  # mine | family | not_mine | not_sure
    triggers: Sequence[str] = ()  # ids of events; an answer keeps them
    aliases: Sequence[str] = ()  # other ids of this finding and of these events, to which an answer may refer
    entities: Sequence[Entity] = ()
    score: float = 0.0
    parts: Sequence[Part] = ()
    arithmetic: Sequence[Calculation] = ()  # the comparisons that decided
    otherwise: Calculation | None = None  # without what it would not be there, where that is not its rows
    unshipped: bool = False
    shop: str | None = None
    service: str | None = None  # whose sign-in or setting it is about, `google`
    evidence: Sequence[Evidence] = ()
    shared: bool = False  # its answer was given to another finding that cites the same rows
    zone: str | None = None  # by whose clock its times are shown; null: UTC
    sentence: str | None = None  # message key of its line in a story, with the same values
    stoppable: bool = False  # it is serious, and its unsent order is recent as of the last event of the history
    gap: str | None = None  # code of the reason, if it reports a gap
    happened: Sequence[Happened] = ()  # what its sign-ins, changes and denied events are

    @property
    def time(self) -> datetime | None:
        """``at`` as a time."""
        return time_of(self.at)

    @property
    def by_card(self) -> bool | None:
        """Whether a card may have paid for what a finding cites: false where the files name other means for all of it,
        or where it cites nothing that was paid; null where they do not say."""
        if tags_of(self.detector).isdisjoint(("purchase", "chain")) or not self.evidence:
            return None
        paid = {row.card for row in self.evidence if row.table in CHARGED and row.in_sentence}
        return True if True in paid else None if None in paid else False


class StoryLine(Struct, frozen=True):
    """One sentence of an episode and the findings that it is about."""

    key: str
    values: StoredValues
    findings: Sequence[str]


class Episode(Struct, frozen=True, rename=PERIOD | {"number": "episode"}):
    """Findings that belong together, in rank order; ``start`` and ``end`` are moments or days."""

    number: int
    start: str | None
    end: str | None
    findings: Sequence[str]
    severity: Severity
    stoppable: bool
    money: Sequence[Money]
    story: Sequence[StoryLine]
    zone: str | None = None
