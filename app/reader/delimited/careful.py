"""The careful reader of delimited text: it takes any text, loses nothing, and says what was odd.

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
from app.reader.detect import table_boundaries as several
from app.reader.limits import Limits
from app.reader.table import Problem

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_BLANK = ("\n", "\r\n", "\r")
_QUOTED_LINES = Limits().quoted_lines
_TOLD = 500  # Characters of a repaired row that a problem quotes.
_TRIED = 1 << 20  # Characters of one row read again for quotes without a partner; then all of them are plain.
_TITLES = 10  # Rows that may stand between two tables.
_GAP = 200  # Lines between two tables.


@dataclass(slots=True)
class Rows:
    """Rows of cells, the physical line each begins in, and how much of the text they took up.

    ``gaps`` are the numbers of the rows that have a blank line or row above them. ``another`` tells that another table
    begins where these rows end.
    """

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    gaps: set[int] = field(default_factory=set)
    used: int = 0  # characters
    used_lines: int = 0
    another: bool = False


@dataclass(slots=True)
class Trial:
    """What a dialect makes of a text before anything is repaired."""

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
            end = re.compile(rf"{quote}(?:{re.escape(dialect.delimiter)}| |[\r\n]|\Z)")
            self._closing = [number for number, line in enumerate(self.lines) if end.search(line)]
        place = bisect_left(self._closing, index)
        return self._closing[place] if place < len(self._closing) else len(self.lines)


@dataclass(slots=True)
class _Taken:
    """One row as its lines tell it: ``after`` is the index behind them, ``strays`` quotes without a partner."""

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
        taken = None if plain else _take(parts, index, dialect, final=final)
        if not plain and taken is None:
            break
        if gap:
            rows.gaps.add(len(rows.cells) + (not blank))
        if dialect.known and (gap or (taken and len(taken.row.cells) != dialect.width)):
            place = _another(parts, index, dialect, dialect.known, final=final)
            if place is None:
                break
            if place >= 0:
                rows.another, index = True, place
                break
        index = index + 1 if blank else _add(rows, taken, body, index, line, dialect)
    rows.used = sum(map(len, lines[:index]))
    rows.used_lines = index
    return rows


def trial(text: str, dialect: Dialect) -> Trial:
    """The rows of the beginning of a text, and how well its quotes go with the dialect."""
    lines = (parts := _Text(text)).lines
    tried = Trial()
    index = 0
    while index < len(lines):
        if _is_blank(lines[index].rstrip("\r\n"), dialect):
            index += 1
            continue
        taken = _take(parts, index, dialect, final=True)
        assert taken is not None
        tried.rows.append(taken.row.cells)
        tried.quoted += taken.row.quoted
        tried.strays += taken.row.strays + taken.strays
        index = taken.after
    return tried


def physical_lines(text: str) -> list[str]:
    """The lines of a text without their ends; only CR, LF and CRLF end a line."""
    return [line.rstrip("\r\n") for line in _LINE.findall(text)[:-1]]


def _is_blank(body: str, dialect: Dialect) -> bool:
    return not body or (body.isspace() and dialect.delimiter not in body)


def _is_gap(body: str, dialect: Dialect) -> bool:
    """Whether a line holds nothing, or nothing but delimiters."""
    return _is_blank(body, dialect) or not body.strip(dialect.delimiter)


def _is_plain(body: str, dialect: Dialect) -> bool:
    return dialect.quote not in body and body.count(dialect.delimiter) == dialect.width - 1 and not dialect.escape


def _add(rows: Rows, taken: _Taken | None, body: str, index: int, line: int, dialect: Dialect) -> int:
    """Add the row at ``index`` (a plain one where it is not ``taken``); returns the index behind it."""
    if body == dialect.header:
        rows.problems.append(problem("repeated-header", line + index))
        return index + 1
    rows.lines.append(line + index)
    if taken is None:
        rows.cells.append(body.split(dialect.delimiter))
        return index + 1
    cells, after, code = _mended(taken, body, index, dialect)
    rows.cells.append(cells)
    if code:
        rows.problems.append(problem(code, line + index, taken.text))
    return after


def _another(text: _Text, index: int, dialect: Dialect, known: several.Known, *, final: bool) -> int | None:
    """The line where another table begins, if one does behind the gap or the odd row at ``index``; -1 if none does.

    None when text that is not there yet could tell. What follows a blank line belongs to the second table. Of blank
    lines only the last looks, and a line right below a table and above a blank one belongs to the first.
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
        taken = _take(text, at, dialect, final=final)
        if taken is None:
            return None
        cells = taken.row.cells
        if rows and len(cells) == 1:
            break
        if not rows and several.is_title(cells):
            titles += 1
            if titles > _TITLES:
                return -1
        elif not rows and not several.is_header(cells, known):
            return -1
        else:
            rows.append(cells)
        at = taken.after
        if len(rows) == several.ROWS:
            break
    else:
        if not final:
            return None
    return index + gap if rows and several.begins(rows, known, gap=gap or titles > 0) else -1


def _take(text: _Text, index: int, dialect: Dialect, *, final: bool) -> _Taken | None:
    """The row that begins at ``index``; None when it may go on in lines that are not there yet.

    A quote that stays open for too many lines is taken as a plain character.
    """
    row_text, after = text.lines[index].rstrip("\r\n"), index + 1
    literal: set[int] = set()
    while True:
        row = split(row_text, dialect, literal)
        if row.open_at < 0:
            return _Taken(row, row_text, after, len(literal))
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
                literal.update(found.start() for found in re.finditer(re.escape(dialect.quote), row_text))


def _mended(taken: _Taken, first: str, index: int, dialect: Dialect) -> tuple[list[str], int, str | None]:
    """The cells of a row, the index behind it, and the code of what had to be repaired (None if nothing).

    ``first`` is its first line: a quote without a partner may have drawn in lines that are rows of their own.
    """
    cells, after = taken.row.cells, taken.after
    if len(cells) == dialect.width or dialect.width < 2:
        return cells, after, "stray-quote" if taken.strays else None
    if taken.row.strays or taken.strays:
        for text, behind in ((first, index + 1), (taken.text, after)):
            mended = repair.without_one_quote(text, dialect)
            if mended is not None:
                return mended, behind, "stray-quote"
    mended = repair.with_other_delimiter(taken.text, dialect)
    if mended is not None:
        return mended, after, "other-delimiter"
    mended = repair.aligned(cells, dialect)
    if mended is not None:
        return mended, after, "surplus-cell" if len(cells) > dialect.width else "missing-cell"
    return cells, after, "stray-quote" if taken.strays else None


_ODD_SENTENCES = {
    "stray-quote": N_("A quotation mark in this row has no partner and was kept as part of the text."),
    "other-delimiter": N_("This row is separated by other characters than the rest and was read by those: {text}"),
    "surplus-cell": N_(
        "This row has an empty cell too many. It was left out so that the others stand in place: {text}"
    ),
    "missing-cell": N_("This row has too few cells. They were put into the columns where they fit: {text}"),
    "repeated-header": N_("The header stands here once more; the line was left out."),
}


def problem(code: str, line: int, text: str = "") -> Problem:
    """What is told about an odd row; ``text`` is how it stands in the file."""
    values: dict[str, str | int] = {}
    if "{text}" in _ODD_SENTENCES[code]:
        values["text"] = text if len(text) <= _TOLD else text[:_TOLD] + "…"
    return Problem(code, _ODD_SENTENCES[code], values, line)
