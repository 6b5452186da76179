"""The beginning of a delimited text: its dialect, the rows above the header, and the header itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.i18n import N_
from app.reader.delimited import careful, fast, repair
from app.reader.delimited.dialect import Dialect
from app.reader.delimited.dialect_choice import choose
from app.reader.detect import table_boundaries
from app.reader.detect.column_profile import is_number, profile_of
from app.reader.detect.header import is_data, rows_above
from app.reader.problems import Refused
from app.reader.table import FileProblem

SAMPLE = 256 << 10  # Bytes from which the dialect and header are found, however the text is read afterwards.
_QUOTED = 500
_OWN = 0.6  # The share of the rows from a header on that have its width.
# A first line that states the delimiter; programs write it for Excel alone.
_STATED = re.compile(r'("?)sep=([^\w"\r\n])\1[ ,;\t]*(?:\r\n|\n|\r)', re.IGNORECASE)
_DELIMITERS = 100_000  # In one line; a text with more is refused before any cell is built.


@dataclass(frozen=True, slots=True)
class Beginning:
    """The beginning of a table.

    ``headers`` are the rows of the header (several where it is repeated at once) and ``width`` the number of columns;
    ``rows`` are the rows of the sample below it, ``used`` and ``used_lines`` the characters and lines up to the end of
    the header. ``headless``: the first row is data, not a header. ``above`` are the rows above the header with their
    lines, ``line`` is the line of the header. ``another`` is true where another table begins within the sample.
    """

    dialect: Dialect
    headers: list[list[str]]
    width: int
    rows: list[list[str]]
    used: int
    used_lines: int
    problems: tuple[FileProblem, ...]
    line: int
    above: list[tuple[int, list[str]]]
    another: bool
    headless: bool


def begin(sample: str, line: int = 1, *, final: bool) -> Beginning:
    """Finds the dialect and the header of a text whose first line is ``line``. Raises ``Refused`` when it has no row.

    A first line such as ``sep=;`` states the delimiter and does not count as a row.
    """
    stated = _STATED.match(sample) if line == 1 else None
    if not stated:
        return _begin(sample, choose(sample), line, final=final, later=line > 1)
    remainder = sample[stated.end() :]
    top = _begin(remainder, choose(remainder, stated[2]), 2, final=final, later=False)
    return replace(top, used=top.used + stated.end(), used_lines=top.used_lines + 1)


def _begin(sample: str, dialect: Dialect, line: int, *, final: bool, later: bool) -> Beginning:
    """The beginning of a table in a sample whose dialect is known; ``later`` is true below another table."""
    if max((line.count(dialect.delimiter) for line in careful.physical_lines(sample)), default=0) > _DELIMITERS:
        raise Refused("too-many-columns")
    rows = _clean(sample, dialect) or careful.read(sample, dialect, final=final)
    if not rows.cells:
        raise Refused("empty")
    rows, dialect = _first(sample, rows, dialect, final=final)
    sample = sample[: rows.used] if rows.another else sample
    filled, cells = dialect.width, rows.cells
    if rows.another or (later and final):  # Programs fill up the rows of small tables to the width of the largest.
        filled = max(len(table_boundaries.trimmed(row)) for row in cells)
        cells = [list(table_boundaries.trimmed(row)) if filled < dialect.width else row for row in cells]
    skip, header, named = _find_header(rows, rows_above(cells, min(filled, dialect.width), rows.gaps), dialect)
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
            profile=profile_of(body, dialect.width),
            header=written if named else None,
            signature=table_boundaries.signature_of(header, body, dialect.width) if dialect.width > 1 else None,
        ),
        [header] * repeats,
        filled if filled < dialect.width == width else width,
        body,
        top.used,
        top.used_lines,
        (*_problems(top, skip), *_unnamed(header, body, top.lines[skip])),
        top.lines[skip],
        list(zip(top.lines[:skip], top.cells[:skip], strict=True)),
        rows.another,
        repeats == 1 and is_data(header, body, dialect.width),
    )


def _clean(sample: str, dialect: Dialect) -> careful.Rows | None:
    """The rows of a sample where every row is regular: the result of the careful reader, in a fraction of its time."""
    block = sample.encode()
    shape = fast.check(block, dialect)
    places = range(dialect.width)
    frame = fast.parse(block, dialect, list(map(str, places)), places, shape) if shape else None
    if shape is None or frame is None:
        return None
    lines = range(1, shape.rows + 1) if shape.starts is None else (shape.starts + 1).tolist()
    used_lines = shape.line_feeds + (not sample.endswith("\n"))
    return careful.Rows(list(map(list, frame.iter_rows())), list(lines), used=len(sample), used_lines=used_lines)


def _find_header(rows: careful.Rows, skip: int, dialect: Dialect) -> tuple[int, list[str], bool]:
    """The number of rows above the header, the header, and whether it holds names; ``skip`` rows seem to be above."""
    header = _header(rows.cells[skip], dialect)
    # A first row with numbers in it may be data, and two rows of data may be the same.
    named = dialect.width > 1 and not any(map(is_number, header))
    other = [] if named or not skip else repair.readings(dialect.delimiter.join(rows.cells[skip - 1]), dialect)
    return (skip - 1, other[0], named) if other and all(other[0]) else (skip, header, named)


def _first(sample: str, rows: careful.Rows, dialect: Dialect, *, final: bool) -> tuple[careful.Rows, Dialect]:
    """The rows of the first table of a sample and its dialect, where another table follows within the sample."""
    odd = rows.gaps or any(len(row) != dialect.width for row in rows.cells)
    first = table_boundaries.first_table(rows.cells, rows.gaps) if odd and dialect.width > 1 else None
    if first:
        number, signature = first
        alone = replace(dialect, width=signature.width)
        top = careful.read(sample, alone, final=final, most=number + 1)
        below = careful.read(sample[top.used :], replace(alone, signature=signature), final=final)
        if below.another:
            rows = careful.read(sample[: top.used + below.used], alone)
            rows.another = True
            return rows, alone
        # Rows above the table may be more than its own, and of another width.
        own = [len(row) == signature.width for row in rows.cells[number:]]
        if signature.width > dialect.width and sum(own) >= _OWN * len(own):
            return careful.read(sample, alone, final=final), alone
    return rows, dialect


def _problems(top: careful.Rows, skip: int) -> tuple[FileProblem, ...]:
    """The problems of the header and of the rows above it."""
    problems = [problem for problem in top.problems if problem.line and problem.line >= top.lines[skip]]
    problems += [careful.problem("repeated-header", line) for line in top.lines[skip + 1 :]]
    if skip:
        problems.insert(0, preamble_problem(top.cells[:skip], top.lines[0]))
    return tuple(problems)


def _header(cells: list[str], dialect: Dialect) -> list[str]:
    """The header without its empty name, where it has exactly one cell too many because of a surplus delimiter in its
    line."""
    if len(cells) == dialect.width + 1 > 2 and cells.count("") == 1:
        cells = [cell for cell in cells if cell]
    return cells


def _unnamed(header: list[str], body: Sequence[Sequence[str]], line: int) -> tuple[FileProblem, ...]:
    """The problem of a table in which most rows have more cells than the header has names. A comma inside a cell moves
    all cells behind it."""
    names = len(header)
    more = [len(row) - names for row in body if any(map(str.strip, row[names:]))]
    if names < 2 or 2 * len(more) <= len(body):
        return ()
    message = N_(
        "Most rows of this table have more cells than the header has names (up to {count} more), "
        "so some may be in the wrong column."
    )
    return (FileProblem("unnamed-cells", message, {"count": max(more)}, line),)


def preamble_problem(rows: Sequence[Sequence[str]], line: int) -> FileProblem:
    """The problem that lists the rows above a header; the first of them is in ``line``."""
    message = N_("The text above the header is not part of the table: {text}")
    text = " / ".join(" ".join(filter(None, row)) for row in rows if any(row))
    return FileProblem("preamble", message, {"text": text[:_QUOTED]}, line)
