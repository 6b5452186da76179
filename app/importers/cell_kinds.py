"""Whether a cell of an unknown table holds a day or an amount, and so whether a row is a record."""

import re
from collections.abc import Sequence

from app.importers.month_names import MONTHS

_YEAR = r"(?:19|20)\d\d"
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_TWO_MONTH, _TWO_DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_NAME = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_WEEKDAY = r" ?[(（][月火水木金土日]曜?日?[)）]"
_DAYS = (
    rf"{_YEAR}[-/.年] ?{_MONTH}[-/.月] ?{_DAY}[日.]?(?:{_WEEKDAY})?",
    rf"(?:令和|平成|[RH]) ?\d{{1,2}}[-/.年] ?{_MONTH}[-/.月] ?{_DAY}日?",
    rf"{_DAY}[-/.]{_DAY}[-/.](?:{_YEAR}|\d\d)",  # the day or the month first
    rf"\d\d[-/.]{_TWO_MONTH}[-/.]{_TWO_DAY}",
    rf"(?:{_YEAR}|\d\d){_TWO_MONTH}{_TWO_DAY}",
    rf"{_DAY}\.?[- ]?(?:de )?{_NAME}(?:[- ,]{{1,2}}(?:de )?'?(?:{_YEAR}|\d\d))?",
    rf"{_NAME} {_DAY}(?:,? (?:{_YEAR}|\d\d))?",
    rf"{_MONTH}[/月]{_DAY}日?(?:{_WEEKDAY})?",
    rf"{_TWO_DAY}/{_TWO_MONTH}",
    rf"{_TWO_MONTH} {_TWO_DAY}",
)
_ANY_DAY = re.compile(rf"'?(?:{'|'.join(_DAYS)})(?:[T ,.]+\d{{1,2}}:\d\d.*)?", re.IGNORECASE)
_AMOUNT = re.compile(r"[-+−△▲(]{0,2} ?\D{0,4}?[-+−]? ?\d[\d.,'’ \u00a0\u202f]*\)?[-+−]? ?[^\d\s]{0,4}\)?")
_LONGEST = 60  # characters of a day or an amount
_PARTS = ("年", "月", "日")


def is_day(cell: str) -> bool:
    """Whether a cell holds only a day, with or without a time, in a form that a mapping reads."""
    text = cell.strip()
    return len(text) <= _LONGEST and bool(_ANY_DAY.fullmatch(text))


def is_amount(cell: str) -> bool:
    """Whether a cell holds one number, with the sign and the currency that an amount may have."""
    text = cell.strip()
    return len(text) <= _LONGEST and bool(_AMOUNT.fullmatch(text)) and not is_day(text)


def is_record(row: Sequence[str]) -> bool:
    """Whether a row that was taken for a header is really a record: one cell is a day, and another an amount."""
    return any(map(is_day, row)) and any(map(is_amount, row))


def column_names(header: Sequence[str]) -> list[str]:
    """What the columns of a table are called: by their places (``#1``) where what was taken for the header is a
    record."""
    return [f"#{place}" for place in range(1, len(header) + 1)] if is_record(header) else list(header)


def parts_of_date(header: Sequence[str]) -> tuple[int, int, int] | None:
    """The places of the columns for year, month and day that follow one another, whose names are the same but for 年,
    月 and 日; the ones with the longest names."""
    names = [name.strip() for name in header]
    places = [
        (len(year), place)
        for place, (year, month, day) in enumerate(zip(names, names[1:], names[2:], strict=False))
        if (year[-1:], month[-1:], day[-1:]) == _PARTS and year[:-1] == month[:-1] == day[:-1]
    ]
    _, place = max(places, default=(0, -1))
    return (place, place + 1, place + 2) if places else None
