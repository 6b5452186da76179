"""The original cells of single rows, read once more for the findings that cite them."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

import polars as pl

from app.importers.claimed import claims_of, count_rows, is_headless, lines_of, text_view
from app.importers.contract import claims, formats
from app.importers.shared.cells.secrets import without_secrets
from app.importers.shared.pages.elements import element_lines
from app.importers.shared.pages.pasted_lines import line_cells
from app.importers.shared.tables.row_numbers import RowNumbers
from app.reader.member import Member
from app.reader.table import Head, Table
from app.sandbox.frames import Header

Cited = tuple[int, int | None, Mapping[str, str]]


def cells(member: Member, job: Header, send_frame: Callable[..., None]) -> Header:
    """The original cells of the wanted rows, under their original column names."""
    asked = job["want"].get(member.path)
    if asked:
        lines = sorted({line for line, record in asked if record is None})
        records = {record for _, record in asked if record is not None}
        for table, numbers, headless, beside, secret in _as_imported(member, job):
            for rows in _some(_wanted(table, numbers, headless, lines, records)):
                if table.head.kind == "page":
                    rows = [(line, record, _cells_of_record(table.head, numbers, record)) for line, record, _ in rows]
                if table.head.kind == "text":
                    rows = [(line, record, line_cells(cells["text"], beside)) for line, record, cells in rows]
                if secret:
                    rows = [(line, record, without_secrets(cells, secret)) for line, record, cells in rows]
                send_frame("cells", json.dumps(rows).encode(), path=member.path)
    return {"format": None, "encoding": None, "rows": None, "accounted": {}}


def _cells_of_record(head: Head, numbers: RowNumbers, record: int | None) -> Mapping[str, str]:
    """What the element of a page with this number shows."""
    return element_lines(head, record - numbers.first - 1) if record is not None else {}


def _some(rows: Iterator[Cited], size: int = 500) -> Iterator[list[Cited]]:
    while some := list(islice(rows, size)):
        yield some


def _wanted(table: Table, numbers: RowNumbers, headless: bool, lines: list[int], records: set[int]) -> Iterator[Cited]:
    """Line, number (None where the line was asked for) and cells of the rows at these lines or of these numbers.

    The cells of a table that has no header are named by the numbers of their columns.
    """
    names = [f"#{number}" for number in range(1, len(table.head.header) + 1)]
    asked = pl.Series(lines, dtype=pl.UInt32).implode(), pl.Series(sorted(records), dtype=pl.UInt32).implode()

    def cited(number: int) -> int | None:
        return number if numbers.shared and number in records else None

    if headless and (table.head.line in lines or cited(numbers.first)):
        line = table.head.line or 1
        yield line, cited(numbers.first), dict(zip(names, table.head.header, strict=True))
    for block in table.blocks(lines=None if numbers.shared else lines):
        number = numbers.block(block).block.lines
        places = (block.lines.is_in(asked[0]) | (number.is_in(asked[1]) & numbers.shared)).arg_true()
        columns = names if headless else block.frame.columns
        rows = zip(block.lines[places], map(cited, number[places]), block.frame[places].iter_rows(), strict=True)
        for line, record, cells in rows:
            yield line, record, dict(zip(columns, cells, strict=True))


def _as_imported(member: Member, job: Header) -> Iterator[tuple[Table, RowNumbers, bool, list[Head], tuple[str, ...]]]:
    """The same view of the file that its importer saw. For each table: the table, the numbers of its rows, whether it
    is headless, the tables that come before it (for lines of text, the other views of them), and the columns that
    must not be shown."""
    if (page := member.elements()) is not None and len(claims(page.head)) == 1:
        yield page, RowNumbers(page.head, 1), False, [], ()
        return
    first, any_claimed, heads = 1, False, list[Head]()
    for table in member.tables():
        heads.append(table.head)
        claimed, numbers = claims_of(table.head, job), RowNumbers(table.head, first)
        if len(claimed) == 1:
            any_claimed = True
            yield table, numbers, is_headless(table.head, claimed[0], job), heads, formats()[claimed[0]].secret
            first = numbers.next
        else:
            first += count_rows(table, []) + (not table.head.headless)
    if any_claimed or (text := lines_of(member)) is None:
        return
    view, _ = text_view(text, heads, job)
    yield view, RowNumbers(view.head, 1), False, heads if view is text else [], ()
