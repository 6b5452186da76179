"""The report: the result of one run over a person's files, in no language yet.

Sentences are English message keys beside their ``values``; ``app.report.present`` turns a report into the public
``mioboe.check/1`` object of one language, ``app.report.stored`` into bytes and back. Times are ISO 8601 text in UTC
(``2026-03-03T09:00:00Z``), days ISO dates; times among the values of sentences also name the zone in which they are
shown (``2026-03-03T09:00:00Z[Asia/Tokyo]``, RFC 9557). The types are msgspec structs, which can give fields other names
in JSON (Python does not allow ``from`` as a name).
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Literal, TypeVar

from msgspec import Struct, field
from msgspec.structs import force_setattr

from analyzers.events.stored import StoredValues
from analyzers.findings.finding import PERIOD, Episode, Finding
from analyzers.rules.outcome import Outcome
from app.i18n import N_

T = TypeVar("T")
SCHEMA = "mioboe.report/4"
# The codes of problems of files that hold no history: nothing of use is missing without them.
NOT_READ = ("not-read", "by-file")
NOT_RECOGNISED = "not-recognised"
LATER = "later"  # the code of what is said of a picture that is still to be read
LATER_SENTENCE = N_("This picture is still to be read. Nothing has to be done for that.")
# The codes of problems that say what a row is or how it was read, and not that something is wrong.
NOTES = (
    *("account-row", "assumed-zone", "background-activity", "beside-records", "day-first", "double-rows"),
    *("month-first", "no-movement", "not-an-event", "not-examined", "other-entries", "own-transfer", "paid-in-parts"),
    "proven",
    "same-file",
)


class StoredProblem(Struct, frozen=True):
    """Something in a file that the person should know; ``line`` is null where it concerns the whole file. Problems of
    several rows that differ only in a cell are one problem: ``message`` is about the row at ``line``, ``count`` the
    number of rows, and ``lines`` those of the first few."""

    line: int | None
    code: str
    message: str
    values: StoredValues
    count: int = 1
    lines: Sequence[int] = ()

    def __post_init__(self) -> None:
        if self.line is not None and not self.lines:  # as reports of earlier versions have it
            force_setattr(self, "lines", [self.line])


class File(Struct, frozen=True):
    """A file that was handed in, or one inside an archive. ``format`` is null where no importer recognises it.

    ``accounted`` says what became of the ``rows`` of a recognised file, and adds up to them: ``events`` became an
    event, ``same_event`` hold an event of another row of this or another file, and the others count under the code of a
    problem.
    """

    path: str
    sha256: str | None
    bytes: int
    format: str | None
    encoding: str | None
    rows: int | None
    events: int
    problems: Sequence[StoredProblem]
    upload: int = 0
    period: tuple[str, str] | None = None
    header: Sequence[Sequence[str]] = ()  # first cells of the tables that no importer recognises
    accounted: dict[str, int] = field(default_factory=dict)
    offered: Sequence[str] = ()  # ids of the tables whose columns the person may name
    unconfirmed: int | None = None  # rows read from this picture that do not count yet; null where none were read
    layout: str = ""  # the id of the recogniser that knows this picture; empty for other files
    list_kind: str = ""  # what the list in this picture is (``PicturePage.kind``); empty for other files

    @property
    def not_read(self) -> bool:
        """Whether the file was never opened, because it cannot hold a table or only explains the others."""
        return any(problem.code in NOT_READ for problem in self.problems)

    @property
    def later(self) -> bool:
        """Whether it is a picture that is still to be read."""
        return any(problem.code == LATER for problem in self.problems)


class Coverage(Struct, frozen=True, rename=PERIOD):
    """The period that the events of one table and shop cover; both ends are null where no event has a date.
    ``service``: the service whose sign-ins or changes they are."""

    table: str
    shop: str | None
    start: str | None
    end: str | None
    events: int
    service: str | None = None


class Lane(Struct, frozen=True):
    """The number of entries of one table in each period: pairs of the index of a period in ``Lanes.starts`` and a
    count; periods without entries are left out."""

    name: str
    counts: Sequence[tuple[int, int]]


class Lanes(Struct, frozen=True):
    """The dated entries of a history, counted by periods. ``starts`` holds the first day of every period from the first
    entry to the last, without a gap."""

    unit: Literal["day", "week", "month", "quarter", "year"]
    starts: Sequence[str]
    lanes: Sequence[Lane]


class Ledger(Struct, frozen=True):
    """A balance in the order of time: pairs of a day and the balance after an entry in minor units, thinned out where
    there are many."""

    account: str
    currency: str | None
    balances: Sequence[tuple[str, int]]


class DataSet(Struct, frozen=True):
    """A data set in which addresses were looked up, and its day."""

    as_of: str
    source: str


class Places(Struct, frozen=True):
    """The data behind the countries and networks of addresses."""

    as_of: str
    source: str
    networks: DataSet | None = None


class Timing(Struct, frozen=True):
    """Seconds for reading, for the rules, and in total."""

    read_s: float = 0.0
    find_s: float = 0.0
    total_s: float = 0.0


class AnswersProblem(Struct, frozen=True):
    """Something to know about the answers to the questions of recognition; ``question`` is the id of one of them."""

    code: str
    question: str | None
    message: str
    values: StoredValues


class Report(Struct, frozen=True, dict=True):
    """The result of one run; without arguments, the result for no files."""

    schema: str = SCHEMA
    files: Sequence[File] = ()
    events: dict[str, int] = field(default_factory=dict)
    coverage: Sequence[Coverage] = ()
    uncovered: Sequence[Coverage] = ()  # of what only mails or pictures show: from its first event to its last
    findings: Sequence[Finding] = ()
    episodes: Sequence[Episode] = ()
    outcomes: Sequence[Outcome] = ()
    shops: Sequence[str] = ()
    zone: str | None = None  # the time zone of events without one (``History.zone``); null where it is not known
    places: Places | None = None
    lanes: Lanes | None = None
    ledgers: Sequence[Ledger] = ()
    problems: Sequence[AnswersProblem] = ()
    timing: Timing = field(default_factory=Timing)

    @property
    def examined(self) -> bool:
        """Whether there is any event, also one that only a mail or a picture shows, for which no period is covered."""
        return any(self.events.values())

    @property
    def unconfirmed(self) -> int:
        """The number of rows of pictures that wait to be compared with their pictures."""
        return sum(file.unconfirmed or 0 for file in self.files)

    @property
    def later(self) -> bool:
        """Whether pictures are still to be read."""
        return any(file.later for file in self.files)

    def finding(self, name: str) -> Finding | None:
        """The finding with this id, or with this id among its other ids."""
        own = (finding for finding in self.findings if finding.id == name)
        return next(own, next((finding for finding in self.findings if name in finding.aliases), None))

    def once(self, name: Hashable, make: Callable[[], T], of: object = None) -> T:
        """The result of ``make``, cached in this report under a name. It is computed again where ``of`` has changed,
        and dropped with the report. The caller must not change it."""
        kept: dict[Hashable, tuple[object, T]] = self.__dict__.setdefault("made", {})
        known = kept.get(name)
        if known is None or known[0] != of:
            known = kept[name] = (of, make())
        return known[1]


class PlanEntry(Struct, frozen=True):
    """A chosen step, as the report and the summary show it. ``title`` and ``why`` are message keys."""

    id: str
    phase: str
    title: str
    why: str
    minutes: int
    triggers: Sequence[str]
    findings: Sequence[str] = ()
