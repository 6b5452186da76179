"""Which row of a table is its header, if it has one, and which rows are above it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.reader.detect import table_boundaries
from app.reader.detect.column_profile import is_number, shape

_ABOVE = 60  # The most rows above a header.
_BODY = 200
_MOST = 0.8  # The share of the filled cells of a column that hold data of one sort, where it is a column of data.
_DATA = re.compile(
    r"[^\s@]+@[^\s@]+\.\w+|https?://\S+|(?:明治|大正|昭和|平成|令和)?\d{1,4}年\d{1,2}月(?:\d{1,2}日)?.*"
    r"|[-+−▲△¥￥$€£]*\s?[\d,.]+\s?(?:円|%|EUR|USD|JPY|GBP)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
Row = Sequence[str]


def rows_above(rows: Sequence[Row], width: int, gaps: set[int]) -> int:
    """The number of rows above the header: titles and notes that fill few cells, and the empty rows after them.

    It also counts rows that are all too short, where a blank line separates them from a row of names; and rows of a
    name and its value, where a row of names with data below follows. ``gaps`` are the numbers of the rows after a blank
    one.
    """
    if width < 2:
        return 0
    whole = next((number for number, row in enumerate(rows[: _ABOVE + 1]) if len(row) >= width), 0)
    if whole in gaps and len(rows[whole]) == width and table_boundaries.is_header(rows[whole]):
        return whole
    pairs = _below_pairs(rows, width) or _below_groups(rows, width)
    if pairs:
        return pairs
    few = max(1, width // 3) if width > 2 or _titled(rows) else 0
    for number, row in enumerate(rows[: _ABOVE + 1]):
        filled = sum(1 for cell in row if cell.strip())
        if filled > few and not (width == 2 and len(row) == 1):
            return number
    return 0


def _titled(rows: Sequence[Row]) -> bool:
    """Whether a table of two columns begins with a row of names that has data below it."""
    number = next((n for n, row in enumerate(rows[: _ABOVE + 1]) if len(row) == 2 and all(map(str.strip, row))), 0)
    return number > 0 and _names(rows[number], rows[number + 1 :])


def is_data(header: Row, body: Sequence[Row], width: int) -> bool:
    """Whether the row in the place of the header is a row of data like the rows below it, so that the table has no
    header.

    A name above a column of data is evidence for a header; a date, an amount or an address above cells of the same kind
    is evidence for a row of data. Years and numbers in equal steps may be the names of columns.
    """
    cells = [cell.strip() for cell in header]
    if len(cells) < width:
        return len(cells) > 1 and any(map(_is_data, cells)) and not any(map(_YEAR.fullmatch, cells))
    rows = [row for row in body[:_BODY] if len(row) == len(header)]
    if not rows:
        return any(map(_is_data, cells)) and not any(map(_YEAR.fullmatch, cells))
    alike = False
    for cell, column in zip(cells, zip(*rows, strict=True), strict=True):
        filled = [other.strip() for other in column if other.strip()]
        if not cell or not filled or sum(map(_is_data, filled)) < _MOST * len(filled):
            continue
        if not _is_data(cell):
            return False
        years = _YEAR.fullmatch(cell) and not all(map(_YEAR.fullmatch, filled))
        alike |= not years and any(shape(other) == shape(cell) for other in filled)
    return alike and not (_in_steps(cells) and not all(map(_in_steps, rows)))


def _below_pairs(rows: Sequence[Row], width: int) -> int:
    """The number of the row of names below rows of a name and its value (or two, in a wide table); else 0.

    In a table of two columns such rows are known only by the colon behind the name.
    """
    most = max(2, width // 2) if width > 2 else 2
    for number, row in enumerate(rows[: _ABOVE + 1]):
        cells = table_boundaries.trimmed(row)
        colon = not cells or cells[0].endswith((":", "："))
        if number and len(row) == width and not (width == 2 and colon) and _names(row, rows[number + 1 :]):
            return number
        if len(cells) > most or "" in cells or (width == 2 and not colon):
            return 0
    return 0


def _below_groups(rows: Sequence[Row], width: int) -> int:
    """The number of the row of names below a row that names groups of columns and leaves most cells empty; else 0."""
    for number, row in enumerate(rows[:2]):
        cells = table_boundaries.trimmed(row)
        if number and len(row) == width > 3:
            alone = len(set(cells)) == len(cells) == width and all(cells)
            return number if alone and all(_names(row, rows[n:]) for n in (number + 1, number + 2)) else 0
        groups = list(filter(None, cells))
        if not 1 < len(groups) <= 0.6 * width or any(map(table_boundaries.is_value, groups)):
            return 0
    return 0


def _names(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row holds names alone, and the next row of its width has data under one of them."""
    filled = [cell for cell in row if cell.strip()]
    if len(filled) < max(2, 0.6 * len(row)) or any(map(table_boundaries.is_value, filled)):
        return False
    first = next((other for other in below if any(map(str.strip, other))), [])
    pairs = zip(row, first, strict=False)
    return len(first) == len(row) and any(name.strip() and table_boundaries.is_value(cell) for name, cell in pairs)


def _is_data(cell: str) -> bool:
    """Whether a cell holds a number, a date, a time or an address, and no word beside it."""
    return bool(_DATA.fullmatch(cell)) or (is_number(cell) and any(map(str.isdigit, cell)))


def _in_steps(cells: Row) -> bool:
    """Whether all cells are whole numbers in equal steps. The first cell may be a word instead."""
    numbers = [int(cell) for cell in cells[not cells[0].isdecimal() :] if cell.isdecimal() and len(cell) < 10]
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) > 2 and len(numbers) >= len(cells) - 1 and len(steps) == 1 and steps != {0}
