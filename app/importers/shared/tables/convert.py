"""Blocks become events in another thread while the next block is read."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

import polars as pl

from app.importers import Events, visible_problems
from app.importers.accounting import accounts
from app.importers.shared.cells.columns import alike
from app.importers.shared.tables.row_numbers import NumberedBlock
from app.reader.table import Block, FileProblem, Start


class Converted(NamedTuple):
    """The events of one block by table name, its problems, the number of its rows and what became of them (see
    ``app.importers.accounting``), and where it starts if a text can be read from there on."""

    rows: int
    accounted: Counter[str]
    start: Start | None
    tables: list[tuple[str, "Packed"]]
    problems: tuple[FileProblem, ...]


class Finished(NamedTuple):
    """The same of the events that an importer made of a block, not packed yet."""

    rows: int
    accounted: Counter[str]
    tables: list[tuple[str, pl.DataFrame]]
    problems: tuple[FileProblem, ...]


class Packed(NamedTuple):
    """A frame as Arrow IPC, without the columns of one value in every row: these are in ``same``."""

    ipc: memoryview
    same: dict[str, str | bool | None]


def converted(
    blocks: Iterable[NumberedBlock], read: Callable[[Block], Events], top: int | None = None
) -> Iterator[Converted]:
    """The events of every block, in order. ``top`` is the line of the row above the first block, if that row is data.
    Exceptions of ``read`` are raised here."""
    waiting: Future[Converted] | None = None
    with ThreadPoolExecutor(1) as pool:
        for block in blocks:
            job, top = pool.submit(_convert, block, read, top), None
            if waiting:
                yield waiting.result()
            waiting = job
        if waiting:
            yield waiting.result()


def _convert(numbered: NumberedBlock, read: Callable[[Block], Events], top: int | None) -> Converted:
    block = numbered.block
    result = finished(numbered, read(block), top)
    tables = [(name, packed(frame)) for name, frame in result.tables]
    start = None if block.place is None else (int(block.lines[0]), block.place)
    return Converted(result.rows, result.accounted, start, tables, result.problems)


def finished(numbered: NumberedBlock, result: Events, top: int | None = None) -> Finished:
    """The events of a block with their own lines, all of its problems, and what became of its rows."""
    block = numbered.block
    lines = block.lines if top is None else pl.concat([pl.Series("line", [top], block.lines.dtype), block.lines])
    account = accounts(lines, result, block.problems, numbered.numbers)
    events = numbered.events(replace(result, problems=(*result.problems, *account.problems)))
    tables = [(name, frame) for name, frame in events.tables.items() if frame.height]
    return Finished(account.rows, account.counts, tables, visible_problems(events, block.problems))


def packed(frame: pl.DataFrame) -> Packed:
    """A frame as it is sent."""
    texts = [column for column in frame.iter_columns() if column.dtype in (pl.String, pl.Boolean, pl.Null)]
    same = {column.name: column[0] for column in texts if alike(column)}
    out = BytesIO()
    frame.drop(same).write_ipc_stream(out)
    return Packed(out.getbuffer(), same)
