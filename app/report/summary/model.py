"""The incident summary (``mioboe.summary/2``): all sentences in one language, all cells exact."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct

from analyzers.events.marks import Kind, Money, Severity
from analyzers.events.stored import StoredValues
from analyzers.findings import finding
from analyzers.findings.finding import PERIOD
from app.report.claim_table.claim_rows import Sum
from app.report.drawings.balances import Balance
from app.report.drawings.pictures import Timeline
from app.report.present import CurrencyTotals, Problem
from app.report.progress import AccountOf
from app.report.summary.person import Contact, Contradiction, Deadline, Happened, Kept, MemberAnswer, Note
from checklists.recipients.recipient import PARTS, Hidden, Part

SCHEMA = "mioboe.summary/2"
StepState = Literal["open", "doing", "waiting", "reopened", "later", "done", "not_for_me"]
STEP_STATES: tuple[StepState, ...] = get_args(StepState)


class Attribution(Struct, frozen=True):
    """The credit that the licence of the place data requires; ``sentence`` names the networks' data too."""

    attribution: str
    url: str
    as_of: str
    sentence: str


class Coverage(Struct, frozen=True, rename=PERIOD | {"start_shown": "from_shown", "end_shown": "to_shown"}):
    """The period of one history, as data and in words."""

    table: str
    shop: str | None
    start: str | None
    end: str | None
    events: int
    name: str
    shop_name: str
    start_shown: str
    end_shown: str


class File(Struct, frozen=True):
    """A file that was handed in; ``name`` is the person's name for its format."""

    path: str
    sha256: str | None
    bytes: int
    format: str | None
    encoding: str | None
    rows: int | None
    events: int
    period: tuple[str, str] | None
    name: str | None
    problems: Sequence[Problem]


class Format(Struct, frozen=True):
    """A format and the person's name for it."""

    format: str
    name: str


class NotAssessed(Struct, frozen=True):
    """A check that could not be made, why, and the files that would make it possible."""

    detector: str
    title: str
    reason: str
    get: Sequence[Format]


class Finding(Struct, frozen=True):
    """A finding under its number in this summary."""

    id: str
    detector: str
    kind: Kind
    severity: Severity
    confidence: float
    at: str | None
    verdict: str | None
    evidence: Sequence[finding.Evidence]
    values: StoredValues
    title: str
    message: str
    innocent: str
    number: int
    at_basis: str | None
    when: str
    utc: str | None  # a day where only a day is known: midnight would say more than the file does
    basis: str
    severity_name: str
    kind_name: str
    answer: str
    shop: str | None = None  # the site of its shop, or the service
    home: str = ""  # what was said about it at home


class Dated(Struct, frozen=True):
    """A finding in the timeline."""

    at: str
    at_basis: str | None
    when: str
    utc: str | None
    basis: str
    number: int
    title: str
    answer: str
    finding: str


class ClaimRow(Struct, frozen=True):
    """A row of the history and the account holder's answer about it, in words. ``number`` is the same as in letters;
    unknown values are empty."""

    number: int
    table: str
    verdict: str
    at: str | None
    when: str
    what: str
    order: str
    amount: str
    paid_with: str
    money: Money | None
    lost: Money | None = None  # what it cost
    came_back: Money | None = None  # and what of that came back
    shop: str | None = None
    merchant: str = ""  # the name on a statement
    recipient: str = ""
    address: str = ""  # the network address of a sign-in
    status: str | None = None  # pending | declined | reversed: of a payment that is in no sum
    home: str = ""  # what was said about it at home


class Story(Struct, frozen=True, rename=PERIOD):
    """The story that several findings, named by their numbers, tell together."""

    episode: int
    start: str | None
    end: str | None
    stoppable: bool
    money: Sequence[Money]
    findings: Sequence[int]
    sentences: Sequence[str]
    money_shown: str | None


class SummaryStep(Struct, frozen=True):
    """A step of the plan and how far it is."""

    id: str
    phase: str
    minutes: int
    triggers: Sequence[str]
    title: str
    why: str
    state: StepState
    state_name: str
    since: str | None
    since_shown: str | None
    verified: bool


class Withheld(Struct, frozen=True):
    """A kind of data that is not in this form of the summary."""

    kind: Hidden
    name: str


class Pasted(Struct, frozen=True):
    """The text for one field of the recipient's form. ``limit``: its maximum number of characters; null: not known.
    ``on_paper``: the text beside the tables of its page, without what they show already."""

    title: str
    text: str
    limit: int | None
    on_paper: str


class Summary(Struct, frozen=True):
    """The whole document."""

    schema: str
    lang: str
    title: str
    case: str | None
    key: str | None  # the number of the key that signs the evidence bundles of the case
    version: str
    generated_at: str
    generated: str
    statement: str
    blind_spot: str
    places: Attribution | None
    symptoms: Sequence[str]
    person: Mapping[str, str]
    shops_shown: str
    denied_period: str | None
    denied: Sequence[ClaimRow]
    unsure: Sequence[ClaimRow]
    loss: str
    left_out: int  # findings without an answer that are not in this summary
    coverage: Sequence[Coverage]
    uncovered: Sequence[Coverage]  # of what only mails or pictures show
    examined: Sequence[File]
    not_read: Sequence[File]
    not_assessed: Sequence[NotAssessed]
    clear: Sequence[str]
    timeline: Sequence[Dated]
    pictures: Sequence[Timeline | Balance]
    stories: Sequence[Story]
    findings: Sequence[Finding]
    recognised: Sequence[Finding]
    steps: Sequence[SummaryStep]
    notes: Sequence[Note]
    household: Sequence[MemberAnswer]
    contacts: Sequence[Contact]
    kept: Sequence[Kept]
    account: AccountOf | None = None  # of the whole history; null where nothing was asked about it
    contradictions: Sequence[Contradiction] = ()
    deadlines: Sequence[Deadline] = ()
    recipient: str | None = None  # for whom this form is made; null: the whole summary
    recipient_title: str = ""
    parts: Sequence[Part] = PARTS
    withheld: Sequence[Withheld] = ()
    fields: Sequence[Pasted] = ()
    totals: Sequence[CurrencyTotals] = ()
    sums: Sequence[Sum] = ()  # the same in words
    sample: bool = False  # all of it is invented
    course: Sequence[Happened] = ()  # what happened by the answers
    home: str = ""  # what was said at home about all that the account holder does not recognise
    by_helper: int = 0  # answers of the account holder that a helper wrote down
