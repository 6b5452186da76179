"""The child process that touches foreign bytes: it reads, recognises and converts, and sends events to its parent.

Started by ``app.sandbox.client``. A job::

    {"out": number of the pipe for the frames, "files": [number of an open file, or bytes in memory],
     "inputs": [{"number", "file": place in files, "name", "done": [places of members not to be read again],
                                          "begun": {place of a picture: how far it was read},
                                          "mappings": {header id: mapping of such a table},
                                          "starts": {path: [[line, place]], from an earlier reading}}],
     "mode": "events" | "tables" | "cells", "want": {path: [[line, record or null]]},
     "share": seconds of processor time after which no further member is begun, or null,
     "later": whether pictures are only listed, "alone": whether every file is converted by itself}

Frames to the parent are a JSON header and a payload; ``bye`` ends the answer to a job. ``k`` is their kind:

* ``layouts`` {"code", "values"}: why none of the layouts that the installation adds is used
* ``input`` {"input"}: the next thing handed in is opened, by its number
* ``member`` {"path", "bytes", "place", "spent"}: a file begins, by its place among the members of the input, after so
  many seconds of the share
* ``end`` {"path", "bytes", "place", "sha256", "format", "encoding", "rows", "accounted"}: it is done; what became of
  its rows
* ``later`` {"path", "place"} + how far it was read: a picture that is left for another job
* ``left`` {"input"}: the share is used up, and not every member of the input was begun
* ``held`` {"path"}: the file was taken apart and waits for others, with which it is converted (see ``batches``); frames
  about it then have its ``input``
* ``events`` {"path", "table", "source", "same": {column: its value in every row}} + Arrow IPC of the other columns; of
  several files, in place of ``path``, "parts": [[input, path, number of its rows]]
* ``problems`` {"path", "problems"}, with the first lines of each
* ``rows`` {"path", "rows", "start"}, for the progress; ``start``: a line and its place in the bytes, or null
* ``header`` {"path", "header", "offered"}: of tables that no format claims, what a person needs to name their columns
* ``drop``: the file is damaged, and what was sent of it does not count
* ``table`` {"path", "sheet", "encoding", "delimiter", "header"} (``header`` is empty where there is none),
  ``text`` + JSON [[rows], [lines]], ``table_end``: mode "tables"
* ``tile`` {"spent"}: a part of a picture is read, after so many seconds of the share; ``picture`` {"path"} + JSON of a
  ``PicturePage``; ``cells`` {"path"} + JSON
  [[line, record, fields]] of some rows: mode "cells"
"""

import ctypes
import gc
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from app.importers import claims, formats
from app.importers.as_read import tables
from app.importers.batches import NOTHING, Batch, Waiting, extracted
from app.importers.by_files import is_by_file
from app.importers.cited import cells
from app.importers.claimed import claims_of, count_rows, is_headless, lines_of, reader_of, text_view
from app.importers.layouts.stored import ADDED, layout_fault
from app.importers.screens.member import OF_PICTURES, Share
from app.importers.shared.cells.columns import wanted
from app.importers.shared.tables.convert import converted
from app.importers.shared.tables.different_values import DifferentValues
from app.importers.shared.tables.row_numbers import RowNumbers
from app.importers.shared.tables.sent import fault, plain
from app.importers.shared.tables.unclaimed import (
    GENERIC,
    collected_values,
    is_regular,
    last_problems,
    passed_over,
    relevant_problems,
    send_unclaimed,
    two_formats,
)
from app.reader import members
from app.reader.member import Member
from app.reader.problems import Refused
from app.reader.table import FileProblem, Head, Table
from app.sandbox.child import allow, give_up_rights, jobs, send
from app.sandbox.frames import Header
from app.sandbox.limits import all_cpu_seconds, cpu_seconds

Send = Callable[..., None]


def prepare() -> None:
    """Loads every importer, before there is a job. Where the installation adds layouts, each child does so itself:
    Polars tries their patterns, and no process may be forked from one in which Polars has worked."""
    if not os.environ.get(ADDED):
        formats()


def main() -> None:
    """Answers jobs until the parent closes the socket."""
    gc.enable()
    formats()
    missing: list[str] | None = None
    for job in jobs():
        out: int = job["out"]

        def send_frame(kind: str, payload: bytes | memoryview = b"", out: int = out, **header: Any) -> None:
            send(out, {"k": kind, **header}, payload)

        if missing is None:
            missing = give_up_rights(cpu_s=all_cpu_seconds(_size(job)))
        send_frame("sandbox", missing=missing)
        if reason := layout_fault():
            send_frame("layouts", code=reason[0], values=reason[1])
        # Polars asks how large the stack is before each of its steps. Of the first thread only /proc knows it, which is
        # closed to this process by now, so there each step would get a stack of its own.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_serve, job, send_frame).result()
        with suppress(AttributeError):  # While it waits, others can use its memory, where the C library knows how.
            ctypes.CDLL(None).malloc_trim(0)
        send_frame("bye")


def _serve(job: Header, send_frame: Send) -> None:
    between = cpu_seconds(_size(job))  # for opening archives, and unpacking those inside them
    batch, share = Batch(send_frame), Share(job.get("share"))
    for item in job["inputs"]:
        allow(between)
        if share.is_used():
            send_frame("left", input=item["number"])
            continue
        send_frame("input", input=item["number"])
        for place, member in enumerate(members(job["files"][item["file"]], item["name"])):
            if place in item["done"]:
                continue
            if share.is_used():
                send_frame("left", input=item["number"])
                break
            where = {"input": item["number"], "path": member.path}
            if not batch.has_room(where):
                batch.convert()
                allow(between)
            share.first = False
            allow(cpu_seconds(member.bytes))
            send_frame("member", path=member.path, bytes=member.bytes, place=place, spent=share.spent)
            _serve_member(member, {**job, **_of_member(item, member, place), "of": share}, where, batch, send_frame)
            allow(between)
    batch.convert()


def _of_member(item: Header, member: Member, place: int) -> Header:
    """What an earlier reading, or the person, says of a member of an input."""
    member.starts = [(line, start) for line, start in item["starts"].get(member.path, ())]
    return {"mappings": item.get("mappings", {}), "begun": item.get("begun", {}).get(str(place), ""), "place": place}


def _serve_member(member: Member, job: Header, where: Header, batch: Batch, send_frame: Send) -> None:
    """Reads a member, and sends its end, or that it waits."""
    outcome = _answered(member, job, send_frame)
    if "later" in outcome:
        send_frame("later", outcome["later"], path=member.path, place=job["place"])
        return
    end = {"bytes": member.bytes, "place": job["place"], "sha256": member.sha256 if job["mode"] == "events" else None}
    source, numbered, extract = outcome.pop("held", (None, None, None))
    if source and member.refused is None:
        batch.add(Waiting(source, numbered, extract, where, {**end, **outcome}))
        send_frame("held", path=member.path)
    else:
        send_frame("end", path=member.path, **end, **outcome)


def _answered(member: Member, job: Header, send_frame: Send) -> Header:
    """Reads a file as the job says; returns what its end says of it, or ``held`` with what its format extracted."""
    own = {"events": _events, "tables": tables, "cells": cells}
    serve = (OF_PICTURES if member.kind == "picture" else own)[job["mode"]]
    outcome = dict(NOTHING)
    if member.refused is None:
        try:
            outcome = serve(member, job, send_frame)
            if outcome.keys().isdisjoint(("held", "later")) and outcome["rows"] is None and job["mode"] != "cells":
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
    return outcome


def _size(job: Header) -> int:
    """Bytes of all files of the job."""
    return sum(os.fstat(file).st_size if isinstance(file, int) else len(file) for file in job["files"])


def _events(member: Member, job: Header, send_frame: Send) -> Header:
    """Gives every table of the file to its importer. If no importer claims a table of the file, the file is offered
    once more as lines of text.

    The problems of tables that no format claims are sent at the end. If an importer claims the lines of a page instead,
    these problems are not sent and the rows of its tables do not count, because the page was never a table.
    """
    rows, format_id = 0, None
    free = list[Head]()  # what no format claims, though a person may have named its columns
    odd, over, counts = list[FileProblem](), list[FileProblem](), Counter[str]()
    first, any_table, regular, values = 1, False, False, dict[str, DifferentValues]()
    if (outcome := _elements(member, job, send_frame)) is not None:
        return outcome
    for table in member.tables():
        claimed, any_table = claims_of(table.head, job), True
        free += [table.head] if len(claimed) != 1 or claimed == [GENERIC] or formats()[claimed[0]].asks else []
        if len(claimed) == 1:
            format_id = claimed[0] if claimed[0] != GENERIC else format_id or GENERIC
            numbers = RowNumbers(table.head, first)
            seen = collected_values(values, table.head) if claimed == [GENERIC] else None
            counts += _import(member, table, numbers, claimed[0], job, send_frame, seen)
            first = numbers.next
        else:
            here = count_rows(table, some := list[FileProblem](), collected_values(values, table.head))
            odd += relevant_problems(table.head, some)
            regular = is_regular(table.head, here, some)
            if unused := two_formats(table.head, here, claimed) if claimed else passed_over(table.head, here):
                over, counts = [*over, unused], counts + Counter({unused.code: here})
            rows, first = rows + here, first + here + (not table.head.headless)
    if format_id is None and member.refused is None and not (regular and len(free) == 1) and (text := lines_of(member)):
        view, claimed = text_view(text, free, job)
        if view is not text:
            free, over, odd, rows, any_table = [view.head], [], [], len(view.head.sample), True
        if len(claimed) == 1:
            format_id, free, over, odd = claimed[0], free if view is not text else [], [], []
            counts = _import(member, view, RowNumbers(view.head, 1), format_id, job, send_frame)
        elif view is text and is_by_file(member.path, member.kind, member.bytes, _lines(text), free):
            raise member.refuse("by-file")
    odd = last_problems(free, odd, over, format_id, rows, any_table and member.refused is None)
    send_unclaimed(member, job, free, format_id, odd, send_frame, values)
    if format_id:
        return _outcome(member, format_id, counts)
    return {"format": None, "encoding": member.encoding, "rows": rows if any_table else None, "accounted": {}}


def _elements(member: Member, job: Header, send_frame: Send) -> Header | None:
    """Gives the elements of a page, or a mail, to the importer that claims them; None where none does."""
    if (page := member.elements()) is None:
        mail = next(member.tables(), None) if member.kind == "mail" else None
        claimed = claims_of(mail.head, job) if mail else []
        return _held(member, mail, claimed[0], job) if mail and len(claimed) == 1 else None
    if not (claimed := claims(page.head)):
        return None
    if len(claimed) == 1:
        if held := _held(member, page, claimed[0], job):
            return held
        counts = _import(member, page, RowNumbers(page.head, 1), claimed[0], job, send_frame)
        return _outcome(member, claimed[0], counts)
    send_frame("problems", path=member.path, problems=[plain(two_formats(page.head, 0, claimed))])
    return None


def _held(member: Member, table: Table, source: str, job: Header) -> Header | None:
    """What the format extracts from the only table of a file, which waits for others; None where it is read alone."""
    if job.get("alone") or not (held := extracted(formats()[source], table)):
        return None
    return {**NOTHING, "held": (source, *held), "encoding": member.encoding}


def _lines(text: Table) -> list[str]:
    return [row[0] for row in text.head.sample]


def _outcome(member: Member, format_id: str, counts: Counter[str]) -> Header:
    """The end of a file that is recognised."""
    return {"format": format_id, "encoding": member.encoding, "rows": counts.total(), "accounted": dict(counts)}


def _import(
    member: Member,
    table: Table,
    numbers: RowNumbers,
    source: str,
    job: Header,
    send_frame: Send,
    values: DifferentValues | None = None,
) -> Counter[str]:
    """Sends the events and problems of a table; returns what became of its rows. ``values`` notes what its columns
    hold."""
    read, headless = reader_of(table.head, source, job), is_headless(table.head, source, job)
    counts = Counter[str]()
    blocks = table.blocks(wanted(table.head, formats()[source].columns))
    blocks = values.noted(blocks) if values else blocks
    top = (numbers.head.line or 1) if headless else None
    for part in converted(map(numbers.block, blocks), partial(read, numbers.head), top):
        counts += part.accounted
        problems = [p for p in part.problems if not headless or p.code != "no-records"]
        if problems:
            send_frame("problems", path=member.path, problems=[plain(p) for p in problems])
        for name, frame in part.tables:
            send_frame("events", frame.ipc, path=member.path, table=name, source=source, same=frame.same)
        send_frame("rows", path=member.path, rows=counts.total(), start=part.start)
    return counts
