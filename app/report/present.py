"""The public ``mioboe.check/1`` object of a report: every sentence in one language, every value as data."""

from collections.abc import Sequence

from msgspec import Struct

from analyzers.book.losses import Total
from analyzers.events.marks import Kind, Severity
from analyzers.events.stored import StoredValues
from analyzers.findings import finding
from analyzers.findings.finding import Location
from analyzers.findings.happened import Happened
from analyzers.rules import outcome as outcomes
from analyzers.rules.outcome import Result
from app.i18n.translate import gettext, translate
from app.report import model
from app.report.model import Coverage, PlanEntry, Report, Timing
from app.report.outcomes import sentence
from app.report.stored import without_zones

SCHEMA = "mioboe.check/1"


class Problem(Struct, frozen=True):
    """Something in a file that the person should know; ``line`` is null where it concerns the whole file. ``count`` is
    the number of rows with this problem, ``lines`` the first three of them, and ``message`` is about the first."""

    code: str
    line: int | None
    message: str
    count: int
    lines: Sequence[int]


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
    problems: Sequence[Problem]
    accounted: dict[str, int]


class Evidence(Struct, frozen=True):
    """A row that a finding cites, with its original cells and the other places of the same event."""

    path: str
    line: int | None
    role: str
    fields: dict[str, str | None]
    also: Sequence[Location]
    mail: str | None = None  # where only a mail or a picture says so (see ``schemas``)
    status: str | None = None  # pending | declined | reversed: of a payment that is in no sum


class Finding(Struct, frozen=True):
    """Something that the owner may not recognise; ``steps`` are the ids of the steps that it leads to. ``service``: the
    service whose sign-in or setting it is about; ``unshipped``: an order that can still be cancelled; ``by_card``:
    whether a card may have paid, null where the files do not say; ``happened``: what its sign-ins, its changes of the
    account and the events that the owner denied are."""

    id: str
    detector: str
    kind: Kind
    severity: Severity
    confidence: float
    episode: int | None
    at: str | None
    values: StoredValues
    verdict: str | None
    title: str
    message: str
    innocent: str
    evidence: Sequence[Evidence]
    steps: Sequence[str]
    shop: str | None = None
    service: str | None = None
    unshipped: bool = False
    by_card: bool | None = None
    happened: Sequence[Happened] = ()


class Outcome(Struct, frozen=True):
    """The outcome of one check; ``reason`` and its ``code`` are null unless it could not be made."""

    detector: str
    outcome: Result
    reason: str | None
    code: str | None


class ReportStep(Struct, frozen=True):
    """One step of the plan, and the rules and symptoms that led to it."""

    id: str
    phase: str
    title: str
    minutes: int
    why: str
    triggers: Sequence[str]


class AskedProblem(Struct, frozen=True):
    """Something to know about the answers or the files."""

    code: str
    question: str | None
    message: str


class CurrencyTotals(Struct, frozen=True):
    """The loss in minor units of a currency, as ``analyzers.book.losses`` defines it. ``still_open`` is ``lost`` minus
    ``came_back``; ``suspected`` is not part of the others."""

    currency: str
    lost: int
    came_back: int
    still_open: int
    suspected: int | None  # null where it is withheld from the recipient of a summary


class Check(Struct, frozen=True):
    """The whole object. ``problems`` are those of the owner's answers to the questions of recognition; ``totals`` is
    the loss, by currency; ``uncovered`` is about what only mails or pictures show, from its first event to its last."""

    schema: str
    files: Sequence[File]
    events: dict[str, int]
    coverage: Sequence[Coverage]
    findings: Sequence[Finding]
    outcomes: Sequence[Outcome]
    steps: Sequence[ReportStep]
    timing: Timing
    problems: Sequence[AskedProblem] = ()
    totals: Sequence[CurrencyTotals] = ()
    uncovered: Sequence[Coverage] = ()


def present(report: Report, plan: Sequence[PlanEntry], lang: str, totals: Sequence[Total] = ()) -> Check:
    """The report and its plan with all texts in ``lang``; ``totals`` are those of its claims."""
    return Check(
        schema=SCHEMA,
        files=[_file(file, lang) for file in report.files],
        events=report.events,
        coverage=report.coverage,
        uncovered=report.uncovered,
        findings=[_finding(finding, plan, lang) for finding in report.findings],
        outcomes=[_outcome(outcome, lang) for outcome in report.outcomes],
        steps=[
            ReportStep(
                id=step.id,
                phase=step.phase,
                title=translate(step.title, lang),
                minutes=step.minutes,
                why=translate(step.why, lang),
                triggers=step.triggers,
            )
            for step in plan
        ],
        timing=report.timing,
        problems=[
            AskedProblem(problem.code, problem.question, gettext(problem.message, lang, **problem.values))
            for problem in report.problems
        ],
        totals=currency_totals(totals),
    )


def currency_totals(totals: Sequence[Total]) -> list[CurrencyTotals]:
    """The loss in the form of the public objects."""
    return [CurrencyTotals(*total) for total in totals]


def _file(file: model.File, lang: str) -> File:
    return File(
        path=file.path,
        sha256=file.sha256,
        bytes=file.bytes,
        format=file.format,
        encoding=file.encoding,
        rows=file.rows,
        events=file.events,
        problems=problems(file.problems, lang),
        accounted=file.accounted,
    )


def problems(problems_of_file: Sequence[model.StoredProblem], lang: str) -> list[Problem]:
    """The problems of a file with their texts in ``lang``."""
    return [
        Problem(
            problem.code, problem.line, gettext(problem.message, lang, **problem.values), problem.count, problem.lines
        )
        for problem in problems_of_file
    ]


def _finding(finding: finding.Finding, plan: Sequence[PlanEntry], lang: str) -> Finding:
    return Finding(
        id=finding.id,
        detector=finding.detector,
        kind=finding.kind,
        severity=finding.severity,
        confidence=finding.confidence,
        episode=finding.episode,
        at=finding.at,
        values=without_zones(finding.values),
        verdict=finding.verdict,
        title=gettext(finding.title, lang, **finding.values),
        message=gettext(finding.message, lang, **finding.values),
        innocent=gettext(finding.innocent, lang, **finding.values),
        evidence=[
            Evidence(row.path, row.line, row.role, row.fields, row.also, row.mail, row.status)
            for row in finding.evidence
        ],
        steps=[step.id for step in plan if finding.id in step.findings],
        shop=finding.shop,
        service=finding.service,
        unshipped=finding.unshipped,
        by_card=finding.by_card,
        happened=finding.happened,
    )


def _outcome(outcome: outcomes.Outcome, lang: str) -> Outcome:
    return Outcome(outcome.detector, outcome.outcome, reason(outcome, lang), outcome.code)


def reason(outcome: outcomes.Outcome, lang: str) -> str | None:
    """Why a check could not be made, in ``lang``."""
    return gettext(sentence(outcome.code), lang, **outcome.values) if outcome.code else None
