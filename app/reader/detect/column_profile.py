"""What the cells of each column look like, to find the columns that the cells of a damaged row belong to."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_SHAPES = ((re.compile(r"\d+"), "9"), (re.compile(r"[^\W\d_]+"), "a"), (re.compile(r"\s+"), " "))
_CELL = 200  # Characters of a cell that its shape is made from.
_LONGEST = 24
_ROWS = 200
_EMPTY, _NUMBER, _WORD, _WORDS = "\0empty", "\0number", "\0word", "\0words"  # No shape has such a name.


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """For every column, the share of rows whose cell has a certain shape or kind. ``usual`` is the average score of the
    rows themselves."""

    columns: tuple[dict[str, float], ...]
    usual: float = 0.0

    def fit(self, cells: Sequence[str]) -> float:
        """How well cells fit the columns at the same places; at most 2 for each cell."""
        score = 0.0
        for shares, cell in zip(self.columns, cells, strict=False):
            shape, sort = _marks(cell)
            score += shares.get(shape, 0.0) + shares.get(sort, 0.0)
        return score


def profile_of(rows: Sequence[Sequence[str]], width: int) -> ColumnProfile | None:
    """The profile of the rows that have ``width`` cells; None when they are too few."""
    rows = [row for row in rows[:_ROWS] if len(row) == width]
    if len(rows) < 3:
        return None
    columns = []
    for column in zip(*rows, strict=True):
        counts = Counter(mark for cell in column for mark in _marks(cell))
        columns.append({mark: count / len(rows) for mark, count in counts.items()})
    profile = ColumnProfile(tuple(columns))
    return ColumnProfile(profile.columns, sum(map(profile.fit, rows)) / len(rows))


def is_number(cell: str) -> bool:
    """Whether a cell holds only digits and signs, like a number, a date or a time."""
    return _marks(cell)[1] == _NUMBER


def shape(cell: str) -> str:
    """The shape of a cell: each group of digits as ``9``, each group of letters as ``a``."""
    return _marks(cell)[0]


@lru_cache(4096)
def _marks(cell: str) -> tuple[str, str]:
    """The shape of a cell (``2024-01-02`` is ``9-9-9``, ``Green tea`` is ``a a``) and its kind."""
    shape = cell[:_CELL]
    for pattern, mark in _SHAPES:
        shape = pattern.sub(mark, shape)
    shape = shape[:_LONGEST]
    if not shape.strip():
        return shape, _EMPTY
    if "a" not in shape:
        return shape, _NUMBER
    return shape, _WORDS if " " in shape.strip() else _WORD
