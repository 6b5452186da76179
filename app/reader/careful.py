"""The careful reader of delimited text: it takes any text, loses nothing, and says what was odd.

A row is read from its own lines and the dialect alone, never from the rows around it, so that a text gives the same
rows however it is cut into blocks.
"""

import re
from dataclasses import dataclass, field

from app.reader.dialect import Dialect
from app.reader.limits import Limits
from app.reader.table import Problem

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_QUOTED_LINES = Limits().quoted_lines


@dataclass(slots=True)
class Rows:
    """Rows of cells, the physical line each begins in, and how much of the text they took up."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    used: int = 0  # characters
    used_lines: int = 0


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
        if not body or (body.isspace() and dialect.delimiter not in body):
            index += 1
            continue
        taken = take(lines, index, dialect, final=final)
        if taken is None:
            break
        cells, after, stray = taken
        rows.cells.append(cells)
        rows.lines.append(line + index)
        if stray:
            message = "A quotation mark in this row has no partner and was kept as part of the text."
            rows.problems.append(Problem("stray-quote", message, line=line + index))
        index = after
    rows.used = sum(map(len, lines[:index]))
    rows.used_lines = index
    return rows


def physical_lines(text: str) -> list[str]:
    """The lines of a text without their ends; only CR, LF and CRLF end a line."""
    return [line.rstrip("\r\n") for line in _LINE.findall(text)[:-1]]


def raw_rows(text: str, dialect: Dialect, *, final: bool) -> list[list[str]]:
    """Only the cells, for trying out a dialect."""
    return read(text, dialect, final=final).cells


def take(lines: list[str], index: int, dialect: Dialect, *, final: bool) -> tuple[list[str], int, bool] | None:
    """One row from the lines at ``index``: its cells, the index after it, and whether a quote had no partner.

    None when the row may go on in lines that are not there yet.
    """
    text, after = lines[index].rstrip("\r\n"), index + 1
    if not dialect.quote or dialect.quote not in text:
        return text.split(dialect.delimiter), after, False
    literal: set[int] = set()
    ends = [len(text)]  # of the lines taken so far, within `text`
    while True:
        cells, open_at = split(text, dialect, literal)
        if open_at < 0:
            return cells, after, bool(literal)
        longer = _longer(text, lines, after, index + _QUOTED_LINES, dialect.quote)
        if longer is not None:
            text, added = longer
            ends += added
            after += len(added)
        elif not final and len(lines) < index + _QUOTED_LINES:
            return None
        else:
            literal.add(open_at)
            keep = next(number for number, end in enumerate(ends) if end >= open_at)
            ends = ends[: keep + 1]
            text, after = text[: ends[-1]], index + len(ends)


def _longer(text: str, lines: list[str], after: int, stop: int, quote: str) -> tuple[str, list[int]] | None:
    """The text with more lines up to the next that holds a quote, and where each of them ends; None if none does."""
    parts, added, size = [text, lines[after - 1][len(lines[after - 1].rstrip("\r\n")) :]], [], len(text)
    for number in range(after, min(stop, len(lines))):
        body = lines[number].rstrip("\r\n")
        size += len(parts[-1]) + len(body)
        parts.append(body)
        added.append(size)
        if quote in body:
            return "".join(parts), added
        parts.append(lines[number][len(body) :])
    return None


def split(text: str, dialect: Dialect, literal: set[int]) -> tuple[list[str], int]:
    """The cells of one row, and the place of a quote that is still open at its end (-1 if none).

    Quotes at the places in ``literal`` are plain characters; so is one inside a quoted cell that neither ends the
    cell nor is doubled.
    """
    delimiter, quote = dialect.delimiter, dialect.quote
    cells: list[str] = []
    place = 0
    while True:
        if text.startswith(quote, place) and place not in literal:
            close = _close(text, place + 1, delimiter, quote, literal)
            if close < 0:
                return cells, place
            cells.append(text[place + 1 : close].replace(quote + quote, quote))
            end = close + 1
        else:
            end = text.find(delimiter, place)
            end = len(text) if end < 0 else end
            cells.append(text[place:end])
        if end >= len(text):
            return cells, -1
        place = end + len(delimiter)


def _close(text: str, place: int, delimiter: str, quote: str, literal: set[int]) -> int:
    """Where the quoted cell that began before ``place`` ends, or -1."""
    while True:
        place = text.find(quote, place)
        if place < 0 or (place not in literal and _ends(text, place + 1, delimiter)):
            return place
        doubled = place not in literal and text[place + 1] == quote and place + 1 not in literal
        place += 2 if doubled else 1


def _ends(text: str, place: int, delimiter: str) -> bool:
    return place == len(text) or text.startswith(delimiter, place)


def count_line_ends(data: bytes) -> int:
    """How many lines end in these bytes of UTF-8."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
