"""Tables beside each other in one sheet, separated by empty columns.

An empty column alone is no separator: merged cells and layouts leave such columns within a table. Both sides must be
tables by themselves, and there must be evidence of two: headers in different rows, a name that both have, or
rows that continue where those of the other have ended.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.reader.detect import table_boundaries
from app.reader.documents.stacked import Row, gaps

_SAMPLE = 200


@dataclass(slots=True)
class _Side:
    """The columns from ``begin`` to ``end``; how many rows of the sheet fill any of them, the ``last`` of
    them, and a sample of the first."""

    begin: int
    end: int
    count: int = 0
    last: int = 0
    sample: list[Row] = field(default_factory=list)

    @property
    def header(self) -> tuple[int, frozenset[str]] | None:
        """The row and the names of the first table on this side, if it has one; a single row below the names is
        enough."""
        rows = [row for _, row in self.sample]
        first = table_boundaries.first_table(rows, gaps(self.sample)) if self.end - self.begin > 1 else None
        number = first[0] if first else next((n for n, row in enumerate(rows) if table_boundaries.is_header(row)), None)
        if number is None or not any(
            map(table_boundaries.is_value, [cell for row in rows[number + 1 : number + 2] for cell in row])
        ):
            return None
        return self.sample[number][0], frozenset(table_boundaries.trimmed(rows[number]))

    @property
    def whole(self) -> bool:
        """Whether no row in the middle of this side is empty."""
        return self.count > 0 and self.last - self.sample[0][0] == self.count - 1


def sides(sample: Sequence[Row], rows: Callable[[], Iterator[Row]]) -> list[tuple[int, int]]:
    """The columns (from, up to) of each table in a sheet, in order; most sheets have one pair. ``rows`` yields all rows
    again at each call."""
    width = len(sample[0][1]) if sample else 0
    if not sample or len(_filled(sample, width)) < 2:
        return [(0, width)]
    every = _looked_through(rows, width)
    tables = every[:1]
    for side, other in pairwise(every):
        if _apart(side, other):
            tables.append(other)
        else:
            tables[-1] = _Side(tables[-1].begin, other.end)
    return [(side.begin, side.end) for side in tables]


def _filled(rows: Iterable[Row], width: int) -> list[_Side]:
    """The groups of columns that hold something, separated by columns that are empty in all of these rows."""
    empty = set(range(width))
    for _, row in rows:
        empty -= {column for column in empty if row[column]}
    edges = [0, *(n for n in range(1, width) if (n in empty) != (n - 1 in empty)), width]
    return [_Side(begin, end) for begin, end in pairwise(edges) if begin not in empty]


def _looked_through(rows: Callable[[], Iterator[Row]], width: int) -> list[_Side]:
    """The groups of columns over all rows of a sheet, with the rows that fill each group."""
    groups = _filled(rows(), width)
    for line, row in rows() if len(groups) > 1 else ():
        for side in groups:
            cells = row[side.begin : side.end]
            if any(cells):
                side.count, side.last = side.count + 1, line
                if len(side.sample) < _SAMPLE:
                    side.sample.append((line, cells))
    return groups


def _apart(side: _Side, other: _Side) -> bool:
    """Whether two neighbouring groups are two tables, and not parts of one."""
    left, right = side.header, other.header
    if not left or not right:
        return False
    if left[0] != right[0] or left[1] & right[1]:
        return True
    return side.whole and other.whole and abs(side.last - other.last) > 1
