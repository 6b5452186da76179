"""The answers to findings, and the latest report with these answers applied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec import structs
from sqlalchemy import bindparam
from sqlmodel import col, select

from analyzers.events.owner import VERDICTS
from app.cases.case import Case
from app.errors import Damaged, NotFound, Unreadable
from app.report.claim import Detail
from app.report.claims import Answer
from app.report.disowned import Settled, about_answers, answer_of, load, with_settled
from app.report.model import Entity, Evidence, Finding, Report
from app.report.stored import UnknownReportError, from_json
from app.storage.database import reading, rows, writing
from app.storage.tables import RunRow, VerdictRow, now
from app.storage.vault import CannotOpen, missing, unopened

NOTHING = Settled()
# How far the run of a case is, with each answer; one row without an answer where there is none.
_GIVEN = (
    select(RunRow.made, VerdictRow.subject, VerdictRow.verdict, VerdictRow.triggers)
    .outerjoin(VerdictRow, col(VerdictRow.case_id) == col(RunRow.case_id))
    .where(RunRow.case_id == bindparam("case_id"))
    .order_by(col(VerdictRow.at).desc())
)


class Given(NamedTuple):
    """An answer to a finding, a thing that findings name, or a question."""

    subject: str
    verdict: str
    triggers: list[str]


class _Latest(NamedTuple):
    """The report that was made last, and of what."""

    settled: Settled
    given: list[Given]
    report: Report


@dataclass(slots=True)
class _Opened:
    """The stored report of a case, and the latest one that was made of it, in memory as long as ``Vault.made_of``
    holds it."""

    stored: Report
    latest: _Latest | None = None


def verdicts(case: Case) -> list[VerdictRow]:
    """All answers, the latest first."""
    with reading(case.service.engine) as session:
        rows = select(VerdictRow).where(VerdictRow.case_id == case.id).order_by(col(VerdictRow.at).desc())
        return list(session.exec(rows))


def answer(case: Case, finding_id: str, verdict: str) -> None:
    """Answers one finding of the latest report: mine | family | not_mine | not_sure. ``NotFound`` for any other id."""
    finding = (latest_report(case) or Report()).finding(finding_id)
    if finding is None:
        raise NotFound
    if verdict not in VERDICTS:
        raise Unreadable
    row = VerdictRow(
        case_id=case.id, subject=f"finding:{finding_id}", verdict=verdict, triggers=list(finding.triggers), at=now()
    )
    with writing(case.service.engine) as session:
        session.merge(row)


def latest_report(case: Case) -> Report | None:
    """The latest report (``app.report.model``) with the answers given since in it, or None before the first is made.

    An answer also counts for other findings that cite the same rows (``shared``) or name the same thing. What the
    second look of recognition settled counts where a finding has no answer of its own.
    """
    found = rows(case.service.engine, _GIVEN, case_id=case.id)
    if not any(row.made for row in found):
        return None
    given = [Given(row.subject, row.verdict, row.triggers) for row in found if row.subject]
    opened, now_settled = _opened(case), _settled(case)
    known = opened.latest
    if known is None or known.given != given or known.settled is not now_settled:
        known = opened.latest = _Latest(now_settled, given, _answered(case, opened.stored, now_settled, given))
    return known.report


def _answered(case: Case, stored: Report, now_settled: Settled, given: Sequence[Given]) -> Report:
    report = with_settled(stored, now_settled)
    entities = any(row.subject.startswith("entity:") for row in given)
    by_subject = {row.subject: (place, row.verdict) for place, row in enumerate(given)}
    by_trigger = {name: (place, row.verdict) for place, row in reversed([*enumerate(given)]) for name in row.triggers}

    def answered(finding: Finding) -> Finding:
        named = {entity_subject(case, one) for one in finding.entities} if entities else set()
        ids = [f"finding:{name}" for name in (finding.id, *finding.aliases)]
        own = [by_subject[name] for name in (*ids, *named) if name in by_subject]
        shared = [by_trigger[name] for name in (*finding.triggers, *finding.aliases) if name in by_trigger]
        # The latest answer to this very finding or to something that it names, else to one that shares a trigger.
        verdict = min(own or shared)[1] if own or shared else answer_of(finding, now_settled)
        return structs.replace(finding, verdict=verdict, shared=bool(shared and not own))

    return structs.replace(report, findings=[answered(finding) for finding in report.findings])


def row_answers(case: Case, report: Report) -> Answer:
    """A function that gives the answer to a row of a finding of the report (``latest_report``): what the second look
    of recognition settled about it, else the answer to its finding, else that to another finding which it led to as
    well. An answer about one row says nothing of the other rows of its finding."""
    settled, given = _settled(case), verdicts(case)
    subjects = {row.subject for row in given}
    by_event = {name: row.verdict for row in reversed(given) for name in row.triggers}
    events = {(one.id, row.place): event for one in report.findings for row, event in _events(one)}

    def answer(finding: Finding, row: Evidence, detail: Detail | None) -> str | None:
        event = detail.event if detail else events.get((finding.id, row.place))
        known = settled.answers.get(event or "")
        if known or about_answers(finding.detector):
            return known or finding.verdict
        named = {entity_subject(case, one) for one in finding.entities}
        if not subjects.isdisjoint({*named, *(f"finding:{name}" for name in (finding.id, *finding.aliases))}):
            return finding.verdict
        return by_event.get(event or "")

    return answer


def _events(one: Finding) -> Iterator[tuple[Evidence, str]]:
    """The rows that led to a finding with the ids of their events, which a report keeps in the same order."""
    rows = [row for row in one.evidence if row.role == "trigger"]
    return zip(rows, one.triggers, strict=True) if len(rows) == len(one.triggers) else iter(())


def _opened(case: Case) -> _Opened:
    """The report as the last examination stored it. ``Damaged`` where it does not open."""
    try:
        return case.service.vault.made_of(case.key, "report", lambda data: _Opened(from_json(data)))
    except UnknownReportError as error:
        raise Damaged from error
    except CannotOpen as error:
        raise unopened(error) from error


def _settled(case: Case) -> Settled:
    """What the second look of recognition has settled since; nothing where there was none."""
    try:
        return case.service.vault.made_of(case.key, "settled", lambda data: load(data) or NOTHING)
    except CannotOpen as error:
        if missing(error):
            return NOTHING
        raise Damaged from error


def entity_subject(case: Case, entity: Entity) -> str:
    """The subject of a verdict on an address, network, stay, card or order of a report, as the database keeps it."""
    parts = (entity.kind, entity.value, entity.start or "", entity.end or "")
    return f"entity:{entity.kind}:{case.key.keyed_hash('entity', *parts)}"
