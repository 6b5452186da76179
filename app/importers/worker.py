"""The child process that touches foreign bytes: it reads, recognises and converts, and sends events to its parent.

Started by ``app.sandbox.client``. A job::

    {"out": fd, "fds": [fds], "inputs": [{"file": place in fds, "name", "done": [paths not to be read again],
                                          "mappings": {header id: mapping of such a table},
                                          "starts": {path: [[line, place]], from an earlier reading}}],
     "mode": "events" | "tables" | "cells", "want": {path: [[line, record or null]]}}

Frames to the parent are a JSON header and a payload; ``bye`` ends the answer to a job. ``k`` is their kind:

* ``input`` {"input"}: the next thing handed in is opened
* ``member`` {"path", "bytes"}: a file begins
* ``end`` {"path", "bytes", "sha256", "format", "encoding", "rows", "accounted"}: it is done; what became of its rows
* ``events`` {"path", "table", "source", "same": {column: its value in every row}} + Arrow IPC of the other columns
* ``problems`` {"path", "problems"}; of the lines of each problem the first few
* ``rows`` {"path", "rows", "start"}, for the progress; ``start``: a line and its place in the bytes, or null
* ``header`` {"path", "header", "offered"}: of tables that no format claims, the first cells and what a person needs
  to name their columns
* ``drop``: the file is damaged, and what was sent of it does not count
* ``table`` {"path", "sheet", "encoding", "delimiter", "header"} (``header`` is empty where there is none),
  ``text`` + JSON [[rows], [lines]], ``table_end``: mode "tables"
* ``cells`` {"path"} + JSON [[line, record, fields]] of some rows: mode "cells"
"""

import ctypes
import gc
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

import polars as pl

from app.importers import Events, claims, formats
from app.importers.generic import csv as generic
from app.importers.mapping import header_id, load_column_map
from app.importers.shared.columns import wanted
from app.importers.shared.convert import converted
from app.importers.shared.elements import element_lines
from app.importers.shared.pasted_lines import line_cells
from app.importers.shared.row_numbers import RowNumbers
from app.importers.shared.secrets import without_secrets
from app.importers.shared.sent import fault, parts, plain, text_rows
from app.importers.shared.unclaimed import GENERIC, WHOLE, offers, passed_over, relevant_problems, two_formats
from app.reader import members
from app.reader.member import Member
from app.reader.problems import Refused
from app.reader.table import Block, Head, Problem, Table
from app.sandbox.child import allow, give_up_rights, jobs, send
from app.sandbox.frames import Header
from app.sandbox.limits import all_cpu_seconds, cpu_seconds

Send = Callable[..., None]
Read = Callable[[Head, Block], Events]
Cited = tuple[int, int | None, Mapping[str, str]]


def main() -> None:
    """Answers jobs until the parent closes the socket."""
    formats()  # every importer is loaded before the rights are given up
    gc.freeze()  # and is never garbage, so that it need not be searched for any
    missing: list[str] | None = None
    for job in jobs():
        out: int = job["out"]

        def send_frame(kind: str, payload: bytes | memoryview = b"", out: int = out, **header: Any) -> None:
            send(out, {"k": kind, **header}, payload)

        if missing is None:
            missing = give_up_rights(cpu_s=all_cpu_seconds(_size(job)))
        send_frame("sandbox", missing=missing)
        _serve(job, send_frame)
        with suppress(AttributeError):  # While it waits, others can use its memory, where the C library knows how.
            ctypes.CDLL(None).malloc_trim(0)
        send_frame("bye")


def _serve(job: Header, send_frame: Send) -> None:
    serve = {"events": _events, "tables": _tables, "cells": _cells}[job["mode"]]
    between = cpu_seconds(_size(job))  # for opening archives, and unpacking those inside them
    for number, given in enumerate(job["inputs"]):
        allow(between)
        send_frame("input", input=number)
        for member in members(job["fds"][given["file"]], given["name"]):
            if member.path in given["done"]:
                continue
            allow(cpu_seconds(member.bytes))
            send_frame("member", path=member.path, bytes=member.bytes)
            member.starts = [(line, place) for line, place in given["starts"].get(member.path, ())]
            outcome: Header = {"format": None, "encoding": None, "rows": None, "accounted": {}}
            if member.refused is None:
                try:
                    outcome = serve(member, {**job, "mappings": given.get("mappings", {})}, send_frame)
                    if outcome["rows"] is None and serve is not _cells:
                        member.refused = member.refused or member.without_tables()
                except Refused:
                    pass
                except MemoryError:
                    raise
                except Exception as error:  # a fault of ours in one file must not take the others with it
                    send_frame("problems", path=member.path, problems=[plain(fault(error))])
                    send_frame("drop", path=member.path)
            if member.refused is not None:  # before it was read, or by damage found on the way
                send_frame("problems", path=member.path, problems=[plain(member.refused)])
                send_frame("drop", path=member.path)
            sha256 = member.sha256 if job["mode"] == "events" else None
            send_frame("end", path=member.path, bytes=member.bytes, sha256=sha256, **outcome)
            allow(between)


def _size(job: Header) -> int:
    """Bytes of all that was handed in."""
    return sum(os.fstat(fd).st_size for fd in job["fds"])


def _events(member: Member, job: Header, send_frame: Send) -> Header:
    """Every table of the file to its importer; a file that no importer claims is offered once more as lines of text.

    The problems of tables that no format claims are sent at the end; those of a page whose lines are claimed instead
    are not, because it never was a table. Nor are its tables rows of a file that is recognised.
    """
    rows, found, free = 0, None, list[Head]()  # what no format claims, though a person may have named its columns
    odd, over, counts = list[Problem](), list[Problem](), Counter[str]()
    first, any_table = 1, False
    if (page := member.elements()) is not None and (claimed := claims(page.head)):
        if len(claimed) == 1:
            counts += _import(member, page, RowNumbers(page.head, 1), claimed[0], job, send_frame)
            return _outcome(member, claimed[0], counts)
        send_frame("problems", path=member.path, problems=[plain(two_formats(page.head, 0, claimed))])
    for table in member.tables():
        claimed, any_table = _claims(table.head, job), True
        free += [table.head] if len(claimed) != 1 or claimed == [GENERIC] else []
        if len(claimed) == 1:
            found = claimed[0] if claimed[0] != GENERIC else found or GENERIC
            numbers = RowNumbers(table.head, first)
            counts += _import(member, table, numbers, claimed[0], job, send_frame)
            first = numbers.next
        else:
            here = _count(table, some := list[Problem]())
            odd += relevant_problems(table.head, some)
            if unused := two_formats(table.head, here, claimed) if claimed else passed_over(table.head, here):
                over, counts = [*over, unused], counts + Counter({unused.code: here})
            rows, first = rows + here, first + here + (not table.head.headless)
    if found is None and member.refused is None and (text := member.text()) is not None:
        claimed = claims(text.head)
        if len(claimed) == 1:
            found, free, over, odd = claimed[0], [], [], []
            counts = _import(member, text, RowNumbers(text.head, 1), found, job, send_frame)
    odd += [one for one in over if found or one.code != WHOLE]
    if odd:
        send_frame("problems", path=member.path, problems=[plain(problem) for problem in odd])
    if free and member.refused is None:
        shown = [[cell[:60] for cell in head.header[:12]] for head in free[:3]]
        send_frame("header", path=member.path, header=shown, offered=offers(free, found, job["mappings"]))
    if found:
        return _outcome(member, found, counts)
    return {"format": None, "encoding": member.encoding, "rows": rows if any_table else None, "accounted": {}}


def _outcome(member: Member, found: str, counts: Counter[str]) -> Header:
    """The end of a file that is recognised."""
    return {"format": found, "encoding": member.encoding, "rows": counts.total(), "accounted": dict(counts)}


def _claims(head: Head, job: Header) -> list[str]:
    """The formats that claim a table; where none does by its names, the generic one if a person has mapped such
    tables."""
    claimed = claims(head)
    mapped = header_id(head.header) in job["mappings"] and all(formats()[name].fallback for name in claimed)
    return [GENERIC] if mapped else claimed


def _reader(head: Head, source: str, job: Header) -> Read:
    if source != GENERIC:
        return formats()[source].read
    return partial(generic.read_mapped, column_map=load_column_map(job["mappings"][header_id(head.header)]))


def _headless(head: Head, source: str, job: Header) -> bool:
    """Whether what the reader takes for the header of a table is its first row."""
    if source == GENERIC:
        return load_column_map(job["mappings"][header_id(head.header)]).headless
    return formats()[source].headless


def _import(
    member: Member, table: Table, numbers: RowNumbers, source: str, job: Header, send_frame: Send
) -> Counter[str]:
    """Sends the events and problems of a table; returns what became of its rows."""
    read, headless = _reader(table.head, source, job), _headless(table.head, source, job)
    counts = Counter[str]()
    blocks = table.blocks(wanted(table.head, formats()[source].columns))
    top = (numbers.head.line or 1) if headless else None
    for made in converted(map(numbers.block, blocks), partial(read, numbers.head), top):
        counts += made.accounted
        problems = [p for p in made.problems if not headless or p.code != "no-records"]
        if problems:
            send_frame("problems", path=member.path, problems=[plain(p) for p in problems])
        for name, frame in made.tables:
            send_frame("events", frame.ipc, path=member.path, table=name, source=source, same=frame.same)
        send_frame("rows", path=member.path, rows=counts.total(), start=made.start)
    return counts


def _count(table: Table, odd: list[Problem]) -> int:
    """The number of rows of a table that no format claims; its problems are added to ``odd``."""
    rows = int(table.head.headless)
    for block in table.blocks([]):
        rows += block.lines.len()
        odd += block.problems
    return rows


def _tables(member: Member, job: Header, send_frame: Send) -> Header:
    rows: int | None = None
    for table in member.tables():
        head, rows = table.head, rows or 0
        names = [] if head.headless else list(head.header)
        shown = {"sheet": head.sheet, "encoding": head.encoding, "delimiter": head.delimiter, "header": names}
        send_frame("table", path=member.path, **shown)
        if head.headless:
            rows += 1
            send_frame("text", text_rows([head.header], [head.line or 1]))
        for block in table.blocks():
            rows += block.frame.height
            for part, lines in parts(block):
                send_frame("text", text_rows(part.rows(), lines.to_list()))
            if block.problems:
                send_frame("problems", path=member.path, problems=[plain(p) for p in block.problems])
        send_frame("table_end", path=member.path)
    return {"format": None, "encoding": member.encoding, "rows": rows, "accounted": {}}


def _cells(member: Member, job: Header, send_frame: Send) -> Header:
    """The original cells of the wanted rows, under their original column names."""
    asked = job["want"].get(member.path)
    if asked:
        lines = sorted({line for line, record in asked if record is None})
        records = {record for _, record in asked if record is not None}
        for table, numbers, headless, beside, secret in _as_imported(member, job):
            for rows in _some(_wanted(table, numbers, headless, lines, records)):
                if table.head.kind == "page":
                    rows = [(line, record, _shown(table.head, numbers, record)) for line, record, _ in rows]
                if table.head.kind == "text":
                    rows = [(line, record, line_cells(one["text"], beside)) for line, record, one in rows]
                if secret:
                    rows = [(line, record, without_secrets(one, secret)) for line, record, one in rows]
                send_frame("cells", json.dumps(rows).encode(), path=member.path)
    return {"format": None, "encoding": None, "rows": None, "accounted": {}}


def _shown(head: Head, numbers: RowNumbers, record: int | None) -> Mapping[str, str]:
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
        found = zip(block.lines[places], map(cited, number[places]), block.frame[places].iter_rows(), strict=True)
        for line, record, cells in found:
            yield line, record, dict(zip(columns, cells, strict=True))


def _as_imported(member: Member, job: Header) -> Iterator[tuple[Table, RowNumbers, bool, list[Head], tuple[str, ...]]]:
    """The same view of the file that its importer saw: tables, the numbers of their rows, whether headless, the
    tables before it, which for lines of text are others' view of them, and the columns that must not be shown."""
    if (page := member.elements()) is not None and len(claims(page.head)) == 1:
        yield page, RowNumbers(page.head, 1), False, [], ()
        return
    first, any_claimed, heads = 1, False, list[Head]()
    for table in member.tables():
        heads.append(table.head)
        claimed, numbers = _claims(table.head, job), RowNumbers(table.head, first)
        if len(claimed) == 1:
            any_claimed = True
            yield table, numbers, _headless(table.head, claimed[0], job), heads, formats()[claimed[0]].secret
            first = numbers.next
        else:
            first += _count(table, []) + (not table.head.headless)
    if not any_claimed and (text := member.text()) is not None:
        yield text, RowNumbers(text.head, 1), False, heads, ()


if __name__ == "__main__":
    main()
