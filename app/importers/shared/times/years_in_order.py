"""The years of days that are written without one: from the last day, stated or above the table, and the order of rows.

Lists are in the order of their days. So each day is at most a year from its neighbour, and the latest of them is the
last such day that the list can have.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from app.i18n import N_
from app.importers.mapping import ColumnMap, table_id
from app.importers.month_names import MONTHS
from app.importers.shared.times.dates_without_year import year_problem
from app.importers.shared.times.named_months import YEARLESS
from app.reader.table import Block, FileProblem, Head

UNTIL_SENTENCE = N_(
    "Dates in this file that have no year, such as “{cell}”: {count}. Their years follow from the order of the rows "
    "and from {day}, the last day that the list can have."
)
_MOST = 5_000  # rows of a list whose days have no year: what is longer than a block is no statement
_CIRCLE = 12 * 31  # a year in which every month has 31 days: only the order of days counts here
_LATE = 31  # days by which a row may be later than its neighbour against the order of the list
_CLEAR = 2  # times the other reading's, which is the time that the right reading of a list is shorter
_SPREAD = timedelta(days=400)  # of the days above a table, if they are about the time of the list
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_YEAR_FIRST = re.compile(rf"{_YEAR} ?[-/.年] ?(?P<m>\d{{1,2}})(?: ?[-/.月] ?(?P<d>\d{{1,2}}))?")
_DAY_FIRST = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?P<s>[-/.])(?P<m>\d{{1,2}})[-/.]{_YEAR}")
_NAMED = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\.?[ -](?:de )?(?P<m>[^\W\d_]{{3,10}})\.?,?[ -](?:de )?{_YEAR}")
_MONTH_FIRST = re.compile(rf"(?P<m>[^\W\d_]{{3,10}})\.? (?P<d>\d{{1,2}}),? {_YEAR}")
Day = tuple[int, int]  # month and day


def is_yearless(plain: pl.Series) -> pl.Series:
    """Which of the dates that ``normalised_dates`` gives have no year."""
    return plain.str.starts_with(YEARLESS).fill_null(False)


def last_day(head: Head, column_map: ColumnMap) -> date | None:
    """The last day that a table can have: the stated one, else the latest above it; None where neither is known."""
    stated = column_map.until.get("") or column_map.until.get(table_id(head.header, head.sample))
    if stated:
        return date.fromisoformat(stated)
    days = sorted(day for _, row in head.above for cell in row for day in _days_in(cell[:200], column_map.order))
    return days[-1] if days and days[-1] - days[0] <= _SPREAD else None


def with_years(
    plain: pl.Series, written: pl.Series, head: Head, block: Block, column_map: ColumnMap
) -> tuple[pl.Series, tuple[FileProblem, ...]]:
    """The dates with those years, and the problem that says so. Where the years do not follow, these dates are null."""
    where = is_yearless(plain)
    if not where.any():
        return plain, ()
    end, text = last_day(head, column_map), plain.filter(where).to_list()
    whole = len(text) <= _MOST and (not head.sample or block.frame.row(0) == head.sample[0])
    days = [(int(day[2:4]), int(day[5:7])) for day in text]
    years = years_of(days, end) if end and whole else None
    cells = written.filter(where)
    if years is None:
        return plain.set(where, None), year_problem(cells)
    dated = [f"{year}{day[1:]}" for year, day in zip(years, text, strict=True)]
    values = {"cell": cells[0], "count": len(cells), "day": str(end)}
    problem = FileProblem("inferred-year", UNTIL_SENTENCE, values)
    return plain.scatter(where.arg_true(), dated), (problem,)


def years_of(days: Sequence[Day], end: date) -> list[int] | None:
    """The years of days in the order of their rows, newest or oldest first, all at or before ``end``. None where the
    order leaves a choice."""
    falling = _back(days)
    rising = (_back(days[::-1])[0][::-1], _back(days[::-1])[1])
    readings = [(against, _span(days, back), _anchored(days, back, end)) for back, against in (falling, rising)]
    readings.sort(key=lambda reading: reading[:2])
    (less, short, years), (more, long, others) = readings
    if years == others or less < more or long >= _CLEAR * short:
        return years
    return None


def _back(days: Sequence[Day]) -> tuple[list[int], int]:
    """How many years each of these days, newest first, is before the year of the first; and how many are later than
    the one before them."""
    back, against = [0], 0
    for before, after in pairwise(days):
        older = (_place(before) - _place(after)) % _CIRCLE
        late = older > _CIRCLE - _LATE
        against += late
        turn = after < before if late else after > before
        back.append(back[-1] + (0 if not turn else -1 if late else 1))
    return back[: len(days)], against


def _place(day: Day) -> int:
    return (day[0] - 1) * 31 + day[1] - 1


def _span(days: Sequence[Day], back: Sequence[int]) -> int:
    places = [_place(day) - _CIRCLE * years for day, years in zip(days, back, strict=True)]
    return max(places) - min(places)


def _anchored(days: Sequence[Day], back: Sequence[int], end: date) -> list[int]:
    """The latest possible years: all days are at or before ``end``."""
    latest = max((-years, *day) for day, years in zip(days, back, strict=True))
    year = end.year - latest[0] - (latest[1:] > (end.month, end.day))
    return [year - years for years in back]


def _days_in(text: str, order: str) -> Iterator[date]:
    """The days that a text above a table names, of a month without a day its last one."""
    for match in (*_YEAR_FIRST.finditer(text), *_NAMED.finditer(text), *_MONTH_FIRST.finditer(text)):
        month = int(match["m"]) if match["m"].isdecimal() else MONTHS.get(match["m"].casefold(), 0)
        yield from _day(int(match["y"]), month, int(match["d"] or 0))
    for match in _DAY_FIRST.finditer(text):
        first, second = int(match["d"]), int(match["m"])
        if match["s"] == "." or order == "day" or first > 12:
            yield from _day(int(match["y"]), second, first)
        elif order == "month" or second > 12:
            yield from _day(int(match["y"]), first, second)


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day) if day else date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except ValueError:  # no day, such as 2025-13
        return
