"""How old the content is: the table for the people who maintain it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from checklists.due import deadlines
from checklists.ladders.ladder import ladders
from checklists.model import Grade, Source, steps
from checklists.sites import shops
from checklists.statement_names import statement_names

SERVICE_REVIEW_DAYS = 90  # menus move more often than rules


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of content. ``grade`` is the best of its sources, ``checked`` the day its oldest one was read,
    ``review_every`` the days after which it is to be read again. ``stale``: that day has passed; ``expired``: the
    advice no longer holds and is not offered."""

    id: str
    kind: str  # step | deadline | ladder | statement name | service
    grade: Grade
    checked: date
    review_every: int
    stale: bool
    expired: bool
    unverified: bool

    @property
    def due(self) -> date:
        """The day on which its sources are to be read again at the latest."""
        return self.checked + timedelta(days=self.review_every)


def age_table(today: date) -> list[Row]:
    """Every step, deadline, ladder, name on statements and service, the one that has to be read again first on top."""
    return sorted(_rows(today), key=lambda row: (row.expired, row.due, row.kind, row.id))


def _rows(today: date) -> Iterator[Row]:
    for step in steps().values():
        expired = not step.in_force(today)
        yield _row("step", step.id, step.sources, step.review_every, today, expired, step.unverified)
    for deadline in deadlines().values():
        expired = not deadline.in_force(today)
        yield _row(
            "deadline", deadline.id, deadline.sources, deadline.review_every, today, expired, deadline.unverified
        )
    for ladder in ladders().values():
        yield _row("ladder", ladder.id, ladder.sources, ladder.review_every, today, False, False)
    for name in statement_names().values():
        yield _row("statement name", name.id, name.sources, name.review_every, today, False, name.unverified)
    for service in shops().values():
        if service.sources:
            yield _row("service", service.id, service.sources, SERVICE_REVIEW_DAYS, today, False, service.unverified)


def _row(
    kind: str, name: str, sources: tuple[Source, ...], days: int, today: date, expired: bool, unverified: bool
) -> Row:
    oldest = min(source.checked for source in sources)
    stale = not expired and oldest + timedelta(days=days) < today
    best = min((source.grade for source in sources), key=get_args(Grade).index)
    return Row(name, kind, best, oldest, days, stale, expired, unverified)
