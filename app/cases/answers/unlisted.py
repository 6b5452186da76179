"""Findings that somebody answered and that are no longer listed: their check was retired, or other files explain them.
The answers still count for the entries. The case says so until its person has read it."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import col, select

from analyzers.rules.contract import detectors
from analyzers.rules.retired import RETIRED
from app.cases.answers import book
from app.cases.case import Case
from app.cases.record import notes
from app.cases.record.subjects import FINDING
from app.report.model import Report
from app.storage.database import rows
from app.storage.tables import SightingRow, VerdictRow


class Unlisted(NamedTuple):
    """A finding that was answered and is no longer listed: its id, its title (message key) and the answer."""

    finding: str
    title: str
    verdict: str


# The same statement for all who read them, so that a page reads them once.
SIGHTINGS = select(SightingRow).where(SightingRow.case_id == bindparam("case_id"))
_TO_FINDINGS = select(col(VerdictRow.subject), col(VerdictRow.triggers)).where(
    VerdictRow.case_id == bindparam("case_id"), col(VerdictRow.subject).startswith(FINDING)
)


def unlisted(case: Case) -> list[Unlisted]:
    """The findings that were answered, directly or with what they are about, before they left the list, and were not
    yet read here; except those whose rows were all removed."""
    report, seen = book.latest_report(case), rows(case.service.engine, SIGHTINGS, case_id=case.id)
    if report is None:
        return []
    listed = {name for finding in report.findings for name in (finding.id, *finding.aliases)}
    left = [row for row in seen if row.finding not in listed]
    if not left:
        return []
    read = notes.load(case).get("unlisted", [])
    return report.once("unlisted", lambda: _unlisted(case, report, left, read), (left, read))


def confirm(case: Case) -> None:
    """Saves that the person has read which findings are no longer listed."""
    gone = [finding.finding for finding in unlisted(case)]
    with notes.change(case) as (_, content):
        content["unlisted"] = sorted({*content.get("unlisted", []), *gone})


def _unlisted(case: Case, report: Report, left: Sequence[Any], read: Sequence[str]) -> list[Unlisted]:
    direct = {row.subject: row.triggers for row in rows(case.service.engine, _TO_FINDINGS, case_id=case.id)}
    gone = []
    for row in left:
        subject = f"{FINDING}{row.finding}"
        known = detectors().get(row.detector) or RETIRED.get(row.detector)
        events = {*row.triggers, *direct.get(subject, ())}
        if known is None or row.finding in read or _is_renamed(report, row, events) or not book.has_entry(case, events):
            continue
        answers = book.answers_about(case, events, subject)
        before = [answer for answer in answers if row.left_at is None or answer.at <= row.left_at]
        if before:
            latest = max(before, key=lambda answer: answer.at)
            gone.append(Unlisted(row.finding, known.title, latest.verdict))
    return gone


def _is_renamed(report: Report, row: Any, events: Collection[str]) -> bool:
    """Whether the finding is listed with other rows, under another id: the same rule, and an event in common."""
    same = (finding for finding in report.findings if finding.detector == row.detector)
    return any(not events_of.isdisjoint(events) for events_of in (set(finding.triggers) for finding in same))
