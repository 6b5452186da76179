"""The account book of a case: its entries and findings in the state of the owner's answers.

A run stores what no answer changes: the findings of the rules (blob ``report``) and the entries (blob ``questions``).
What pages show is assembled from both and from the answers in the database, always by the same function, and stays in
memory until an answer or a file changes it. A half-answered state is never stored.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from msgspec import structs
from sqlalchemy import bindparam, or_, select
from sqlmodel import col

from analyzers.asking.pages import Page
from analyzers.asking.state import PROBLEM_SENTENCES, AnswerProblem, Recognition, Unanswered, contradicting
from analyzers.events.answers import OwnerAnswer
from analyzers.events.marks import Sentence
from analyzers.findings.assemble import Answers, Assembled, assemble, prepared
from analyzers.findings.finding import Entity, Finding, Place
from app.cases.case import Case
from app.cases.files.examine import ENTRIES as ENTRIES_BLOB
from app.cases.files.examine import REPORT, examine
from app.cases.record import notes
from app.cases.record.subjects import ENTITY, ENTRIES, FINDING, QUESTION, entity_subject, question_subject
from app.errors import Damaged, Missing
from app.i18n import N_
from app.report.claim_table.claim import Detail, details
from app.report.model import Report
from app.report.stored import OutdatedReportError, UnknownReportError
from app.report.stored_units import StoredUnits, UnknownUnitsError, with_cells
from app.storage.database import rows
from app.storage.tables import RunRow, VerdictRow

T = TypeVar("T")
# How far the run of a case is, with each answer; one row with an empty answer where nothing is answered.
_ANSWERS: Any = (
    select(
        col(RunRow.examined).label("examined"),
        *(col(VerdictRow.subject), col(VerdictRow.verdict), col(VerdictRow.at), col(VerdictRow.through)),
    )
    .outerjoin(VerdictRow, col(VerdictRow.case_id) == col(RunRow.case_id))
    .where(col(RunRow.case_id) == bindparam("case_id"))
    .order_by(col(VerdictRow.at).desc())
)
# The events of the answers that have some. There may be many: they are read only where an answer has changed.
_TRIGGERS = select(col(VerdictRow.subject), col(VerdictRow.triggers)).where(
    col(VerdictRow.case_id) == bindparam("case_id"),
    or_(*(col(VerdictRow.subject).startswith(kind) for kind in (FINDING, ENTRIES))),
)
DIFFERING_SENTENCE = N_("Answers that differ from an earlier one about the same event: {count}. The last one counts.")


class Asking(NamedTuple):
    """The questions of a case in the state of its answers: the stored units, the questions, the answers of the screen
    that was answered last, the number of answered screens, the results that ``once`` has cached for this state, and
    those that ``ever`` has cached for the entries."""

    stored: StoredUnits
    recognition: Recognition
    last: list[str]
    screens: int
    cache: dict[Hashable, Any]
    lasting: dict[Hashable, Any]

    @property
    def pages(self) -> list[Page]:
        """The pages that are still to be answered, in order."""
        return self.recognition.pages

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """The result of ``make`` for the questions. It is computed once for a name and kept until an answer changes the
        questions. The caller must not change it."""
        if name not in self.cache:
            self.cache[name] = make()
        value: T = self.cache[name]
        return value

    def ever(self, name: Hashable, make: Callable[[], T]) -> T:
        """The result of ``make`` for the entries, cached like ``once``. No answer changes the entries; only new files
        or the last day of a place do."""
        if name not in self.lasting:
            self.lasting[name] = make()
        value: T = self.lasting[name]
        return value


class _Latest(NamedTuple):
    """The state that was assembled last, and from what: the stored entries, the last days of places, and the
    answers."""

    stored: StoredUnits
    ends: dict[str, date]
    answers: Sequence[Any]
    base: Unanswered
    now: Assembled
    report: Report
    asking: Asking


@dataclass(slots=True)
class _Opened:
    """The stored report of a case and the state that was assembled from it last. They stay in memory as long as
    ``Vault.derived`` keeps them. ``subjects`` are the subjects of answers by question id."""

    stored: Report
    subjects: dict[str, str] = field(default_factory=dict)
    latest: _Latest | None = None


def latest_report(case: Case) -> Report | None:
    """The latest report with the answers of the owner, or None before the first is made."""
    latest = _latest(case)
    return latest.report if latest else None


def state(case: Case) -> Asking | None:
    """The questions of the case in the state of its answers. None before the first run has stored its entries."""
    latest = _latest(case)
    return latest.asking if latest else None


def assembled(case: Case) -> Assembled | None:
    """What entries, marks and answers of the case give now; None before the first run."""
    latest = _latest(case)
    return latest.now if latest else None


def row_details(case: Case, report: Report) -> dict[Place, Detail]:
    """The details that the files of the case hold about the rows that findings cite, beyond their cells; empty before
    the first run."""
    asking = state(case)
    if asking is None:
        return {}
    stored = asking.stored
    return report.once(("details", id(stored)), lambda: details(stored.units, report))


def has_entry(case: Case, events: Collection[str]) -> bool:
    """Whether one of these events is in the book of the case."""
    latest = _latest(case)
    return latest is not None and any(event in latest.base.unit_of_event for event in events)


def answers_about(case: Case, events: Collection[str], *also: str) -> list[Any]:
    """The answers (with ``verdict`` and ``at``) to findings and questions about one of these events, and those that are
    kept under the subjects in ``also``."""
    latest = _latest(case)
    if latest is None:
        return []
    units = {latest.base.unit_of_event.get(event) for event in events}
    asked = [question for question in latest.asking.recognition.questions if units.intersection(question.units)]
    subjects = {question_subject(case, name) for question in asked for name in (question.id, *question.former)}
    answered = rows(case.service.engine, _TRIGGERS, case_id=case.id)
    subjects |= {row.subject for row in answered if not set(events).isdisjoint(row.triggers)} | {*also}
    return [row for row in latest.answers if row.subject in subjects]


def by_helper(case: Case) -> int:
    """The number of answers that a helper wrote down."""
    return sum(row.through == "helper" for row in rows(case.service.engine, _ANSWERS, case_id=case.id))


def answered_at(case: Case, finding: Finding) -> datetime | None:
    """When the latest answer about a finding, something that it names or one of its events was given; None where there
    is no answer."""
    names = [f"{FINDING}{name}" for name in (finding.id, *finding.aliases)]
    entities = [entity_subject(case, entity) for entity in finding.entities]
    return max((row.at for row in answers_about(case, finding.triggers, *names, *entities)), default=None)


def _latest(case: Case) -> _Latest | None:
    """The assembled state of the case now; None before the first run has stored its entries."""
    answers = rows(case.service.engine, _ANSWERS, case_id=case.id)
    if not any(row.examined for row in answers):
        return None
    opened, stored = _opened(case)
    ends, known = _ends(case), opened.latest
    if known is None or (known.ends, known.answers) != (ends, answers) or known.stored is not stored:
        same = known is not None and known.ends == ends and known.stored is stored
        base, lasting = (known.base, known.asking.lasting) if known and same else (prepared(stored.units, ends), {})
        known = opened.latest = _assembled(case, opened, stored, base, ends, answers, lasting)
    return known


def _assembled(
    case: Case,
    opened: _Opened,
    stored: StoredUnits,
    base: Unanswered,
    ends: dict[str, date],
    answer_rows: Sequence[Any],
    lasting: dict[Hashable, Any],
) -> _Latest:
    events = {row.subject: tuple(row.triggers) for row in rows(case.service.engine, _TRIGGERS, case_id=case.id)}
    known = ((row.subject, row.verdict, row.at.timestamp()) for row in answer_rows if row.subject)
    by_subject = {name: OwnerAnswer(answer, at, events.get(name, ())) for name, answer, at in known}
    questions = {name: answer for name, answer in by_subject.items() if name.startswith(QUESTION)}
    entities = {name: answer for name, answer in by_subject.items() if name.startswith(ENTITY)}
    findings = {name.removeprefix(FINDING): answer for name, answer in by_subject.items() if name.startswith(FINDING)}
    entries = [answer for name, answer in by_subject.items() if name.startswith(ENTRIES)]
    used: set[str] = set()

    def answer_of(question: str) -> OwnerAnswer | None:
        if not questions:
            return None
        subject = opened.subjects.get(question) or question_subject(case, question)
        opened.subjects[question] = subject
        if subject in questions:
            used.add(subject)
        return questions.get(subject)

    def answer_about(entity: Entity) -> OwnerAnswer | None:
        return entities.get(entity_subject(case, entity)) if entities else None

    answers = Answers(answer_of, len(questions), findings, answer_about, entries, ends)
    now = assemble(base, opened.stored.findings, answers)
    now = now._replace(findings=with_cells(now.findings, base, stored.cells))
    report = structs.replace(opened.stored, findings=now.findings, episodes=now.episodes)
    problems = [*now.asking.problems, *_problems(now.asking, len(questions) - len(used))]
    latest = max((answer.at for answer in questions.values()), default=None)
    last = [answer.answer for answer in questions.values() if answer.at == latest]
    screens = len({answer.at for answer in questions.values()})
    asking = Asking(stored, now.asking._replace(problems=problems), last, screens, {}, lasting)
    return _Latest(stored, ends, answer_rows, base, now, report, asking)


def _problems(recognition: Recognition, unused: int) -> list[AnswerProblem]:
    """The problems with the answers: ``unused`` is the number of answers that fit no question."""
    problems = []
    if unused:
        sentence = Sentence(PROBLEM_SENTENCES["unused-answers"], {"count": unused})
        problems.append(AnswerProblem("unused-answers", None, sentence))
    if differing := len(contradicting(recognition.questions)):
        problems.append(
            AnswerProblem("contradicting-answers", None, Sentence(DIFFERING_SENTENCE, {"count": differing}))
        )
    return problems


def _ends(case: Case) -> dict[str, date]:
    """The last day of places that the owner left, by the id of the question about them
    (``app.cases.answers.places``)."""
    return {name: date.fromisoformat(day) for name, day in notes.load(case).get("until", {}).items()}


def _opened(case: Case) -> tuple[_Opened, StoredUnits]:
    """The result of the last examination. A result of an earlier version of the program is computed again from the
    stored events."""
    try:
        return _stored(case)
    except (OutdatedReportError, UnknownUnitsError):
        while examine(case, lambda count: None).files:
            pass
    return _stored(case)


def _stored(case: Case) -> tuple[_Opened, StoredUnits]:
    """The stored report and entries. ``Damaged`` where they cannot be decrypted."""
    try:
        return REPORT.remembered(case, _Opened), ENTRIES_BLOB.remembered(case, lambda stored: stored)
    except OutdatedReportError:
        raise
    except UnknownReportError as error:
        raise Damaged from error
    except Missing as error:
        if REPORT.name in case.service.vault.names(case.id):
            raise UnknownUnitsError(ENTRIES_BLOB.name) from error
        raise
