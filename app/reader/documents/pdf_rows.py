"""Turns the lines of a printed table into its rows."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from app.reader.documents.pdf_cells import is_number, is_total, joined
from app.reader.documents.pdf_words import Word, WordLine

_FAR = 2.2  # times the usual distance of lines: a line further below a row than this does not belong to it
_CLOSER = 0.75  # times the distance to the row above within which a line belongs to the row below it
_LEFT_OF_TEXT = 8.0  # points by which the text of a later line may begin before that of the rows
_NUMBERS_LATER = 0.3  # the share of rows whose first line has no number, where numbers end a row
Cut = Sequence[Sequence[Word]]  # the words of a line by column
Printed = tuple[WordLine, Cut]
Role = Literal["begins", "goes on", "above", "ends", "none"]  # "above": goes on with the row that begins below it


@dataclass(slots=True)
class PrintedRow:
    """One row that is being built; ``lines`` are the numbers of its lines, ``parts`` the texts of each column."""

    lines: list[int]
    parts: list[list[str]]
    base: float
    numbers: bool

    @property
    def line(self) -> int:
        """The line in which the row begins."""
        return self.lines[0]

    def texts(self) -> list[str]:
        """The texts of the cells. Japanese continues in the next line without a space."""
        return [_rejoined(parts) for parts in self.parts]

    def add(self, line: WordLine, cut: Cut, *, numbers: bool) -> None:
        """Adds another line to the row."""
        self.lines.append(line.number)
        self.base, self.numbers = line.base, self.numbers or numbers
        for parts, words in zip(self.parts, cut, strict=True):
            parts += [joined(words)] if words else []


@dataclass(frozen=True, slots=True)
class _Layout:
    """How rows of one table are printed: the lines that begin with a date, the columns of numbers, those of text with
    the places where they begin, whether numbers come later than the date, and how far apart lines of a row may be."""

    dated: Set[int]
    numeric: Collection[int]
    texts: Mapping[int, float]
    later: bool
    far: float

    def role(self, lines: Sequence[Printed], place: int, row: PrintedRow | None) -> Role:
        """The role of a line. ``row`` is the row before it, or None where a sum has ended that row."""
        line, cut = lines[place]
        if line.number in self.dated:
            return "begins"
        if is_total(line):
            return "ends" if row else "none"
        if not _fits(cut, self.numeric, self.texts):
            return "none"
        numbers = self.numbers(cut)
        if not numbers and self._is_above(lines, place, row):
            return "above"
        if row is None:
            first = numbers and line.number < min(self.dated) and lines[place + 1][0].base - line.base <= self.far
            return "begins" if first else "none"
        if line.base - row.base > self.far:
            return "none"
        return "begins" if row.numbers and (numbers or self.later) else "goes on"

    def numbers(self, cut: Cut) -> bool:
        """Whether a line has a number in a column of numbers."""
        return any(cut[column] and is_number(joined(cut[column])) for column in self.numeric)

    def _is_above(self, lines: Sequence[Printed], place: int, row: PrintedRow | None) -> bool:
        """Whether a line of text is closer to the row with a date just below it than to the row above it, as where
        cells are vertically centred."""
        if place + 1 == len(lines) or lines[place + 1][0].number not in self.dated:
            return False
        line, below = lines[place][0], lines[place + 1][0]
        return below.base - line.base < _CLOSER * (line.base - row.base if row else self.far)


def gather(lines: Sequence[Printed], dated: Set[int], numeric: Collection[int], dates: int) -> list[PrintedRow]:
    """The rows of the lines below the column names. ``dated`` are the lines that begin with a date, ``numeric`` the
    columns of numbers, ``dates`` the column of the dates. Lines that belong to no row (headings, sums, notes) are left
    out."""
    heads = [cut for line, cut in lines if line.number in dated]
    among = [line.base for line, _ in lines if min(dated) <= line.number <= max(dated)]
    pitch = median(b - a for a, b in pairwise(among)) if len(among) > 1 else 1.5 * lines[0][0].words[0].size
    texts = _text_columns(heads, numeric, dates)
    layout = _Layout(dated, numeric, texts, _numbers_later(heads, numeric), _FAR * pitch)
    rows: list[PrintedRow] = []
    row: PrintedRow | None = None
    above: list[Printed] = []
    for place, printed in enumerate(lines):
        role = layout.role(lines, place, row)
        if role == "begins":
            row = PrintedRow([], [[] for _ in printed[1]], printed[0].base, numbers=False)
            rows.append(row)
        if role == "above":
            above.append(printed)
        elif role == "ends":
            row = None
        elif row and role != "none":
            for line, cut in (*above, printed):
                row.add(line, cut, numbers=layout.numbers(cut))
            above.clear()
    return [row for row in rows if row.numbers or not dated.isdisjoint(row.lines)]


def _fits(cut: Cut, numeric: Collection[int], texts: Mapping[int, float]) -> bool:
    """Whether a line has numbers only in number columns and text only in text columns."""
    for column, words in enumerate(cut):
        if not words:
            continue
        if column in numeric:
            if not is_number(joined(words)):
                return False
        elif column not in texts or words[0].left < texts[column] - _LEFT_OF_TEXT:
            return False
    return True


def _text_columns(rows: Sequence[Cut], numeric: Collection[int], dates: int) -> dict[int, float]:
    """The columns of text, apart from the one that holds the date, and where their texts begin."""
    lefts = {column: [row[column][0].left for row in rows if row[column]] for column in range(len(rows[0]))}
    return {column: min(left, default=0.0) for column, left in lefts.items() if column not in (*numeric, dates)}


def _numbers_later(rows: Sequence[Cut], numeric: Collection[int]) -> bool:
    """Whether the numbers of rows often come in a later line than the date."""
    without = sum(1 for row in rows if not any(row[column] for column in numeric))
    return without > _NUMBERS_LATER * len(rows)


def _rejoined(parts: Sequence[str]) -> str:
    text = ""
    for part in parts:
        text += (" " if text and text[-1].isascii() and part[0].isascii() else "") + part
    return text
