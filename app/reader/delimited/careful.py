"""The careful reader of delimited text: it takes any text, loses nothing, and reports every repair.

A row is read from its own lines and the dialect alone, never from the rows around it, so that a text gives the same
rows however it is cut into blocks.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from app.i18n import N_
from app.reader.delimited import repair
from app.reader.delimited.dialect import Dialect
from app.reader.delimited.split import Row, split
from app.reader.detect import table_boundaries
from app.reader.detect.table_boundaries import TableSignature
from app.reader.limits import Limits
from app.reader.table import FileProblem

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_BLANK = ("\n", "\r\n", "\r")
_QUOTED_LINES = Limits().quoted_lines
_QUOTED = 500  # Characters of a repaired row that a problem quotes.
_TRIED = 1 << 20  # Characters of one row read again for quotes without a partner; then all of them are plain.
_TITLES = 10  # The most title rows between two tables.
_GAP = 200  # The most lines between two tables.


@dataclass(slots=True)
class Rows:
    """Rows of cells, the physical line each begins in, and how much of the text they used. ``gaps`` are the numbers of
    the rows that have a blank line or row above them. ``another`` is true where another table begins at their end."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    gaps: set[int] = field(default_factory=set)
    used: int = 0  # characters
    used_lines: int = 0
    another: bool = False


@dataclass(slots=True)
class Trial:
    """The rows that a dialect gives for a text, before anything is repaired."""

    rows: list[list[str]] = field(default_factory=list)
    quoted: int = 0
    strays: int = 0


class _Text:
    """The physical lines of a text with their ends, and which of them can end a quoted cell."""

    def __init__(self, text: str) -> None:
        self.lines: list[str] = _LINE.findall(text)[:-1]  # The pattern matches once more, at the very end.
        self._closing: list[int] | None = None

    def closing(self, index: int, dialect: Dialect) -> int:
        """The first line from ``index`` on that has a quote where a cell can end."""
        if self._closing is None:
            quote = re.escape(dialect.quote)
            end = re.compile(rf"{quote}(?:{re.escape(dialect.delimiter)}|[ \t\r\n]|\Z)")
            self._closing = [number for number, line in enumerate(self.lines) if end.search(line)]
        place = bisect_left(self._closing, index)
        return self._closing[place] if place < len(self._closing) else len(self.lines)


@dataclass(slots=True)
class _ParsedRow:
    """One row: ``after`` is the index behind its lines, ``strays`` the number of quotes without a partner."""

    row: Row
    text: str
    after: int
    strays: int


def read(text: str, dialect: Dialect, line: int = 1, *, final: bool = True, most: int | None = None) -> Rows:
    """The rows of ``text`` (at most ``most``), which begins at a row, in physical line ``line``.

    Blank lines are no rows. Where the text is not ``final``, it ends at the end of a line, and its last rows are left
    for later if more text could change them. Where another table begins, the rows end.
    """
    lines = (parts := _Text(text)).lines
    rows = Rows()
    index = 0
    while index < len(lines) and len(rows.cells) != most:
        body = lines[index].rstrip("\r\n")
        blank, gap = _is_blank(body, dialect), _is_gap(body, dialect)
        plain = blank or body == dialect.header or _is_plain(body, dialect)
        parsed = None if plain else _parse_row(parts, index, dialect, final=final)
        if not plain and parsed is None:
            break
        if gap:
            rows.gaps.add(len(rows.cells) + (not blank))
        if dialect.signature and (gap or (parsed and len(parsed.row.cells) != dialect.width)):
            place = _next_table(parts, index, dialect, dialect.signature, final=final)
            if place is None:
                break
            if place >= 0:
                rows.another, index = True, place
                break
        index = index + 1 if blank else _add(rows, parsed, body, index, line, dialect)
    rows.used = sum(map(len, lines[:index]))
    rows.used_lines = index
    return rows


def trial(text: str, dialect: Dialect) -> Trial:
    """The rows of the beginning of a text, and a score for how well its quotes fit the dialect."""
    lines = (parts := _Text(text)).lines
    tried = Trial()
    index = 0
    while index < len(lines):
        if _is_blank(lines[index].rstrip("\r\n"), dialect):
            index += 1
            continue
        parsed = _parse_row(parts, index, dialect, final=True)
        assert parsed is not None
        tried.rows.append(parsed.row.cells)
        tried.quoted += parsed.row.quoted
        tried.strays += parsed.row.strays + parsed.strays
        index = parsed.after
    return tried


def physical_lines(text: str) -> list[str]:
    """The lines of a text without their ends; only CR, LF and CRLF end a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _is_blank(body: str, dialect: Dialect) -> bool:
    return not body or (body.isspace() and dialect.delimiter not in body)


def _is_gap(body: str, dialect: Dialect) -> bool:
    """Whether a line is empty or holds only delimiters."""
    return _is_blank(body, dialect) or not body.strip(dialect.delimiter)


def _is_plain(body: str, dialect: Dialect) -> bool:
    return dialect.quote not in body and body.count(dialect.delimiter) == dialect.width - 1 and not dialect.escape


def _add(rows: Rows, parsed: _ParsedRow | None, body: str, index: int, line: int, dialect: Dialect) -> int:
    """Add the row at ``index`` (a plain one where it is not ``parsed``); returns the index behind it."""
    if body == dialect.header:
        rows.problems.append(problem("repeated-header", line + index))
        return index + 1
    rows.lines.append(line + index)
    if parsed is None:
        rows.cells.append(body.split(dialect.delimiter))
        return index + 1
    cells, after, code = _repaired(parsed, body, index, dialect)
    rows.cells.append(cells)
    if code:
        rows.problems.append(problem(code, line + index, parsed.text))
    return after


def _next_table(text: _Text, index: int, dialect: Dialect, signature: TableSignature, *, final: bool) -> int | None:
    """The index of the line where another table begins after the gap or odd row at ``index``; -1 where no table begins;
    None when that depends on text that has not been read yet.

    Lines after a blank line belong to the second table; after several blank lines only the last of them is examined. A
    line directly below a table and above a blank line belongs to the first table.
    """
    bodies = text.lines
    gap = _is_gap(bodies[index].rstrip("\r\n"), dialect)
    at, titles = index + gap, 0
    rows: list[list[str]] = []
    while at < len(bodies):
        if _is_gap(bodies[at].rstrip("\r\n"), dialect):
            if rows:
                break
            if not gap or at == index + 1 or at - index > _GAP:
                return -1
            at += 1
            continue
        parsed = _parse_row(text, at, dialect, final=final)
        if parsed is None:
            return None
        cells = parsed.row.cells
        if rows and len(cells) == 1:
            break
        if not rows and table_boundaries.is_title(cells):
            titles += 1
            if titles > _TITLES:
                return -1
        elif not rows and not table_boundaries.is_header(cells, signature):
            return -1
        else:
            rows.append(cells)
        at = parsed.after
        if len(rows) == table_boundaries.ROWS:
            break
    else:
        if not final:
            return None
    return index + gap if rows and table_boundaries.begins_another(rows, signature, gap=gap or titles > 0) else -1


def _parse_row(text: _Text, index: int, dialect: Dialect, *, final: bool) -> _ParsedRow | None:
    """The row that begins at ``index``; None when it may continue in lines that have not been read yet. A quote that
    stays open for too many lines is treated as a plain character."""
    row_text, after = text.lines[index].rstrip("\r\n"), index + 1
    literal: set[int] = set()
    while True:
        row = split(row_text, dialect, literal)
        if row.open_at < 0:
            return _ParsedRow(row, row_text, after, len(literal))
        last = text.closing(after, dialect)
        if last < index + _QUOTED_LINES and last < len(text.lines):
            after = last + 1
            row_text = "".join(text.lines[index:after]).rstrip("\r\n")
        elif not final and len(text.lines) < index + _QUOTED_LINES:
            return None
        else:
            literal.add(row.open_at)
            after, size = index, 0
            while size <= row.open_at:
                size += len(text.lines[after])
                after += 1
            row_text = "".join(text.lines[index:after]).rstrip("\r\n")
            if len(literal) * len(row_text) > _TRIED:
                literal.update(match.start() for match in re.finditer(re.escape(dialect.quote), row_text))


def _repaired(parsed: _ParsedRow, first: str, index: int, dialect: Dialect) -> tuple[list[str], int, str | None]:
    """The cells of a row, the index of the line after it, and the code of the repair (None if none was needed).
    ``first`` is the first line of the row: a quote without a partner may have joined lines that are separate rows."""
    cells, after = parsed.row.cells, parsed.after
    if len(cells) == dialect.width or dialect.width < 2:
        return cells, after, "stray-quote" if parsed.strays else None
    if parsed.row.strays or parsed.strays:
        for text, behind in ((first, index + 1), (parsed.text, after)):
            repaired = repair.without_one_quote(text, dialect)
            if repaired is not None:
                return repaired, behind, "stray-quote"
    repaired = repair.with_other_delimiter(parsed.text, dialect)
    if repaired is not None:
        return repaired, after, "other-delimiter"
    repaired = repair.aligned(cells, dialect)
    if repaired is not None:
        return repaired, after, "surplus-cell" if len(cells) > dialect.width else "missing-cell"
    return cells, after, "stray-quote" if parsed.strays else None


_ODD_SENTENCES = {
    "stray-quote": N_("A quotation mark in this row has no counterpart and was kept as part of the text."),
    "other-delimiter": N_("This row uses a different separator from the rest and was read with it: {text}"),
    "surplus-cell": N_(
        "This row has one empty cell too many. It was left out so that the others stay in their columns: {text}"
    ),
    "missing-cell": N_("This row has too few cells. They were put into the columns where they fit: {text}"),
    "repeated-header": N_("The header is repeated here; the line was left out."),
}


def problem(code: str, line: int, text: str = "") -> FileProblem:
    """The problem of an odd row; ``text`` is its text in the file."""
    values: dict[str, str | int] = {}
    if "{text}" in _ODD_SENTENCES[code]:
        values["text"] = text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
    return FileProblem(code, _ODD_SENTENCES[code], values, line)
