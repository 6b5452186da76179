"""Workbooks (XLSX and OpenDocument): the tables of every sheet, after all parts have been checked.

Text cells are given as they are stored. A number is given as the shortest text of the same number, a date as ISO text
without a zone. ``line`` is the row of the sheet.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from itertools import chain, islice
from typing import Any

import polars as pl
import python_calamine

from app.reader.archives import directory
from app.reader.archives.unpack import Budget, Packed
from app.reader.columns import ProblemLog, unique
from app.reader.documents import sheet_scan
from app.reader.documents.side_by_side import sides
from app.reader.documents.stacked import PeekableRows, RowsBelowHeader, TableTop, find_top
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.seekable import MemoryBytes
from app.reader.table import Block, FileProblem, Head

_BOOK, _LINKS, _CONTENT = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "content.xml"
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*?\b\w+:id\s*=\s*[\"']([^\"']*)[\"']")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_LINK_PART = re.compile(rb"\b(Id|Target)\s*=\s*[\"']([^\"']*)[\"']")
_ROWS = 20_000  # of one block
_SAMPLE_ROWS = 100
_SAMPLE = 1_000  # Rows in which a column must be empty for the sheet to be looked through.
Odd = dict[tuple[int, int], str]


def workbook_tables(path: str, data: bytes, limits: Limits) -> Iterator["Sheet"]:
    """The tables of every sheet; ``sheet`` is its name, with a number where it holds several. Raises ``Refused``."""
    extents = _checked(data, limits)
    any_table = False
    with _library():
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        listed = book.sheets_metadata
    for number, sheet in enumerate(listed):
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        with _library():
            rows = book.get_sheet_by_name(sheet.name)
        odd = extents[number].odd if number < len(extents) else {}
        for table in _tables(path, sheet.name, rows, odd, limits):
            any_table = True
            yield table
    if not any_table:
        raise Refused("empty")


def _checked(data: bytes, limits: Limits) -> list[sheet_scan.Extent]:
    """Look through all parts; returns the extents of the sheets in their order. Raises ``Refused``."""
    source = MemoryBytes(data)
    parts = {entry.name: entry for entry in directory.entries(source, limits) if not entry.folder}
    if _BOOK not in parts and _CONTENT not in parts:
        raise Refused("unsupported-type")
    budget = Budget(limits)
    extents: dict[str, sheet_scan.Extent] = {}
    kept: dict[str, bytes] = {}
    cells = 0
    for name, entry in parts.items():
        if entry.refused:
            raise Refused(entry.refused)
        if entry.size > limits.part:
            raise Refused("expanded-size")
        packed = Packed(source, entry, budget)
        if not packed.begin(100).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
            continue
        if name == _CONTENT:
            return sheet_scan.ods_extents(sheet_scan.no_dtd(packed.chunks()), limits.cells)
        extent = sheet_scan.excel_extent(sheet_scan.no_dtd(packed.chunks()))
        extents[name] = extent = extent or sheet_scan.excel_extent_counted(packed.chunks())
        cells += extent.rows * extent.columns
        if cells > limits.cells:
            raise Refused("too-many-cells")
        if name in (_BOOK, _LINKS):
            kept[name] = b"".join(packed.chunks())
    return [extents.get(name, sheet_scan.Extent()) for name in _in_order(kept)]


def _in_order(kept: dict[str, bytes]) -> list[str]:
    """The names of the parts that hold the sheets, in the order of the sheets."""
    targets = {}
    for link in _LINK.findall(kept.get(_LINKS, b"")):
        values = dict(_LINK_PART.findall(link))
        target = unescape(values.get(b"Target", b"").decode("utf-8", "replace"))
        targets[values.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return [targets.get(link, "") for link in _SHEET.findall(kept.get(_BOOK, b""))]


@contextmanager
def _library() -> Iterator[None]:
    """A context in which every exception of the library means damage; some of them are a bare ``BaseException``."""
    try:
        yield
    except (Refused, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except python_calamine.PasswordError:
        raise Refused("encrypted") from None
    except BaseException as error:
        raise Refused("corrupt") from error


def _tables(path: str, name: str, sheet: Any, odd: Odd, limits: Limits) -> Iterator["Sheet"]:
    """The tables of one sheet: those at its left from top to bottom, then those beside them."""
    rows = _rows(sheet, odd)
    sample = list(islice(rows, _SAMPLE))
    whole = len(sample) < _SAMPLE
    columns = sides(sample, lambda: iter(sample) if whole else _rows(sheet, odd))
    number = 0
    for begin, end in columns:
        every = chain(sample, rows) if whole or len(columns) == 1 else _rows(sheet, odd)
        lines = PeekableRows((line, row[begin:end]) for line, row in every if any(row[begin:end]))
        while top := find_top(lines, last=number + 1 >= limits.tables):
            number += 1
            alone = number == 1 and len(columns) == 1 and not top.another
            table = Sheet(path, name if alone else f"{name}, table {number}", lines, top, limits)
            yield table
            if not table.more():
                break


class Sheet:
    """One table of a sheet, read once, in order."""

    def __init__(self, path: str, name: str, lines: PeekableRows, top: TableTop, limits: Limits) -> None:
        self.below = RowsBelowHeader(lines, top)
        self.names = unique(top.header)
        if len(self.names) > limits.columns:
            raise Refused("too-many-columns", top.line)
        self.problem_log = ProblemLog(limits.problems)
        self.problem_log.add(top.problems)
        self.read = False
        header, sample = tuple(top.header), tuple(map(tuple, top.rows[:_SAMPLE_ROWS]))
        line, over = top.line, top.above
        self.head = Head(path, "xlsx", name, "utf-8", None, header, sample, line, over, top.headless)

    def more(self) -> bool:
        """Whether another table follows below; skips the unread rest of this one."""
        if not self.read:
            for _ in self.blocks([]):
                pass
        return self.below.another

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        """The rows that are not blank, in blocks of 20,000."""
        wanted = [number for number, name in enumerate(self.names) if columns is None or name in columns]
        asked = None if lines is None else set(lines)
        empty = not self.head.headless
        rows = iter(self.below)
        while some := list(islice(rows, _ROWS)):
            empty = False
            here = [line for line, _ in some]
            self.problem_log.add(self.below.problems)
            self.below.problems.clear()
            if asked is None or not asked.isdisjoint(here):
                yield self._block(wanted, [cells for _, cells in some], here)
        self.read = True
        self.problem_log.add(self.below.problems)
        if empty:
            self.problem_log.add([FileProblem("no-records", "This table has a header but no rows below it.")])
        self.problem_log.finish()
        if self.problem_log.waiting or empty:
            yield self._block(wanted, [], [])

    def _block(self, wanted: Sequence[int], rows: list[list[str]], lines: list[int]) -> Block:
        cells = {self.names[number]: [row[number] for row in rows] for number in wanted}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
        return Block(frame, pl.Series("line", lines, pl.UInt32), self.problem_log.take())


def _rows(sheet: Any, odd: Odd) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of the rows that are not blank, without the empty columns at their left."""
    ends = ([sheet.start[1], sheet.end[1]] if sheet.start else []) + [column for _, column in odd]
    if not ends:
        return
    first, last = min(ends), max(ends)
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (place, column), text in odd.items():
        by_row.setdefault(place, []).append((column, text))
    # The library gives rows from the first one of the sheet, but cells from the first column that holds any.
    left = [""] * (sheet.start[1] - first if sheet.start else 0)
    for number, values in _all_rows(sheet, max(by_row, default=-1) + 1):
        if values.count("") == len(values) and number not in by_row:  # Most rows of some sheets are blank.
            continue
        row = left + [value if value.__class__ is str else _TEXTS[value.__class__](value) for value in values]
        row += [""] * (last - first + 1 - len(row))
        for column, text in by_row.get(number, ()):
            row[column - first] = text
        if any(row):
            yield number + 1, row


def _all_rows(sheet: Any, least: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows of a sheet from its first, at least ``least`` of them."""
    rows = iter(sheet.iter_rows()) if sheet.start else iter(())
    number = 0
    while True:
        with _library():
            values = next(rows, None)
        if values is None and number >= least:
            return
        yield number, values or ()
        number += 1


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return format(Decimal(repr(value)), "f") if 1e-10 < abs(value) < 1e21 else repr(value)


def _time(value: datetime | time) -> str:
    fine = "microseconds" if value.microsecond % 1000 else "milliseconds"
    return value.isoformat(timespec=fine if value.microsecond else "seconds")


def _duration(value: timedelta) -> str:
    """A duration as a sheet shows it, ``36:00:00``: hours are not carried over into days."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _number,
    datetime: _time,
    date: date.isoformat,
    time: _time,
    timedelta: _duration,
}
