"""Days as screens print them: with and without a year, by words, and months as headings."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from app.importers.month_names import MONTHS

_DAY = "(?P<day>3[01]|[12]\\d|0?[1-9])"
_MONTH = "(?P<month>1[0-2]|0?[1-9])"
_YEAR = "(?P<year>20\\d\\d)"
_WEEK = "月火水木金土日"
_WEEKDAY = f" ?(?:[(（]?(?P<week>[{_WEEK}])(?:曜日?)?[)）]|[{_WEEK}]曜日?)?"
_NAME = (
    "(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)\\.?"
)
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR} ?[年/.-] ?{_MONTH} ?[月/.-] ?{_DAY}(?:日|(?![\d年月])|(?=\d{{1,2}}:\d\d))(?:{_WEEKDAY})",
        rf"令和 ?(?P<reign>\d{{1,2}}) ?年 ?{_MONTH} ?月 ?{_DAY} ?日(?:{_WEEKDAY})",
        rf"(?<![\d/]){_MONTH}/{_DAY}/{_YEAR}(?!\d)",
        rf"(?<![\d/.])(?P<short>2\d)[/.]{_MONTH}[/.]{_DAY}(?![\d/])(?:{_WEEKDAY})",
        rf"(?<![a-z]){_NAME} ?{_DAY}(?:st|nd|rd|th)?(?:,? ?{_YEAR}|(?!\d|:))",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)? ?{_NAME}(?![a-z])(?:,? ?{_YEAR})?",
        rf"(?<!\d){_MONTH}月 ?{_DAY}日(?:{_WEEKDAY})",
        rf"(?<![\d/.]){_MONTH}/{_DAY}(?![\d/,])(?:{_WEEKDAY})",
        rf"(?<![\d/.]){_MONTH}\.{_DAY} ?[(（](?P<week>[{_WEEK}])[)）]",
        rf"^(?P<dotted>){_MONTH}\.{_DAY}$",
        rf"(?<!\d){_YEAR} ?年 ?{_MONTH} ?月(?!\d)",
        rf"(?<![a-z]){_NAME} {_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[/.]{_MONTH}(?![\d/.])",
        rf"(?<![\d月]){_DAY}日 ?[(（](?P<week>[{_WEEK}])(?:曜日?)?[)）]|^{_DAY.replace('day', 'day2')}日$",
        rf"^{_MONTH}月$",
        r"(?P<words>一昨日|おととい|昨日|きのう|今日|きょう|本日|(?<![a-z])(?:yesterday|today)(?![a-z]))",
    )
]
_AGO = {
    "今日": 0,
    "きょう": 0,
    "本日": 0,
    "today": 0,
    "昨日": 1,
    "きのう": 1,
    "yesterday": 1,
    "一昨日": 2,
    "おととい": 2,
}
_REIGN = 2018  # the year before the first of Reiwa


class Day(NamedTuple):
    """What is printed of a day: null is what is not. ``ago`` counts days before the picture; ``weekday`` is 0 for
    Monday. Without ``day`` and ``ago`` it is a month, which gives its year to those below. ``swapped``: the month
    stands first, which not every country means; ``dotted``: it may be a number with decimals."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    ago: int | None = None
    weekday: int | None = None
    swapped: bool = False
    dotted: bool = False

    @property
    def is_month(self) -> bool:
        """Whether it names a month alone."""
        return self.day is None and self.ago is None


def day_of(text: str) -> Iterator[tuple[int, int, Day]]:
    """The days in a text with the places where they begin and end."""
    taken = list[tuple[int, int]]()
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, stop = match.span()
            if any(start < last and stop > first for first, last in taken):
                continue
            taken.append((start, stop))
            yield start, stop, _day(match)


def _day(match: re.Match[str]) -> Day:
    groups = match.groupdict()

    def number(name: str) -> int | None:
        return int(groups[name]) if groups.get(name) else None

    if words := groups.get("words"):
        return Day(ago=_AGO[words.lower()])
    year = number("year")
    if year is None and (short := number("short")):
        year = 2000 + short
    if year is None and (reign := number("reign")):
        year = _REIGN + reign
    month = number("month")
    if name := groups.get("name"):
        month = MONTHS[name.lower()]
    week = groups.get("week")
    return Day(
        year=year,
        month=month,
        day=number("day") or number("day2"),
        weekday=_WEEK.index(week) if week else None,
        swapped=match.re is _PATTERNS[2],
        dotted=groups.get("dotted") is not None,
    )


class Calendar:
    """Completes days from top to bottom: by the last heading of a month, the days above, and the day of the picture."""

    def __init__(self, taken: date | None) -> None:
        self.taken = taken
        self.year: int | None = None
        self.month: int | None = None

    def heading(self, day: Day) -> None:
        """Takes the year and month of a heading."""
        self.year, self.month = day.year or self.year, day.month

    def resolved(self, day: Day, euros: bool = False) -> tuple[date | None, str]:
        """The date, and a doubt about it (a code). ``euros``: the day stands first in ``03/10/2026``."""
        if day.ago is not None:
            return (self.taken - timedelta(days=day.ago), "") if self.taken else (None, "no-year")
        month, number, year = day.month or self.month, day.day, day.year
        if day.swapped and month and number and euros:
            month, number = number, month
        if month is None or number is None:
            return None, "no-date"
        if year is None and self.year is not None and self.month in (None, month):
            year = self.year
        if year is not None:
            return _checked(year, month, number, day.weekday)
        if self.taken is None:
            return None, "no-year"
        for year in (self.taken.year, self.taken.year - 1):
            at, doubt = _checked(year, month, number, day.weekday)
            if at and at <= self.taken:
                return at, doubt
        return None, "odd-date"


def _checked(year: int, month: int, day: int, weekday: int | None) -> tuple[date | None, str]:
    with suppress(ValueError):
        at = date(year, month, day)
        return at, "unclear-date" if weekday not in (None, at.weekday()) else ""
    return None, "unclear-date"
