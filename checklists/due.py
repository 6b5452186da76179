"""Deadlines and reminders: plain functions of the days that the statement, the order or the notice give.

A deadline needs its day from the data or the person; without it the sentence that asks for it comes back instead of a
date. Business days are Monday to Friday: public holidays, and banks that count Saturdays, are not known here, and the
pages say so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Literal

from checklists import N_
from checklists.model import Market, Source, Valid, overdue, supported
from checklists.schema import ROOT, ContentError, Days, Sentence, load, load_each
from checklists.sites import shops

# The days that deadlines count from, and how to ask for them.
FACT_SENTENCES = {
    "statement": N_("What is the day of the statement that shows the charge?"),
    "charge": N_("On which day was the charge made, or did the money leave?"),
    "learned": N_("On which day did you notice it?"),
    "notice": N_("On which day did you tell the card company or the bank?"),
    "loss": N_("On which day was the money lost or the purchase made?"),
    "delivered": N_("On which day did the goods arrive?"),
    "pending_order": N_("On which day was the latest of the pending orders placed?"),
    "secured": N_("On which day had you secured the account?"),
}
Fact = Literal["statement", "charge", "learned", "notice", "loss", "delivered", "pending_order", "secured"]
LAST_YEAR = 9000  # statements never bear a later year, and a period that ran on from there would exceed the calendar
ALWAYS = Valid()
AFTER = (1, 3, 7, 14)  # days after which an unanswered contact is followed up, then monthly


@dataclass(frozen=True, slots=True)
class Length:
    """How long a term is: exactly one of days, business days, months. ``times`` repeats it one after the other."""

    days: int | None = None
    business_days: int | None = None
    months: int | None = None
    times: int = 1

    def __post_init__(self) -> None:
        if sum(length is not None for length in (self.days, self.business_days, self.months)) != 1:
            raise ContentError("exactly one of days, business_days, months is expected")


@dataclass(frozen=True, slots=True)
class Term:
    """One period: ``title`` is what has to happen, ``start`` the day it counts from, ``duty`` whose it is."""

    id: str
    title: Sentence
    start: Fact
    length: Length
    duty: Literal["holder", "issuer", "bank", "buyer"]
    effect: Sentence


@dataclass(frozen=True, slots=True)
class Deadline:
    """The periods of one rule. ``steps`` are the steps of a plan that bring it along; information, not advice.
    ``services`` are the sites whose rule it is, where it is not everybody's; ``answers`` are those to some
    questions with which it holds: other answers alone rule it out, no answer does not."""

    id: str
    title: Sentence
    steps: tuple[str, ...]
    terms: tuple[Term, ...]
    note: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    review_every: Days
    markets: tuple[Market, ...] = ()
    services: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    valid: Valid = ALWAYS
    unverified: bool = False

    def __post_init__(self) -> None:
        if not self.unverified and not supported(self.sources):
            raise ContentError("no source has grade A or B: missing key 'unverified'")

    def suits(self, chosen: Collection[str]) -> bool:
        """Does the rule hold with these answers (``pay.bought_in=apple``)?"""
        relevant = [option for option in chosen if option.partition("=")[0] in self.answers]
        wanted = {f"{question}={value}" for question, values in self.answers.items() for value in values}
        return not relevant or not wanted.isdisjoint(relevant)

    def in_force(self, today: date) -> bool:
        """Does the rule hold on this day?"""
        return self.valid.holds(today)

    def stale(self, today: date) -> bool:
        """Is one of its sources older than the interval at which it should be read again?"""
        return overdue(self.sources, self.review_every, today)


@dataclass(frozen=True, slots=True)
class Due:
    """One date of one term. ``at`` is None where its day is not known: then ``ask`` is the question and ``missing``
    the name of the fact. ``turn`` counts the repetitions from 1; ``about`` tells cards or orders apart."""

    deadline: Deadline
    term: Term
    at: date | None
    missing: Fact | None = None
    ask: str | None = None
    turn: int = 1
    about: str = ""

    @property
    def id(self) -> str:
        """A name that stays the same when the date changes, for calendars: ``jp.card60.tell``, ``….2``, ``…:1234``."""
        turn = f".{self.turn}" if self.term.length.times > 1 else ""
        return f"{self.deadline.id}.{self.term.id}{turn}" + (f":{self.about}" if self.about else "")


@cache
def deadlines() -> Mapping[str, Deadline]:
    """Every deadline by its id, which is its file's name: ``jp.card60``."""
    files = sorted((ROOT / "deadlines").glob("*.yaml"))
    loaded = load_each(files, lambda file: load(Deadline, file, id=file.stem))
    return MappingProxyType({deadline.id: deadline for deadline in loaded})


def applying(
    plan: Collection[str],
    here: Collection[Market],
    today: date,
    known: Mapping[str, Deadline] | None = None,
    services: Collection[str] = (),
    chosen: Collection[str] = (),
) -> list[Deadline]:
    """The deadlines that the steps of a plan (their ids) bring along in these countries, and that hold on this day and
    with the answers that were ``chosen``. Those of a service count if it is among ``services`` (sites), or if no way to
    pay is."""
    paid_with = _ways_to_pay(services)
    every = (deadlines() if known is None else known).values()
    return [
        deadline
        for deadline in every
        if not set(plan).isdisjoint(deadline.steps)
        and (not deadline.markets or not set(here).isdisjoint(deadline.markets))
        and (not deadline.services or not paid_with or not paid_with.isdisjoint(deadline.services))
        and deadline.suits(chosen)
        and deadline.in_force(today)
    ]


def _ways_to_pay(services: Collection[str]) -> set[str]:
    """Those of the services that have a rule of their own, or of which one knows that no other's rule is meant."""
    ruled = {site for deadline in deadlines().values() for site in deadline.services}
    known = shops()
    return {
        service
        for service in services
        if service in ruled or (service in known and known[service].kind in ("pay", "carrier"))
    }


def due(deadlines: Iterable[Deadline], facts: Mapping[str, date], about: str = "") -> list[Due]:
    """Every date that follows from the days known, earliest first, then the questions for the days that are not.
    Call it once for each card or order, with its own days and ``about`` (the last four digits, say)."""
    dates = [
        date_ for deadline in deadlines for term in deadline.terms for date_ in _dates(deadline, term, facts, about)
    ]
    return sorted(dates, key=lambda date_: (date_.at is None, date_.at or date.max, date_.id))


def _dates(deadline: Deadline, term: Term, facts: Mapping[str, date], about: str) -> Iterator[Due]:
    start = facts.get(term.start)
    if start is None or start.year >= LAST_YEAR:
        yield Due(deadline, term, None, term.start, FACT_SENTENCES[term.start], about=about)
        return
    for turn in range(1, term.length.times + 1):
        yield Due(deadline, term, after(start, term.length, turn), turn=turn, about=about)


def after(start: date, length: Length, turn: int = 1) -> date:
    """The last day of the period (of its ``turn``-th repetition); the day it counts from is not counted itself."""
    if length.days is not None:
        return start + timedelta(days=length.days * turn)
    if length.months is not None:
        return add_months(start, length.months * turn)
    return business_days(start, (length.business_days or 0) * turn)


def business_days(start: date, count: int) -> date:
    """The day ``count`` business days (Monday to Friday) after ``start``."""
    at = start
    while count:
        at += timedelta(days=1)
        count -= at.weekday() < 5
    return at


def add_months(start: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=start.day - 1), following - timedelta(days=1))


def reminders(at: date, promised_by: date | None = None) -> Iterator[date]:
    """When to follow up a contact of this day, without end: on the promised day; then (or where nothing was promised)
    1, 3, 7 and 14 days later, then every month until it is closed."""
    start = promised_by or at
    if promised_by:
        yield promised_by
    yield from (start + timedelta(days=days) for days in AFTER)
    months = 1
    while True:
        following = add_months(start, months)
        if following > start + timedelta(days=AFTER[-1]):
            yield following
        months += 1


def next_reminder(at: date, promised_by: date | None, today: date) -> date:
    """The first reminder on or after this day."""
    return next(reminder for reminder in reminders(at, promised_by) if reminder >= today)
