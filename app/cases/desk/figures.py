"""What the desk did, in counts over all helpers together. A count under ``LEAST`` is never given, so that no figure is
about a few people whom somebody knows."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.storage.database import reading
from app.storage.service import Service
from app.storage.tables import AuditRow, CaseRow, GrantRow, SymptomRow, now

LEAST = 5
PERIOD = timedelta(days=90)
EVENTS = ("caller", "taken-over", "acted")


class Figures(NamedTuple):
    """Counts, each None where it is under ``LEAST``. ``minutes`` is the median time from opening a case to its first
    step that was begun; ``kinds`` counts the reported symptoms of cases that are or were open to helpers and still
    exist, the commonest first; ``rarer`` says that there are others."""

    opened: int | None
    taken_over: int | None
    acted: int | None
    minutes: int | None
    kinds: Mapping[str, int]
    rarer: bool


def figures(service: Service) -> Figures:
    """The figures of the last ``PERIOD``, and the kinds of the cases that exist now."""
    with reading(service.engine) as session:
        times = _times(session)
        kinds = _kinds(session)
    waits = [(case["acted"] - case["caller"]).total_seconds() for case in times if "acted" in case]
    return Figures(
        opened=_enough(len(times)),
        taken_over=_enough(sum("taken-over" in case for case in times)),
        acted=_enough(len(waits)),
        minutes=round(median(waits) / 60) if len(waits) >= LEAST else None,
        kinds=(common := without_rare(kinds)),
        rarer=len(common) < len(kinds),
    )


def without_rare(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of at least ``LEAST``, the largest first. Where only one other is left out, the smallest of these goes
    with it: else the difference to a total known elsewhere would be that one count."""
    common = dict(sorted((pair for pair in counts.items() if pair[1] >= LEAST), key=lambda pair: -pair[1]))
    if len(counts) - len(common) == 1 and common:
        common.popitem()
    return common


def _times(session: Session) -> list[dict[str, datetime]]:
    """Of each case that was opened for a caller in the period: event → when it first happened."""
    began = select(AuditRow.case_id).where(AuditRow.event == "caller", col(AuditRow.at) >= now() - PERIOD)
    rows = session.exec(select(AuditRow).where(col(AuditRow.case_id).in_(began), col(AuditRow.event).in_(EVENTS)))
    times: dict[str, dict[str, datetime]] = {}
    for row in rows:
        events = times.setdefault(row.case_id, {})
        events[row.event] = min(events.get(row.event, row.at), row.at)
    return list(times.values())


def _kinds(session: Session) -> Counter[str]:
    helped = select(GrantRow.case_id).distinct()
    alive = (col(SymptomRow.case_id) == col(CaseRow.id), col(CaseRow.key).is_not(None))
    rows = session.exec(select(SymptomRow.symptom).join(CaseRow, alive[0]).where(alive[1], col(CaseRow.id).in_(helped)))
    return Counter(rows)


def _enough(count: int) -> int | None:
    return count if count >= LEAST else None
