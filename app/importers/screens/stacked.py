"""Days that a screen prints in two lines: the name of a month above the number of the day, or below it."""

import re
from collections.abc import Sequence

from app.importers.month_names import MONTHS
from app.importers.screens.blocks import around
from app.importers.screens.days import Day
from app.importers.screens.rows import Box
from app.importers.screens.tokens import Token

_NUMBER = re.compile(r"3[01]|[12]\d|0?[1-9]")
_APART = 1.2  # heights of the name of the month between it and the number at most


def with_stacked_days(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with each such pair as one day in place of its month."""
    numbers = [token for token in tokens if token.kind == "amount" and _NUMBER.fullmatch(token.printed)]
    days, used = dict[int, Token](), set[int]()
    for place, token in enumerate(tokens):
        month = MONTHS.get(token.printed.strip(".").lower()) if token.kind == "text" else None
        near = [number for number in numbers if month and id(number) not in used and _is_stacked(token.box, number.box)]
        if month and len(near) == 1:
            days[place] = _day(token, near[0], month)
            used.add(id(near[0]))
    return [days.get(place, token) for place, token in enumerate(tokens) if id(token) not in used]


def _is_stacked(month: Box, number: Box) -> bool:
    """Whether two boxes stand above each other."""
    apart = max(month.top - number.bottom, number.top - month.bottom)
    middle = abs((month.left + month.right) - (number.left + number.right)) / 2
    height = month.bottom - month.top
    return -height / 2 < apart < _APART * height and middle < (month.right - month.left) / 2


def _day(month: Token, number: Token, of_year: int) -> Token:
    box = around([month.box, number.box])
    day = Day(month=of_year, day=int(number.printed))
    return month._replace(
        kind="day", printed=f"{month.printed} {number.printed}", box=box, day=day, sure=number.sure, doubt=number.doubt
    )
