"""Lines of a printed table become its rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.reader.documents.pdf import Line, Word
from app.reader.documents.pdf_cells import is_number, is_total, joined

_FAR = 2.2  # times the usual distance of lines: a line further below a row than this does not belong to it
_LEFT_OF_TEXT = 8.0  # points by which the text of a later line may begin before that of the rows
_NUMBERS_LATER = 0.3  # the share of rows whose first line has no number, where numbers end a row
Cut = Sequence[Sequence[Word]]  # the words of a line by column


@dataclass(slots=True)
class PrintedRow:
    """One row while it grows; ``lines`` are the numbers of its lines, ``parts`` the texts of each column."""

    lines: list[int]
    parts: list[list[str]]
    base: float
    numbers: bool

    @property
    def line(self) -> int:
        """The line in which it begins."""
        return self.lines[0]

    def texts(self) -> list[str]:
        """Its cells. Japanese goes on in the next line without a space."""
        return [_rejoined(parts) for parts in self.parts]

    def add(self, line: Line, cut: Cut, *, numbers: bool) -> None:
        """Goes on with another line."""
        self.lines.append(line.number)
        self.base, self.numbers = line.base, self.numbers or numbers
        for parts, words in zip(self.parts, cut, strict=True):
            parts += [joined(words)] if words else []


def gather(lines: Sequence[tuple[Line, Cut]], dated: Collection[int], numeric: Collection[int]) -> list[PrintedRow]:
    """The rows of the lines below the names of columns. ``dated`` are the lines that begin with a date, ``numeric`` the
    columns of numbers. What belongs to no row (headings, sums, notes, the foot of a page) is left out."""
    rows: list[PrintedRow] = []
    first, last = min(dated), max(dated)
    among = [line.base for line, _ in lines if first <= line.number <= last]
    far = _FAR * (median(b - a for a, b in pairwise(among)) if len(among) > 1 else lines[0][0].words[0].size * 1.5)
    texts = _text_columns([cut for line, cut in lines if line.number in dated], numeric)
    later = _numbers_later([cut for line, cut in lines if line.number in dated], numeric)
    open_row: PrintedRow | None = None
    for place, (line, cut) in enumerate(lines):
        numbers = any(cut[column] and is_number(joined(cut[column])) for column in numeric)
        before = open_row is None and line.number < first
        near = open_row is not None and line.base - open_row.base <= far
        if line.number in dated:
            begins = True
        elif is_total(line) or not _fits(cut, numeric, texts):
            begins, near = False, False
        elif before:
            begins = numbers and lines[place + 1][0].base - line.base <= far
        else:
            begins = near and open_row is not None and open_row.numbers and (numbers or later)
        if begins:
            open_row = PrintedRow(
                [line.number], [[joined(words)] if words else [] for words in cut], line.base, numbers
            )
            rows.append(open_row)
        elif near and open_row:
            open_row.add(line, cut, numbers=numbers)
        elif not before and is_total(line):
            open_row = None
    return [row for row in rows if row.numbers or row.line in dated]


def _fits(cut: Cut, numeric: Collection[int], texts: dict[int, float]) -> bool:
    """Whether a line has numbers in columns of numbers and text in columns of text alone."""
    for column, words in enumerate(cut):
        if not words:
            continue
        if column in numeric:
            if not is_number(joined(words)):
                return False
        elif column not in texts or words[0].left < texts[column] - _LEFT_OF_TEXT:
            return False
    return True


def _text_columns(rows: Sequence[Cut], numeric: Collection[int]) -> dict[int, float]:
    """The columns of text, apart from the one that holds the date, and where their texts begin."""
    found: dict[int, float] = {}
    dates = next((place for place, words in enumerate(rows[0]) if words), 0)
    for row in rows:
        for column, words in enumerate(row):
            if words and column not in numeric and column != dates:
                found[column] = min(found.get(column, words[0].left), words[0].left)
    return found


def _numbers_later(rows: Sequence[Cut], numeric: Collection[int]) -> bool:
    """Whether the numbers of rows often come in a line after that of the date."""
    without = sum(1 for row in rows if not any(row[column] for column in numeric))
    return without > _NUMBERS_LATER * len(rows)


def _rejoined(parts: Sequence[str]) -> str:
    text = ""
    for part in parts:
        text += (" " if text and text[-1].isascii() and part[0].isascii() else "") + part
    return text
