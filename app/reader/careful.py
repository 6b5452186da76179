"""The careful reader of delimited text: it takes any text, loses nothing, and says what was odd.

A row is read from its own lines and the dialect alone, never from the rows around it, so that a text gives the same
rows however it is cut into blocks.
"""

import re
from dataclasses import dataclass, field

from app.reader import repair
from app.reader.dialect import Dialect
from app.reader.limits import Limits
from app.reader.split import Row, split
from app.reader.table import Problem

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_QUOTED_LINES = Limits().quoted_lines
_TOLD = 500  # Characters of a repaired row that a problem quotes.


@dataclass(slots=True)
class Rows:
    """Rows of cells, the physical line each begins in, and how much of the text they took up."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    used: int = 0  # characters
    used_lines: int = 0


@dataclass(slots=True)
class Trial:
    """What a dialect makes of a text before anything is repaired."""

    rows: list[list[str]] = field(default_factory=list)
    quoted: int = 0
    strays: int = 0


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
    for later if more text could change them.
    """
    lines = _LINE.findall(text)[:-1]  # The pattern matches once more, at the very end.
    rows = Rows()
    index = 0
    while index < len(lines) and len(rows.cells) != most:
        body = lines[index].rstrip("\r\n")
        if _is_blank(body, dialect):
            index += 1
            continue
        if body == dialect.header:
            rows.problems.append(problem("repeated-header", line + index))
            index += 1
            continue
        if dialect.quote not in body and body.count(dialect.delimiter) == dialect.width - 1 and not dialect.escape:
            rows.cells.append(body.split(dialect.delimiter))
            rows.lines.append(line + index)
            index += 1
            continue
        taken = _take(lines, index, dialect, final=final)
        if taken is None:
            break
        cells, after, code = _mended(taken, body, index, dialect)
        rows.cells.append(cells)
        rows.lines.append(line + index)
        if code:
            rows.problems.append(problem(code, line + index, taken.text))
        index = after
    rows.used = sum(map(len, lines[:index]))
    rows.used_lines = index
    return rows


def trial(text: str, dialect: Dialect) -> Trial:
    """The rows of the beginning of a text, and how well its quotes go with the dialect."""
    lines = _LINE.findall(text)[:-1]
    tried = Trial()
    index = 0
    while index < len(lines):
        if _is_blank(lines[index].rstrip("\r\n"), dialect):
            index += 1
            continue
        taken = _take(lines, index, dialect, final=True)
        assert taken is not None
        tried.rows.append(taken.row.cells)
        tried.quoted += taken.row.quoted
        tried.strays += taken.row.strays + taken.strays
        index = taken.after
    return tried


def physical_lines(text: str) -> list[str]:
    """The lines of a text without their ends; only CR, LF and CRLF end a line."""
    return [line.rstrip("\r\n") for line in _LINE.findall(text)[:-1]]


def count_line_ends(data: bytes) -> int:
    """How many lines end in these bytes of UTF-8."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _is_blank(body: str, dialect: Dialect) -> bool:
    return not body or (body.isspace() and dialect.delimiter not in body)


def _take(lines: list[str], index: int, dialect: Dialect, *, final: bool) -> _Taken | None:
    """The row that begins at ``index``; None when it may go on in lines that are not there yet.

    A quote that stays open for too many lines is taken as a plain character.
    """
    text, after = lines[index].rstrip("\r\n"), index + 1
    literal: set[int] = set()
    ends = [len(text)]  # of the lines taken so far, within `text`
    while True:
        row = split(text, dialect, literal)
        if row.open_at < 0:
            return _Taken(row, text, after, len(literal))
        longer = _longer(text, lines, after, index + _QUOTED_LINES, dialect.quote)
        if longer is not None:
            text, added = longer
            ends += added
            after += len(added)
        elif not final and len(lines) < index + _QUOTED_LINES:
            return None
        else:
            literal.add(row.open_at)
            keep = next(number for number, end in enumerate(ends) if end >= row.open_at)
            ends = ends[: keep + 1]
            text, after = text[: ends[-1]], index + len(ends)


def _longer(text: str, lines: list[str], after: int, stop: int, quote: str) -> tuple[str, list[int]] | None:
    """The text with more lines up to the next that holds a quote, and where each of them ends; None if none does."""
    last = lines[after - 1]
    parts, added, size = [text, last[len(last.rstrip("\r\n")) :]], [], len(text)
    for number in range(after, min(stop, len(lines))):
        body = lines[number].rstrip("\r\n")
        size += len(parts[-1]) + len(body)
        parts.append(body)
        added.append(size)
        if quote in body:
            return "".join(parts), added
        parts.append(lines[number][len(body) :])
    return None


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
    "stray-quote": "A quotation mark in this row has no partner and was kept as part of the text.",
    "other-delimiter": "This row is separated by other characters than the rest and was read by those: {text}",
    "surplus-cell": "This row has an empty cell too many. It was left out so that the others stand in place: {text}",
    "missing-cell": "This row has too few cells. They were put into the columns where they fit: {text}",
    "repeated-header": "The header stands here once more; the line was left out.",
}


def problem(code: str, line: int, text: str = "") -> Problem:
    """What is told about an odd row; ``text`` is how it stands in the file."""
    values: dict[str, str | int] = {}
    if "{text}" in _ODD_SENTENCES[code]:
        values["text"] = text if len(text) <= _TOLD else text[:_TOLD] + "…"
    return Problem(code, _ODD_SENTENCES[code], values, line)
