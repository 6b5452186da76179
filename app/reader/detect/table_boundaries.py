"""Where one table of a delimited text ends and another begins.

Two things must hold at a boundary. The new table begins with a row of names without numbers, and rows with numbers
follow. A blank line, a title or another number of columns separates it from the table before. In this way rows of
uneven width, footers and a repeated header stay with their table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

ROWS = 4  # A header and the rows below it that are looked at.
_FIRST = 60  # Rows within which the header of the first table is looked for.
_BODY = 200
_MOST = 0.8  # The share of the filled cells of a column that hold values, where it is a column of values.
_LONGEST = 60  # Characters of a name.
_VALUE = re.compile(r"[-+−▲△*¥￥$€£(]*\s*\d|.*(?:@|://)")
_ABSENT = frozenset(("-", "n/a", "na", "nan", "none", "null", "unknown", "not available", "不明", "なし", "無し"))
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class TableSignature:
    """What distinguishes a table from other tables: its names, its width, and its columns of numbers, dates and similar
    values."""

    names: tuple[str, ...]
    width: int
    values: frozenset[int]


def signature_of(header: Row, rows: Sequence[Row], width: int) -> TableSignature:
    """The signature of the table with this header and the ``rows`` below it."""
    return TableSignature(trimmed(header), width, _values([row for row in rows[:_BODY] if len(row) == width], _MOST))


def first_table(rows: Sequence[Row], gaps: set[int]) -> tuple[int, TableSignature] | None:
    """The number of the header of the first table among the rows of a text, and the table's signature; None where no
    rows are below the header. ``gaps`` are the numbers of the rows that follow a blank line."""
    for number, row in enumerate(rows[:_FIRST]):
        lenient = len(row) > 2 and sum(1 for cell in row if cell.strip()) > 2 and not any(map(is_value, row))
        if not lenient and not _names(row):
            continue
        end = number + 1
        while end < min(len(rows), number + _BODY) and end not in gaps and len(rows[end]) == len(row):
            end += 1
        below = rows[number + 1 : end]
        values = _values(below[: ROWS - 1])
        if values and (len(trimmed(row)) > 2 or _alike(below, values)):
            return number, signature_of(row, below, len(row))
    return None


def is_header(row: Row, before: TableSignature | None = None) -> bool:
    """Whether a row can be a header, and of a different table than ``before``."""
    names = _names(row)
    return bool(names) and (before is None or names != before.names)


def begins_another(rows: Sequence[Row], before: TableSignature, *, gap: bool) -> bool:
    """Whether the first of ``rows`` is the header of another table than ``before``; the other rows are those below it.
    ``gap`` is true where a blank line or a title is above the first row."""
    names, below = trimmed(rows[0]), rows[1:]
    if not _is_body(rows[0], below, len(names)):
        return False
    values = _values(below)
    if len(rows[0]) == before.width:
        # A row of words may belong to a table of the same width. It is a header only after a gap and above values,
        # where the table before has several columns of values or has its values in other columns.
        return gap and bool(values) and (len(before.values) > 1 or (bool(before.values) and values != before.values))
    if len(names) == 2 and len(below) < 2:
        return False
    if gap:
        return bool(values) or len(below) == ROWS - 1
    return bool(values) and len(below) > 1


def trimmed(row: Row) -> tuple[str, ...]:
    """The cells without the spaces around them and without the empty ones at the end."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def is_title(row: Row) -> bool:
    """Whether a row fills one cell at most."""
    return len(trimmed(row)) < 2


def _names(row: Row) -> tuple[str, ...]:
    """The cells of a row if it can be a header; empty if it cannot."""
    cells = trimmed(row)
    if len(cells) < 2 or not all(cells) or len(set(cells)) < len(cells):
        return ()
    return () if any(len(cell) > _LONGEST or is_value(cell) or cell.lower() in _ABSENT for cell in cells) else cells


def _is_body(header: Row, below: Sequence[Row], used: int) -> bool:
    """Whether there are rows below a header, each as wide as the header and with cells only under its names."""
    return bool(below) and all(len(row) == len(header) and not any(row[used:]) for row in below)


def _values(rows: Sequence[Row], most: float = 1.0) -> frozenset[int]:
    """The columns in which at least the share ``most`` of the filled cells are numbers, dates or addresses."""
    numbers = set()
    for number, column in enumerate(zip(*rows, strict=True)):
        filled = [cell for cell in column if cell.strip()]
        if filled and sum(map(is_value, filled)) >= most * len(filled):
            numbers.add(number)
    return frozenset(numbers)


def _alike(rows: Sequence[Row], values: frozenset[int]) -> bool:
    """Whether a column of values holds the same shape of value in two or more rows. In a list of names and values the
    shapes differ from row to row."""
    columns = list(zip(*rows[: ROWS - 1], strict=True))
    shapes = [{re.sub(r"[\d,]+", "9", cell.strip()) for cell in columns[number]} for number in values]
    return len(rows) > 1 and any(len(shape) == 1 for shape in shapes)


@lru_cache(4096)
def is_value(cell: str) -> bool:
    """Whether a cell begins like a number, a date or an amount, or holds an address."""
    cell = cell.strip()
    return bool(_VALUE.match(cell)) or sum(map(str.isdigit, cell)) > max(3, len(cell) // 2)
