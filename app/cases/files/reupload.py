"""Findings after a new export: which ones disappeared, and which ones came back.

Exports are cumulative, so findings stay in the case. A finding is *gone* when newer uploads could show its events (its
detector can be assessed on them, and they cover its day) and do not, or when all uploads together now explain it. It is
*back* when a still newer export shows its events again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from analyzers.events.history import History
from analyzers.events.ids import event_ids
from analyzers.events.marks import Ref
from analyzers.findings.finding import Finding
from analyzers.rules.contract import detectors
from app.cases.case import Case
from app.cases.change import changing
from app.report.build import Owner
from app.report.catalogue import catalogue
from app.report.intake import Read
from app.report.model import Report
from app.storage.database import reading
from app.storage.tables import SightingRow, now


def update_sightings(case: Case, report: Report, reads: Sequence[Read], former: Mapping[str, Sequence[str]]) -> None:
    """Updates the sightings of a case after an examination. ``former`` are the events of the findings before it. A
    repetition gives the same result."""
    numbers = sorted(read.upload for read in reads)
    newest = numbers[-1] if numbers else 0
    current = {finding.id: finding for finding in report.findings}
    with changing(case) as change:
        known = select(SightingRow).where(SightingRow.case_id == case.id)
        rows = {row.finding: row for row in change.session.exec(known)}
        for name, finding in current.items():
            if name not in rows:
                row = SightingRow(case_id=case.id, finding=name, detector=finding.detector, first=newest)
                row.uploads, row.triggers = numbers, list(finding.triggers)
                change.add(row)
        for name, row in rows.items():
            _note_events(row, current.get(name), former.get(name, ()))
            change.add(row)
        for seen_with, group in _by_uploads(rows.values()).items():
            newer = [upload for upload in reads if upload.upload > max(seen_with, default=0)]
            if newer and set(seen_with) <= set(numbers):  # after a removal nothing follows from them
                new = _NewUploads(newer)
                for row in group:
                    _update(row, current.get(row.finding), new, numbers)
                    change.add(row)


def changes_of_findings(case: Case) -> dict[str, str]:
    """Finding id → ``gone`` or ``back``, for the findings that the newest export changed."""
    with reading(case.service.engine) as session:
        known = select(SightingRow).where(SightingRow.case_id == case.id, col(SightingRow.state) != "seen")
        return {row.finding: row.state for row in session.exec(known)}


def _by_uploads(rows: Iterable[SightingRow]) -> dict[tuple[int, ...], list[SightingRow]]:
    """The sightings, grouped by the uploads with which they were last seen."""
    groups: dict[tuple[int, ...], list[SightingRow]] = {}
    for row in rows:
        groups.setdefault(tuple(row.uploads), []).append(row)
    return groups


def _note_events(row: SightingRow, finding: Finding | None, former: Sequence[str]) -> None:
    """Keeps the events of a finding, and when it was first found no more."""
    if finding is not None:
        row.triggers, row.left_at = list(finding.triggers), None
    elif row.left_at is None:
        row.triggers, row.left_at = row.triggers or list(former), now()


def _update(row: SightingRow, finding: Finding | None, new: "_NewUploads", numbers: list[int]) -> None:
    if finding is None:
        _set_state(row, "gone")
    elif new.shows(finding):
        if row.state == "gone":
            _set_state(row, "back")
        row.uploads = numbers
    elif new.could_show(finding):
        _set_state(row, "gone")


def _set_state(row: SightingRow, state: str) -> None:
    if row.state != state:
        row.state, row.at = state, now()


class _NewUploads:
    """The uploads made since a finding was last seen, assessed on their own."""

    def __init__(self, reads: Sequence[Read]) -> None:
        frames: dict[str, list[Any]] = {}
        for read in reads:
            for table, frame in read.tables.items():
                frames.setdefault(table, []).append(frame)
        self.history = History.build(frames, Owner(), catalogue=catalogue())
        refs = (Ref(name, row) for name, table in self.history.tables.items() for row in table["row"])
        self.events = set(event_ids(self.history, refs).values())
        self.covered = self.history.coverage()

    def shows(self, finding: Finding) -> bool:
        """Whether the new files contain one of the finding's events."""
        return not self.events.isdisjoint((*finding.triggers, *finding.aliases))

    def could_show(self, finding: Finding) -> bool:
        """Whether the new files would show the finding if it still existed."""
        detector = detectors().get(finding.detector)
        if detector is None or not finding.triggers:
            return False
        if self.history.missing(detector.required(), detector.account):
            return False
        tables = {need.partition(".")[0] for need in detector.needs}
        periods = [(covered.table, covered.start, covered.end) for covered in self.covered if covered.table in tables]
        dated = [(table, start, end) for table, start, end in periods if start and end]
        if not finding.at or not dated:
            return not finding.at
        at = datetime.fromisoformat(finding.at)
        return all(
            any(start <= at <= end for name, start, end in dated if name == table)
            for table in {table for table, _, _ in dated}
        )
