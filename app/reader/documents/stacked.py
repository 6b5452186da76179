"""The tables that stand below each other in one sheet: where each begins and ends, its header, and what is above that.

A sheet is cut by the rules of delimited text (see ``several``): blank rows or a title must set a table apart. Its rows
all have the width of the sheet, so that a table has the columns that its own rows fill.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from app.reader.columns import fit
from app.reader.delimited.beginning import told_above
from app.reader.delimited.careful import problem
from app.reader.detect import table_boundaries as several
from app.reader.detect.column_profile import is_number
from app.reader.detect.header import above, is_data
from app.reader.table import Problem

Row = tuple[int, list[str]]  # The number of a row of the sheet, and its cells.
_SAMPLE = 1_000
_TITLES = 10  # Rows that may stand between two tables.


class Lines:
    """Rows that can be looked at before they are taken."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.rows = rows
        self.ahead: deque[Row] = deque()

    def peek(self, count: int) -> list[Row]:
        """The next rows, so many or as many as there are."""
        self.ahead.extend(islice(self.rows, max(0, count - len(self.ahead))))
        return list(islice(self.ahead, count))

    def take(self) -> Row | None:
        """The next row; None behind the last."""
        return self.ahead.popleft() if self.ahead else next(self.rows, None)


@dataclass(frozen=True, slots=True)
class Top:
    """The beginning of a table: ``header`` stands in row ``line``, its columns are those from ``left`` on. ``above``
    are the rows above it, ``rows`` those of the sample below it; ``another`` tells that one more table follows there.
    """

    line: int
    header: list[str]
    left: int
    above: tuple[tuple[int, tuple[str, ...]], ...]
    rows: list[list[str]]
    known: several.Known | None
    headless: bool
    another: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is told of the rows above the header."""
        return (told_above([row for _, row in self.above], self.above[0][0]),) if self.above else ()


def top(lines: Lines, *, last: bool = False) -> Top | None:
    """Take the next table up to its header; None where no row is left. Of the ``last`` one none is told apart."""
    sample = lines.peek(_SAMPLE)
    if not sample:
        return None
    end = None if last else _end(sample)
    own = sample[:end]
    left, right = _extent(own)
    cells = [row[left:right] for _, row in own]
    skip = above(cells, right - left, gaps(own))
    if end is not None:  # What stands above the names may be wider than they are.
        left, right = _extent(own[skip:])
        cells = [row[left:right] for _, row in own]
    header, body = cells[skip], cells[skip + 1 :]
    over = tuple((line, several.trimmed(row)) for line, row in own[:skip])
    known = several.known(header, body, len(header)) if len(header) > 1 and not last else None
    for _ in range(skip + 1):
        lines.take()
    headless = is_data(header, body, len(header))
    return Top(own[skip][0], header, left, over, body, known, headless, end is not None)


class Below:
    """The rows below a header, up to the next table; ``another`` tells in the end whether one follows."""

    def __init__(self, lines: Lines, found: Top) -> None:
        self.lines, self.top = lines, found
        self.another = False
        self.problems: list[Problem] = []

    def __iter__(self) -> Iterator[Row]:
        before, left, width = self.top.line, self.top.left, len(self.top.header)
        # A header with numbers in it may be data, and two rows of data, or two single cells, may be the same.
        named = width > 1 and not self.top.headless and not any(map(is_number, self.top.header))
        while (row := self.lines.take()) is not None:
            line, cells = row
            if self.top.known and (line > before + 1 or _is_title(cells)):
                ahead = [row, *self.lines.peek(_TITLES + several.ROWS)]
                if _begins(ahead, self.top.known):
                    self.lines.ahead.appendleft(row)
                    self.another = True
                    return
            before = line
            own = cells[left : left + width]
            if named and own == self.top.header:
                self.problems.append(problem("repeated-header", line))
                continue
            outside = [*cells[:left], *cells[left + width :]]
            if any(outside):
                own, odd = fit([*own, *filter(None, outside)], width, line)
                self.problems += [odd] if odd else []
            yield line, own


def _end(sample: Sequence[Row]) -> int | None:
    """Where the second table of a sample begins, if there is one."""
    parted = gaps(sample)
    found = several.first([row for _, row in sample], parted) or several.first(_to_the_left(sample, parted), parted)
    if not found:
        return None
    number = found[0]
    block = next((gap for gap in sorted(parted) if gap > number), len(sample))
    left, right = _extent(sample[number:block])
    own = [row[left:right] for _, row in sample[number:block]]
    known = several.known(own[0], own[1:], right - left)
    for place in range(number + 1, len(sample)):
        if (place in parted or _is_title(sample[place][1])) and _begins(sample[place:], known):
            return place
    return None


def _begins(rows: Sequence[Row], known: several.Known) -> bool:
    """Whether another table than the known one begins with these rows, the first of which is set apart."""
    titles = next((number for number, (_, row) in enumerate(rows) if not _is_title(row)), len(rows))
    if titles > _TITLES or titles == len(rows):
        return False
    block = [rows[titles]]
    for line, row in rows[titles + 1 : titles + several.ROWS]:
        if line > block[-1][0] + 1 or _is_title(row):
            break
        block.append((line, row))
    left, right = _extent(block)
    cells = [row[left:right] for _, row in block]
    return several.is_header(cells[0], known) and several.begins(cells, known, gap=True)


def gaps(rows: Sequence[Row]) -> set[int]:
    """The numbers of the rows that have a blank row above them."""
    return {number for number in range(1, len(rows)) if rows[number][0] > rows[number - 1][0] + 1}


def _extent(rows: Sequence[Row]) -> tuple[int, int]:
    """The first column that these rows fill, and the one behind the last."""
    left = min(_first(row) for _, row in rows)
    return left, max(left + 1, *(len(several.trimmed(row)) for _, row in rows))


def _to_the_left(rows: Sequence[Row], parted: set[int]) -> list[list[str]]:
    """Each block between blank rows without the empty columns at its left."""
    edges = [0, *sorted(parted), len(rows)]
    moved = []
    for begin, end in pairwise(edges):
        left = min(_first(row) for _, row in rows[begin:end])
        moved += [row[left:] + [""] * left for _, row in rows[begin:end]]
    return moved


def _first(row: Sequence[str]) -> int:
    return next((number for number, cell in enumerate(row) if cell.strip()), 0)


def _is_title(row: Sequence[str]) -> bool:
    """Whether a row fills one cell at most."""
    return not any(row[_first(row) + 1 :])
