"""Where one table of a delimited text ends and another begins.

A text is cut only where a row of names without numbers is above rows with numbers, and where a blank line, a title or
another width sets them apart, so that ragged rows, footers and a repeated header stay with their table.
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
    """What distinguishes a table from others: its names, its width, and its columns of numbers, dates and the like."""

    names: tuple[str, ...]
    width: int
    values: frozenset[int]


def signature_of(header: Row, rows: Sequence[Row], width: int) -> TableSignature:
    """The signature of the table with this header and these rows below it."""
    return TableSignature(trimmed(header), width, _values([row for row in rows[:_BODY] if len(row) == width], _MOST))


def first_table(rows: Sequence[Row], gaps: set[int]) -> tuple[int, TableSignature] | None:
    """The first table among the rows of a text and the number of its header, if there are rows below it.

    ``gaps`` are the numbers of rows after a blank one.
    """
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
    """Whether a row can be the header of a table, and of another one than ``before``."""
    names = _names(row)
    return bool(names) and (before is None or names != before.names)


def begins_another(rows: Sequence[Row], before: TableSignature, *, gap: bool) -> bool:
    """Whether the first of ``rows``, which can be a header, is that of another table than ``before``.

    The others are the rows below it. ``gap`` is true where a blank line or a title is above it.
    """
    names, below = trimmed(rows[0]), rows[1:]
    if not _is_body(rows[0], below, len(names)):
        return False
    values = _values(below)
    if len(rows[0]) == before.width:
        # A row of words after a blank line is no header yet: it must lack what the table's rows have, twice.
        return gap and bool(values) and (len(before.values) > 1 or (bool(before.values) and values != before.values))
    if len(names) == 2 and len(below) < 2:
        return False
    return bool(values) or len(below) == ROWS - 1 if gap else bool(values) and len(below) > 1


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
    """The cells of a row that can be a header; empty if it cannot."""
    cells = trimmed(row)
    if len(cells) < 2 or not all(cells) or len(set(cells)) < len(cells):
        return ()
    return () if any(len(cell) > _LONGEST or is_value(cell) or cell.lower() in _ABSENT for cell in cells) else cells


def _is_body(header: Row, below: Sequence[Row], used: int) -> bool:
    """Whether there are rows below a header, all of its width and none with more cells filled than it has names."""
    return bool(below) and all(len(row) == len(header) and not any(row[used:]) for row in below)


def _values(rows: Sequence[Row], most: float = 1.0) -> frozenset[int]:
    """The columns whose filled cells hold numbers, dates or addresses in such a share of the rows."""
    found = set()
    for number, column in enumerate(zip(*rows, strict=True)):
        filled = [cell for cell in column if cell.strip()]
        if filled and sum(map(is_value, filled)) >= most * len(filled):
            found.add(number)
    return frozenset(found)


def _alike(rows: Sequence[Row], values: frozenset[int]) -> bool:
    """Whether some column of values holds one sort of them in two rows or more; a list of names and values does not."""
    columns = list(zip(*rows[: ROWS - 1], strict=True))
    shapes = [{re.sub(r"[\d,]+", "9", cell.strip()) for cell in columns[number]} for number in values]
    return len(rows) > 1 and any(len(shape) == 1 for shape in shapes)


@lru_cache(4096)
def is_value(cell: str) -> bool:
    """Whether a cell begins like a number, a date or an amount, or holds an address."""
    cell = cell.strip()
    return bool(_VALUE.match(cell)) or sum(map(str.isdigit, cell)) > max(3, len(cell) // 2)
