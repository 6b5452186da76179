"""What the cells of each column look like, to tell in which column the cells of a damaged row belong."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_SHAPES = ((re.compile(r"\d+"), "9"), (re.compile(r"[^\W\d_]+"), "a"), (re.compile(r"\s+"), " "))
_CELL = 200  # Characters of a cell that its shape is made from.
_LONGEST = 24
_ROWS = 200


@dataclass(frozen=True, slots=True)
class Profile:
    """For every column, the share of rows whose cell has a certain shape or is of a certain sort; and how well those
    rows fit themselves, on average."""

    columns: tuple[dict[str, float], ...]
    usual: float = 0.0

    def fit(self, cells: Sequence[str]) -> float:
        """How well cells fit the columns at the same places; at most 2 for each cell."""
        found = 0.0
        for shares, cell in zip(self.columns, cells, strict=False):
            shape = _shape(cell)
            found += shares.get(shape, 0.0) + shares.get(_sort(shape), 0.0)
        return found


def profile(rows: Sequence[Sequence[str]], width: int) -> Profile | None:
    """The profile of those rows that have ``width`` cells; None when they are too few to tell."""
    rows = [row for row in rows[:_ROWS] if len(row) == width]
    if len(rows) < 3:
        return None
    columns = []
    for column in zip(*rows, strict=True):
        shapes = Counter(map(_shape, column))
        sorts = Counter(map(_sort, shapes.elements()))
        columns.append({name: count / len(rows) for name, count in (*shapes.items(), *sorts.items())})
    found = Profile(tuple(columns))
    return Profile(found.columns, sum(map(found.fit, rows)) / len(rows))


def is_number(cell: str) -> bool:
    """Whether a cell holds digits and signs only, as a number, a date or a time does."""
    return _sort(_shape(cell)) == "\0number"


def _shape(cell: str) -> str:
    """``2024-01-02`` as ``9-9-9``, ``Green tea`` as ``a a``."""
    cell = cell[:_CELL]
    for pattern, mark in _SHAPES:
        cell = pattern.sub(mark, cell)
    return cell[:_LONGEST]


def _sort(shape: str) -> str:
    """Nothing, a number or date, one word, or words: as names that no shape has."""
    if not shape.strip():
        return "\0empty"
    if "a" not in shape:
        return "\0number"
    return "\0words" if " " in shape.strip() else "\0word"
