"""The answers to findings, and the latest report with these answers applied."""

from collections.abc import Iterator

from msgspec import structs
from sqlmodel import col, select

from analyzers.events.owner import VERDICTS
from app.cases.case import Case
from app.errors import Damaged, NotFound, Unreadable
from app.report.claims import Answer, Detail
from app.report.disowned import Settled, about_answers, answer_of, load, with_settled
from app.report.model import Entity, Evidence, Finding, Report
from app.report.still_open import with_open_money
from app.report.stored import UnknownReportError, from_json
from app.storage.database import reading, writing
from app.storage.tables import RunRow, VerdictRow, now
from app.storage.vault import CannotOpen, missing


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
    with reading(case.service.engine) as session:
        run = session.get(RunRow, case.id)
    if run is None or not run.made:
        return None
    now_settled = _settled(case)
    report = with_settled(_stored_report(case), now_settled)
    given = verdicts(case)
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

    return with_open_money(structs.replace(report, findings=[answered(finding) for finding in report.findings]))


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


def _stored_report(case: Case) -> Report:
    """The report as the last examination stored it. ``Damaged`` where it does not open."""
    try:
        return from_json(case.service.vault.get(case.key, "report"))
    except (CannotOpen, UnknownReportError) as error:
        raise Damaged from error


def _settled(case: Case) -> Settled:
    """What the second look of recognition has settled since; nothing where there was none."""
    try:
        return load(case.service.vault.get(case.key, "settled")) or Settled()
    except CannotOpen as error:
        if missing(error):
            return Settled()
        raise Damaged from error


def entity_subject(case: Case, entity: Entity) -> str:
    """The subject of a verdict on an address, network, stay, card or order of a report, as the database keeps it."""
    parts = (entity.kind, entity.value, entity.start or "", entity.end or "")
    return f"entity:{entity.kind}:{case.key.keyed_hash('entity', *parts)}"
