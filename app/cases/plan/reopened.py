"""Why a step that was done is open again: something new was handed in or answered since. What only another version of
the program finds in the same files, or attaches to the step, opens none."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select

from app.cases.answers.book import answered_at, latest_report
from app.cases.case import Case
from app.report.model import Report
from app.storage.database import rows
from app.storage.tables import ProgressRow, SightingRow, UploadRow
from checklists import model

_HANDED_IN = select(col(UploadRow.number), col(UploadRow.created_at)).where(UploadRow.case_id == bindparam("case_id"))


def reopened_by(
    case: Case, row: ProgressRow, step: model.Step, findings: Sequence[str], sightings: Mapping[str, SightingRow]
) -> str:
    """Why a step that was done is open again: back | new | answered | content (its advice changed); empty if it is
    not. ``findings`` are those behind it now."""
    seen = [sightings[finding] for finding in findings if finding in sightings]
    if any(sighting.state == "back" and sighting.at > row.at for sighting in seen):
        return "back"
    for finding in findings:
        if finding not in row.findings and (news := _news(case, finding, sightings.get(finding), row.at)):
            return news
    return "content" if row.content < step.rev else ""


def _news(case: Case, name: str, sighting: SightingRow | None, since: datetime) -> str:
    """``new`` for a finding that a later file brought, ``answered`` where the person has answered about it since; empty
    for any other."""
    handed_in = {row.number: row.created_at for row in rows(case.service.engine, _HANDED_IN, case_id=case.id)}
    if sighting and sighting.first in handed_in and handed_in[sighting.first] > since:
        return "new"
    finding = (latest_report(case) or Report()).finding(name)
    at = answered_at(case, finding) if finding else None
    return "answered" if at and at > since else ""
