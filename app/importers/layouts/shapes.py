"""Tables without a header: a layout claims one only where every cell of every row fits what its column holds."""

from collections.abc import Callable, Sequence

from app.importers.cell_kinds import is_amount, is_day
from app.importers.layouts.layout import Layout
from app.importers.layouts.patterns import entire, occurs
from app.importers.layouts.shifted import mended_row
from app.importers.mapping import CURRENCIES
from app.reader.table import Head

_AT_LEAST = 2  # rows
_KINDS: dict[str, Callable[[str], bool]] = {
    "day": is_day,
    "amount": is_amount,
    "signed": lambda cell: is_amount(cell) and cell[:1] in "+-",
    "text": bool,
    "any": lambda _: True,
    "empty": lambda cell: not cell,
    "currency": lambda cell: cell in CURRENCIES,
}
KINDS = tuple(_KINDS)
FURTHER = "..."  # after the last cell that is looked at: any number of others, as where a text holds delimiters
MAY_BE_EMPTY = "?"  # behind a kind


def fits_cell(kind: str, cell: str) -> bool:
    """Whether a cell is of a kind: one of ``KINDS``, behind which `?` allows an empty cell, or `~` and a pattern for
    all of it."""
    text = cell.strip()
    if kind.endswith(MAY_BE_EMPTY) and not kind.startswith("~"):
        return not text or fits_cell(kind[:-1], cell)
    return occurs(entire(kind[1:]), [text]) if kind.startswith("~") else _KINDS[kind](text)


def fits_shape(layout: Layout, head: Head) -> bool:
    """Whether all rows of the beginning of a table have the shape that a layout without a header gives."""
    width, rows = len(layout.cells) - (layout.cells[-1] == FURTHER), (head.header, *head.sample)
    if head.kind not in ("csv", "xlsx") or head.above or len(head.header) > 2 * width or len(rows) < _AT_LEAST:
        return False
    return all(_fits_row(layout.cells, mended_row(layout, [*row, *[""] * (width - len(row))])) for row in rows)


def _fits_row(kinds: Sequence[str], row: Sequence[str]) -> bool:
    if kinds[-1] == FURTHER:
        return all(map(fits_cell, kinds[:-1], row))
    return not any(map(str.strip, row[len(kinds) :])) and all(map(fits_cell, kinds, row))
