"""Tables below each other in one sheet: where each begins and ends, its header, and the rows above the header.

A sheet is divided by the rules of delimited text (see ``table_boundaries``): blank rows or a title must separate two
tables. Its rows all have the width of the sheet, so a table has the columns that its own rows fill.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from app.reader.columns import fit
from app.reader.delimited.beginning import preamble_problem
from app.reader.delimited.careful import problem
from app.reader.detect import table_boundaries
from app.reader.detect.column_profile import is_number
from app.reader.detect.header import is_data, rows_above
from app.reader.table import FileProblem

Row = tuple[int, list[str]]  # The number of a row of the sheet, and its cells.
_SAMPLE = 1_000
_TITLES = 10  # The most title rows between two tables.


class PeekableRows:
    """Rows that can be looked at before they are taken."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.rows = rows
        self.ahead: deque[Row] = deque()

    def peek(self, count: int) -> list[Row]:
        """The next ``count`` rows, or all that are left."""
        self.ahead.extend(islice(self.rows, max(0, count - len(self.ahead))))
        return list(islice(self.ahead, count))

    def take(self) -> Row | None:
        """The next row; None after the last."""
        return self.ahead.popleft() if self.ahead else next(self.rows, None)


@dataclass(frozen=True, slots=True)
class TableTop:
    """The beginning of a table: ``header`` is in row ``line``, and its first column is ``left``. ``above`` are the rows
    above it, ``rows`` those of the sample below it; ``another`` is true where one more table follows."""

    line: int
    header: list[str]
    left: int
    above: tuple[tuple[int, tuple[str, ...]], ...]
    rows: list[list[str]]
    signature: table_boundaries.TableSignature | None
    headless: bool
    another: bool

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        """The problem that lists the rows above the header."""
        return (preamble_problem([row for _, row in self.above], self.above[0][0]),) if self.above else ()


def find_top(lines: PeekableRows, *, last: bool = False) -> TableTop | None:
    """Reads the next table up to its header; None where no row is left. All rows belong to the ``last`` table."""
    sample = lines.peek(_SAMPLE)
    if not sample:
        return None
    end = None if last else _end(sample)
    own = sample[:end]
    left, right = _extent(own)
    cells = [row[left:right] for _, row in own]
    skip = rows_above(cells, right - left, gaps(own))
    if end is not None:  # The rows above the header may be wider than it.
        left, right = _extent(own[skip:])
        cells = [row[left:right] for _, row in own]
    header, body = cells[skip], cells[skip + 1 :]
    over = tuple((line, table_boundaries.trimmed(row)) for line, row in own[:skip])
    signature = table_boundaries.signature_of(header, body, len(header)) if len(header) > 1 and not last else None
    for _ in range(skip + 1):
        lines.take()
    headless = is_data(header, body, len(header))
    return TableTop(own[skip][0], header, left, over, body, signature, headless, end is not None)


class RowsBelowHeader:
    """The rows below a header, up to the next table; ``another`` is set at the end if one follows."""

    def __init__(self, lines: PeekableRows, top: TableTop) -> None:
        self.lines, self.top = lines, top
        self.another = False
        self.problems: list[FileProblem] = []

    def __iter__(self) -> Iterator[Row]:
        before, left, width = self.top.line, self.top.left, len(self.top.header)
        # A header with numbers in it may be data, and two rows of data, or two single cells, may be the same.
        named = width > 1 and not self.top.headless and not any(map(is_number, self.top.header))
        while (row := self.lines.take()) is not None:
            line, cells = row
            if self.top.signature and (line > before + 1 or _is_title(cells)):
                ahead = [row, *self.lines.peek(_TITLES + table_boundaries.ROWS)]
                if _begins(ahead, self.top.signature):
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
    """The position where the second table of a sample begins, if there is one."""
    separated = gaps(sample)
    first = table_boundaries.first_table([row for _, row in sample], separated)
    first = first or table_boundaries.first_table(_to_the_left(sample, separated), separated)
    if not first:
        return None
    number = first[0]
    block = next((gap for gap in sorted(separated) if gap > number), len(sample))
    left, right = _extent(sample[number:block])
    own = [row[left:right] for _, row in sample[number:block]]
    signature = table_boundaries.signature_of(own[0], own[1:], right - left)
    for place in range(number + 1, len(sample)):
        if (place in separated or _is_title(sample[place][1])) and _begins(sample[place:], signature):
            return place
    return None


def _begins(rows: Sequence[Row], signature: table_boundaries.TableSignature) -> bool:
    """Whether a table other than the one of ``signature`` begins with these rows, perhaps after some titles."""
    titles = next((number for number, (_, row) in enumerate(rows) if not _is_title(row)), len(rows))
    if titles > _TITLES or titles == len(rows):
        return False
    block = [rows[titles]]
    for line, row in rows[titles + 1 : titles + table_boundaries.ROWS]:
        if line > block[-1][0] + 1 or _is_title(row):
            break
        block.append((line, row))
    left, right = _extent(block)
    cells = [row[left:right] for _, row in block]
    return table_boundaries.is_header(cells[0], signature) and table_boundaries.begins_another(
        cells, signature, gap=True
    )


def gaps(rows: Sequence[Row]) -> set[int]:
    """The numbers of the rows that have a blank row above them."""
    return {number for number in range(1, len(rows)) if rows[number][0] > rows[number - 1][0] + 1}


def _extent(rows: Sequence[Row]) -> tuple[int, int]:
    """The first column that these rows fill, and the one after the last."""
    left = min(_first(row) for _, row in rows)
    return left, max(left + 1, *(len(table_boundaries.trimmed(row)) for _, row in rows))


def _to_the_left(rows: Sequence[Row], separated: set[int]) -> list[list[str]]:
    """The rows of each block between blank rows, moved to the left by the empty columns at the left of the block."""
    edges = [0, *sorted(separated), len(rows)]
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
