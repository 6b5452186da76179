"""How long a case and its originals are kept: the operator sets the longest time, and the person may shorten it. Only
the clock counts: a case whose time has ended cannot be opened from that second on (``app.cases.case.case_of_row``), and
``app.cases.files.erase.expire`` destroys it within minutes."""

from datetime import datetime, timedelta

from app.cases.case import SAMPLE_LIFE, Case
from app.cases.change import changing
from app.errors import Unreadable
from app.storage.tables import now

CHOICES = (1, 7, 30, 90)  # days from now


def choices(case: Case) -> list[int]:
    """The numbers of days from now that the person may choose: those that end before the operator's longest time."""
    return [days for days in CHOICES if now() + timedelta(days=days) < latest(case)]


def latest(case: Case) -> datetime:
    """The latest time at which the case is erased, whatever the person chooses."""
    return case.created_at + (SAMPLE_LIFE if case.sample else timedelta(days=case.service.settings.keep_cases))


def keep_for(case: Case, days: int | None) -> None:
    """Sets that the case is erased ``days`` days from now, or with None as late as the operator allows. ``Unreadable``
    for a number that is not among ``choices``."""
    if days is not None and days not in choices(case):
        raise Unreadable
    with changing(case) as change:
        change.row.keep_until = None if days is None else now() + timedelta(days=days)
        change.audit("retention")
