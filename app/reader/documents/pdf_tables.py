"""Tables printed in a PDF: a line that names columns, and rows below it that each begin with a date.

A row takes the words of its line; lines without a date go on with the text of a row, or, where they hold another
number in a column that the row has filled, are a row of their own with an empty date.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.reader.columns import unique
from app.reader.documents.pdf_cells import (
    Cell,
    borders,
    column_at,
    date_at,
    formed,
    is_number,
    is_total,
    joined,
    label_count,
    labels,
    plain,
    runs,
)
from app.reader.documents.pdf_rows import gather
from app.reader.documents.pdf_words import PdfPageText, Word, WordLine
from app.reader.documents.text_lines import InMemoryTable, text_table
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.table import Head

_NEAR_DATE = 7.0  # points between the beginnings of dates of one column
_ABOVE = 8  # lines between the names of columns and the first row
_DATE_PLACES = 3  # words of a line among which a row's date begins


@dataclass(slots=True)
class _Printed:
    """One table over all pages: its names as on its first page."""

    names: list[str]
    line: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)  # with the line of each


@dataclass(frozen=True, slots=True)
class _Section:
    """The lines of one page below one line of names (of an earlier page, where this one repeats none)."""

    names: tuple[Cell, ...]
    lines: tuple[WordLine, ...]
    rules: tuple[float, ...]
    line: int


def pdf_text(path: str, pages: Sequence[PdfPageText]) -> InMemoryTable:
    """All lines of all pages as they are drawn; words that are far apart are separated by tabs."""
    return text_table(path, "utf-8", [(line.number, line.text()) for page in pages for line in page.flow])


def pdf_tables(path: str, pages: Sequence[PdfPageText], limits: Limits) -> Iterator[InMemoryTable]:
    """The tables in order; ``sheet`` is ``table N``. Raises ``Refused``."""
    by_names: dict[frozenset[str], _Printed] = {}
    taken: set[int] = set()
    for section in _sections(pages):
        names = [name.text for name in section.names]
        table = by_names.setdefault(frozenset(map(_key, names)), _Printed(names, section.line))
        taken |= {section.line} | _read(section, table)
    tables = [table for table in by_names.values() if table.rows][: limits.tables]
    around = tuple((line.number, line.text()) for page in pages for line in page.lines if line.number not in taken)
    for number, printed in enumerate(tables, 1):
        if len(printed.names) > limits.columns:
            raise Refused("too-many-columns", printed.line)
        rows = [cells for _, cells in printed.rows]
        head = Head(
            path, "pdf", f"table {number}", "utf-8", None, tuple(printed.names), tuple(map(tuple, rows)), printed.line,
            around=around,
        )  # fmt: skip
        yield InMemoryTable(head, unique(printed.names), rows, [line for line, _ in printed.rows])


def _key(name: str) -> str:
    """The normalised form of a name, by which it is recognised on several pages."""
    return plain(name).replace(" ", "")


def _sections(pages: Sequence[PdfPageText]) -> Iterator[_Section]:
    """The parts of the document that have rows with dates below a line of names."""
    names: tuple[Cell, ...] = ()
    line = 0
    for page in pages:
        begin = 0
        for place in [*_name_lines(page), len(page.lines)]:
            if names and (some := page.lines[begin:place]):
                yield _Section(names, some, page.rules, line)
            if place < len(page.lines):
                names, line, begin = tuple(labels(page.lines[place], page.rules)), page.lines[place].number, place + 1


def _name_lines(page: PdfPageText) -> list[int]:
    """The positions of the lines that hold column names: of the lines shortly above a row with a date, the one with
    most names."""
    places: list[int] = []
    last = 0
    for place, line in enumerate(page.lines):
        if _date_place(line) is None:
            continue
        above = range(max(last, place - _ABOVE), place)
        rated = [
            (label_count(cells), -number)
            for number in above
            if len(cells := labels(page.lines[number], page.rules)) > 1
        ]
        best = max(rated, default=(0, 0))
        if best[0] > 1:
            places.append(-best[1])
        last = place + 1
    return places


def _date_place(line: WordLine) -> int | None:
    """The number of the word at which the date of a row begins."""
    places = range(min(_DATE_PLACES, len(line.words)))
    return next((place for place in places if date_at(line.words, place)), None)


def _read(section: _Section, table: _Printed) -> set[int]:
    """Adds the rows of a section to its table; returns the numbers of the lines that are in them."""
    dated = {line.number: line.words[place] for line in section.lines if (place := _date_place(line)) is not None}
    if not dated:
        return set()
    [(column, _)] = Counter(round(word.left / _NEAR_DATE) for word in dated.values()).most_common(1)
    dated = {number: word for number, word in dated.items() if abs(word.left / _NEAR_DATE - column) <= 1}
    rows = [line for line in section.lines if line.number in dated or _has_number_within(line, dated)]
    below = [cell for line in rows for cell in _row_runs(line, section.rules)]
    names = _with_unnamed(section.names, rows, below)
    order = _order(names, table)
    if order is None:
        return set()
    ends = borders(names, below, section.rules)
    numeric = _numeric([_cut(line, ends) for line in rows])
    lines = [(line, _cut(line, ends)) for line in section.lines]
    first = next(iter(dated.values()))
    gathered = gather(lines, set(dated), numeric, column_at(ends, first))
    for row in gathered:
        placed = dict(zip(order, row.texts(), strict=True))
        table.rows.append((row.line, [placed.get(place, "") for place in range(len(table.names))]))
    return {number for row in gathered for number in row.lines}


def _has_number_within(line: WordLine, dated: Mapping[int, Word]) -> bool:
    """Whether one of the lines between the rows with dates, or shortly below the last of them, ends with a number."""
    return min(dated) < line.number <= max(dated) + 2 and is_number(line.words[-1].text) and not is_total(line)


def _row_runs(line: WordLine, rules: Sequence[float]) -> list[Cell]:
    """The cells of a row. Its date is one cell, even if its words are printed apart."""
    place = _date_place(line) or 0
    count = max(1, date_at(line.words, place))
    date = line.words[place : place + count]
    before, after = runs(line.words[:place], rules), runs(line.words[place + count :], rules)
    return [*before, Cell(date[0].left, date[-1].right, joined(date)), *after]


def _with_unnamed(names: tuple[Cell, ...], rows: Sequence[WordLine], below: Sequence[Cell]) -> list[Cell]:
    """The names, with an empty name added where the rows have one more column of numbers behind the last name."""
    if len(formed(below)) <= len(names):
        return list(names)
    beyond = [line.words[-1] for line in rows if line.words[-1].left > names[-1].right + 3 * line.words[-1].size]
    numbers = [word for word in beyond if is_number(word.text)]
    if 2 * len(numbers) <= len(rows):
        return list(names)
    return [*names, Cell(min(word.left for word in numbers), max(word.right for word in numbers), "")]


def _order(names: Sequence[Cell], table: _Printed) -> list[int] | None:
    """The position of each of these names in the table; on a later page the names may be in another order."""
    if len(names) > len(table.names):
        more = [""] * (len(names) - len(table.names))
        table.names += more
        for _, cells in table.rows:
            cells += more
    known = [_key(name) for name in table.names]
    order: list[int] = []
    for name in names:
        free = [place for place, key in enumerate(known) if key == _key(name.text) and place not in order]
        if not free:
            return None
        order.append(free[0])
    return order


def _cut(line: WordLine, ends: Sequence[float]) -> list[tuple[Word, ...]]:
    """The words of a line by column: a word belongs to the column in which its middle is."""
    columns: list[list[Word]] = [[] for _ in range(len(ends) + 1)]
    for word in line.words:
        columns[column_at(ends, word)].append(word)
    return [tuple(words) for words in columns]


def _numeric(rows: Sequence[Sequence[Sequence[Word]]]) -> set[int]:
    """The columns whose filled cells are numbers."""
    places = set()
    for place, column in enumerate(zip(*rows, strict=True)):
        filled = [joined(words) for words in column if words]
        if filled and sum(map(is_number, filled)) >= 0.8 * len(filled):
            places.add(place)
    return places
