"""The beginning of a delimited text: its dialect, what stands above the header, and the header itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.reader import careful, repair, several
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
    """``headers`` are the rows of the header (several where it is repeated at once) and ``width`` the columns of the
    table; ``rows`` those of the sample below it, ``used`` and ``used_lines`` the characters and lines up to the end of
    the header. ``above`` are the rows above it with their lines, and ``line`` is its own. ``another`` tells that
    another table begins within the sample."""

    dialect: Dialect
    headers: list[list[str]]
    width: int
    rows: list[list[str]]
    used: int
    used_lines: int
    problems: tuple[Problem, ...]
    line: int
    above: list[tuple[int, list[str]]]
    another: bool


def begin(sample: str, line: int = 1, *, final: bool) -> Beginning:
    """Find the dialect and the header of a text whose first line is ``line``. Raises ``Refused`` when it has no row."""
    dialect = choose(sample)
    if max((line.count(dialect.delimiter) for line in careful.physical_lines(sample)), default=0) > _DELIMITERS:
        raise Refused("too-many-columns")
    rows = careful.read(sample, dialect, final=final)
    if not rows.cells:
        raise Refused("empty")
    rows, dialect = _first(sample, rows, dialect, final=final)
    sample = sample[: rows.used] if rows.another else sample
    filled, cells = dialect.width, rows.cells
    if rows.another or (line > 1 and final):  # Programs fill up the rows of small tables to the width of the largest.
        filled = max(len(several.trimmed(row)) for row in cells)
        cells = [list(several.trimmed(row)) if filled < dialect.width else row for row in cells]
    skip = _above(cells, min(filled, dialect.width), rows.gaps)
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
    top = careful.read(sample, dialect, line, final=final or rows.another, most=skip + repeats)
    last = top.lines[skip] == line + top.used_lines - repeats
    written = careful.physical_lines(sample[: top.used])[top.lines[skip] - line] if last else None
    width = max(len(header), dialect.width)
    return Beginning(
        replace(
            dialect,
            profile=profile(body, dialect.width),
            header=written if named else None,
            known=several.known(header, body, dialect.width) if dialect.width > 1 else None,
        ),
        [header] * repeats,
        filled if filled < dialect.width == width else width,
        body,
        top.used,
        top.used_lines,
        _problems(top, skip),
        top.lines[skip],
        list(zip(top.lines[:skip], top.cells[:skip], strict=True)),
        rows.another,
    )


def _first(sample: str, rows: careful.Rows, dialect: Dialect, *, final: bool) -> tuple[careful.Rows, Dialect]:
    """The rows of the first table of a sample and its dialect, where another table follows within the sample."""
    odd = rows.gaps or any(len(row) != dialect.width for row in rows.cells)
    found = several.first(rows.cells, rows.gaps) if odd and dialect.width > 1 else None
    if found:
        number, known = found
        alone = replace(dialect, width=known.width)
        top = careful.read(sample, alone, final=final, most=number + 1)
        rest = careful.read(sample[top.used :], replace(alone, known=known), final=final)
        if rest.another:
            rows = careful.read(sample[: top.used + rest.used], alone)
            rows.another = True
            return rows, alone
    return rows, dialect


def _problems(top: careful.Rows, skip: int) -> tuple[Problem, ...]:
    """What there is to tell about the header and what stands above it."""
    problems = [problem for problem in top.problems if problem.line and problem.line >= top.lines[skip]]
    problems += [careful.problem("repeated-header", line) for line in top.lines[skip + 1 :]]
    if skip:
        problems.insert(0, _told(top.cells[:skip], top.lines[0]))
    return tuple(problems)


def _header(cells: list[str], dialect: Dialect) -> list[str]:
    """A header with one name too many and one of them empty has a delimiter too many."""
    if len(cells) == dialect.width + 1 > 2 and cells.count("") == 1:
        cells = [cell for cell in cells if cell]
    return cells


def _above(rows: Sequence[Sequence[str]], width: int, gaps: set[int]) -> int:
    """How many rows stand above the header: titles and notes that fill hardly a cell, and the empty rows after them.

    Rows that are all too short, too, where a blank line parts them from a row of names.
    """
    if width < 2:
        return 0
    whole = next((number for number, row in enumerate(rows[: _ABOVE + 1]) if len(row) >= width), 0)
    if whole in gaps and len(rows[whole]) == width and several.is_header(rows[whole]):
        return whole
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
