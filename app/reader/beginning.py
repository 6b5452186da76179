"""The beginning of a delimited text: its dialect, what stands above the header, and the header itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.reader import careful, repair
from app.reader.dialect import Dialect, choose
from app.reader.profile import is_number, profile
from app.reader.refuse import Refused
from app.reader.table import Problem

SAMPLE = 256 << 10  # Bytes; a text is known from so much of it, however it is read afterwards.
_ABOVE = 60  # Rows that may stand above a header.
_TOLD = 500
_DELIMITERS = 100_000  # In one line; so many cells are not even built.


@dataclass(frozen=True, slots=True)
class Beginning:
    """``headers`` are the rows of the header (several where it is repeated at once), ``rows`` those of the sample
    below it, ``used`` and ``used_lines`` the characters and lines up to the end of the header."""

    dialect: Dialect
    headers: list[list[str]]
    rows: list[list[str]]
    used: int
    used_lines: int
    problems: tuple[Problem, ...]


def begin(sample: str, *, final: bool) -> Beginning:
    """Find the dialect and the header. Raises ``Refused`` when there is no row at all."""
    dialect = choose(sample)
    if max((line.count(dialect.delimiter) for line in careful.physical_lines(sample)), default=0) > _DELIMITERS:
        raise Refused("too-many-columns")
    rows = careful.read(sample, dialect, final=final)
    if not rows.cells:
        raise Refused("empty")
    skip = _above(rows.cells, dialect.width)
    header = _header(rows.cells[skip], dialect)
    # A first row with numbers in it may be data, and two rows of data may be the same.
    named = dialect.width > 1 and not any(map(is_number, header))
    other = [] if named or not skip else repair.readings(dialect.delimiter.join(rows.cells[skip - 1]), dialect)
    if other and all(other[0]):
        skip, header = skip - 1, other[0]
    repeats = 1
    while named and rows.cells[skip + repeats : skip + repeats + 1] == [header]:
        repeats += 1
    body = rows.cells[skip + repeats :]
    top = careful.read(sample, dialect, final=final, most=skip + repeats)
    lines = careful.physical_lines(sample[: top.used])
    written = lines[top.lines[skip] - 1] if top.lines[skip] == top.used_lines - repeats + 1 else None
    dialect = replace(dialect, profile=profile(body, dialect.width), header=written if named else None)
    problems = [problem for problem in top.problems if problem.line and problem.line >= top.lines[skip]]
    problems += [careful.problem("repeated-header", line) for line in top.lines[skip + 1 :]]
    if skip:
        problems.insert(0, _told(top.cells[:skip], top.lines[0]))
    return Beginning(dialect, [header] * repeats, body, top.used, top.used_lines, tuple(problems))


def _header(cells: list[str], dialect: Dialect) -> list[str]:
    """A header with one name too many and one of them empty has a delimiter too many."""
    if len(cells) == dialect.width + 1 > 2 and cells.count("") == 1:
        cells = [cell for cell in cells if cell]
    return cells


def _above(rows: Sequence[Sequence[str]], width: int) -> int:
    """How many rows stand above the header: titles and notes that fill hardly a cell, and the empty rows after them."""
    if width < 2:
        return 0
    few = max(1, width // 3) if width > 2 else 0
    for number, row in enumerate(rows[: _ABOVE + 1]):
        filled = sum(1 for cell in row if cell.strip())
        if filled > few and not (width == 2 and len(row) == 1):
            return number
    return 0


def _told(rows: Sequence[Sequence[str]], line: int) -> Problem:
    message = "What stands above the header is not part of the table: {text}"
    text = " / ".join(" ".join(filter(None, row)) for row in rows if any(row))
    return Problem("preamble", message, {"text": text[:_TOLD]}, line)
