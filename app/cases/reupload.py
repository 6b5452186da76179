"""What a new export says of what was found before: is it gone, is it back?

Exports are cumulative, so what was found stays in the case. A finding is *gone* when what was handed in since could
show its events (its detector can be judged there, and its day lies inside what the new files cover) and does not, or
when everything together now explains it. It is *back* when a still newer export shows its events again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from analyzers.engine.detector import detectors
from analyzers.engine.ids import event_ids
from analyzers.events.facts import Ref
from analyzers.events.history import History
from app.cases.case import Case
from app.report.build import Owner
from app.report.intake import Read
from app.report.model import Finding, Report
from app.storage.database import reading, writing
from app.storage.tables import SightingRow, now


def note(case: Case, report: Report, reads: Sequence[Read]) -> None:
    """Brings the sightings of a case up to date after an examination. Doing it twice gives the same."""
    numbers = sorted(one.upload for one in reads)
    newest = numbers[-1] if numbers else 0
    found = {one.id: one for one in report.findings}
    with writing(case.service.engine) as session:
        known = select(SightingRow).where(SightingRow.case_id == case.id).with_for_update()
        rows = {row.finding: row for row in session.exec(known)}
        for name, one in found.items():
            if name not in rows:
                row = SightingRow(case_id=case.id, finding=name, detector=one.detector, first=newest)
                row.uploads = numbers
                session.add(row)
        for base, group in _by_base(rows.values()).items():
            newer = [one for one in reads if one.upload > max(base, default=0)]
            if newer and set(base) <= set(numbers):  # after a removal nothing can be told
                fresh = _Fresh(newer)
                for row in group:
                    _judge(row, found.get(row.finding), fresh, numbers)
                    session.add(row)


def turned(case: Case) -> dict[str, str]:
    """Finding id → ``gone`` or ``back``, for those of which the newest export says so."""
    with reading(case.service.engine) as session:
        known = select(SightingRow).where(SightingRow.case_id == case.id, col(SightingRow.state) != "seen")
        return {row.finding: row.state for row in session.exec(known)}


def _by_base(rows: Iterable[SightingRow]) -> dict[tuple[int, ...], list[SightingRow]]:
    """The sightings by what was there when they were last seen."""
    groups: dict[tuple[int, ...], list[SightingRow]] = {}
    for row in rows:
        groups.setdefault(tuple(row.uploads), []).append(row)
    return groups


def _judge(row: SightingRow, finding: Finding | None, fresh: "_Fresh", numbers: list[int]) -> None:
    if finding is None:
        _turn(row, "gone")
    elif fresh.shows(finding):
        if row.state == "gone":
            _turn(row, "back")
        row.uploads = numbers
    elif fresh.could_show(finding):
        _turn(row, "gone")


def _turn(row: SightingRow, state: str) -> None:
    if row.state != state:
        row.state, row.at = state, now()


class _Fresh:
    """What was handed in since, looked at by itself."""

    def __init__(self, reads: Sequence[Read]) -> None:
        frames: dict[str, list[Any]] = {}
        for one in reads:
            for table, frame in one.tables.items():
                frames.setdefault(table, []).append(frame)
        self.history = History.build(frames, Owner())
        refs = (Ref(name, row) for name, table in self.history.tables.items() for row in table["row"])
        self.events = set(event_ids(self.history, refs).values())
        self.covered = self.history.coverage()

    def shows(self, finding: Finding) -> bool:
        """Is one of its events in the new files?"""
        return not self.events.isdisjoint(finding.triggers)

    def could_show(self, finding: Finding) -> bool:
        """Would the new files show it, if it were still there?"""
        detector = detectors().get(finding.detector)
        if detector is None or not finding.triggers:
            return False
        if self.history.missing(detector.required(), detector.account):
            return False
        tables = {need.partition(".")[0] for need in detector.needs}
        periods = [(one.table, one.start, one.end) for one in self.covered if one.table in tables]
        dated = [(table, start, end) for table, start, end in periods if start and end]
        if not finding.at or not dated:
            return not finding.at
        at = datetime.fromisoformat(finding.at)
        return all(
            any(start <= at <= end for name, start, end in dated if name == table)
            for table in {table for table, _, _ in dated}
        )
