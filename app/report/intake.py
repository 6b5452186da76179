"""Files become events: gathers the results of the reading process into a ``Read`` for each source."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import polars as pl
from msgspec import Struct, field

from analyzers.events import schemas as events
from app.geo import ip_location
from app.importers.screens.rows import PicturePage
from app.report.grouped import grouped
from app.report.model import File, Problem
from app.report.stored import plain, typed
from app.sandbox.client import Input, InputFrame, ReaderClient
from app.sandbox.frames import Header

Scalar = str | int | float | bool | None
Progress = Callable[[Header], None]
Place = tuple[int, int | None]  # the line and, where rows may share one, the number of a row in its file
Cells = Mapping[tuple[int, str, Place], dict[str, str | None]]  # by upload, path and place: the row by its columns


class OfferedTable(Struct, frozen=True):
    """A table that no importer recognises, whose columns the person may name. For this its first rows are kept, the
    different ``values`` of each column that has few, and the cells ``above`` its header."""

    id: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    values: Sequence[Sequence[str]] = ()
    above: Sequence[str] = ()


class ReadFile(Struct):
    """A file as it was read: the part that the report shows, and the part that only the next reading needs."""

    path: str
    bytes: int
    sha256: str | None = None
    format: str | None = None
    encoding: str | None = None
    rows: int | None = None
    period: tuple[str, str] | None = None
    events: int = 0
    problems: list[Problem] = field(default_factory=list)
    accounted: dict[str, int] = field(default_factory=dict)
    header: Sequence[Sequence[str]] = ()
    offered: Sequence[OfferedTable] = ()
    starts: list[tuple[int, int]] = field(
        default_factory=list
    )  # where blocks of its rows begin, for reading single rows again
    upload: int = 0
    picture: PicturePage | None = None  # what a picture of a screen says

    def reported(self) -> File:
        """The file as the report names it."""
        return File(
            path=self.path,
            sha256=self.sha256,
            bytes=self.bytes,
            format=self.format,
            encoding=self.encoding,
            rows=self.rows,
            events=self.events,
            problems=self.problems,
            accounted=self.accounted,
            upload=self.upload,
            period=self.period,
            header=self.header,
            offered=[table.id for table in self.offered],
        )


@dataclass(slots=True)
class Read:
    """The content of one source: its files and its event tables in full schema."""

    upload: int
    files: list[ReadFile] = dataclasses.field(default_factory=list)
    tables: dict[str, pl.DataFrame] = dataclasses.field(default_factory=dict)

    def dump(self) -> bytes:
        """The ``Read`` as bytes for the vault: one JSON line with the lengths, then Arrow IPC per table."""
        parts = {name: _ipc(frame) for name, frame in self.tables.items()}
        lengths = {name: len(part) for name, part in parts.items()}
        head = {"upload": self.upload, "files": plain(self.files), "tables": lengths}
        return json.dumps(head).encode() + b"\n" + b"".join(parts.values())

    @classmethod
    def load(cls, data: bytes) -> "Read":
        """The inverse of ``dump``."""
        line, _, body = data.partition(b"\n")
        head = json.loads(line)
        tables, start = {}, 0
        for name, length in head["tables"].items():
            tables[name] = pl.read_ipc_stream(BytesIO(body[start : start + length]))
            start += length
        return cls(head["upload"], typed(head["files"], list[ReadFile]), tables)

    @staticmethod
    def listed(data: bytes) -> list[ReadFile]:
        """Only the files of a ``Read`` from the bytes of ``dump``."""
        return typed(json.loads(data.partition(b"\n")[0])["files"], list[ReadFile])


def _ipc(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_ipc_stream(out, compression="zstd")
    return out.getvalue()


def read(sources: Sequence[Input], progress: Progress | None = None, client: ReaderClient | None = None) -> list[Read]:
    """The events of every source, in order. A file that crashes its reader process is refused with a sentence; the
    others continue.

    ``client`` is the reader process to use, where more will be asked about the same sources.
    """
    gathered = [_Gathering(Read(source.upload)) for source in sources]
    for number, frame, payload in _frames(sources, {"mode": "events"}, client):
        gathered[number].take(frame, payload)
        if progress and frame["k"] in ("member", "rows", "end"):
            progress({"source": number, **frame})
    return [gathering.finish() for gathering in gathered]


def tables(sources: Sequence[Input]) -> Iterator[InputFrame]:
    """(source number, frame, payload) of every table as it was read: mode ``tables`` of ``app.importers.worker``."""
    return _frames(sources, {"mode": "tables"}, None)


def cells(
    sources: Sequence[Input], want: Mapping[int, Mapping[str, Sequence[Place]]], client: ReaderClient | None = None
) -> Cells:
    """The original cells of single rows: ``{(upload, path, (line, record)): {column: cell}}``.

    ``want`` holds these places by upload and path; ``client`` is the reader process that read the sources.
    """
    chosen = [source for source in sources if want.get(source.upload)]
    asked: dict[str, set[Place]] = {}
    for source in chosen:
        for path, rows in want[source.upload].items():
            asked.setdefault(path, set()).update(rows)  # Two sources may be called the same.
    job = {"mode": "cells", "want": {path: list(rows) for path, rows in asked.items()}}
    result = {}
    for number, frame, payload in _frames(chosen, job, client):
        if frame["k"] == "cells":
            for line, record, fields in json.loads(payload):
                result[chosen[number].upload, frame["path"], (line, record)] = fields
    return result


def _frames(sources: Sequence[Input], job: Header, client: ReaderClient | None) -> Iterator[InputFrame]:
    if client is not None:
        yield from client.frames(sources, job)
        return
    with closing(ReaderClient()) as own:
        yield from own.frames(sources, job)


class _Gathering:
    """The frames of one source on their way to a ``Read``. A file's events count only when the file ended well."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.file = ReadFile("", 0)
        self.tables: dict[str, list[_Part]] = {}
        self.fresh: list[tuple[str, _Part]] = []

    def take(self, frame: Header, payload: bytes | bytearray) -> None:
        kind = frame["k"]
        if kind == "member":
            self.file = ReadFile(frame["path"], frame["bytes"], upload=self.read.upload)
            self.fresh = []
        elif kind == "problems":
            self.file.problems += typed(frame["problems"], list[Problem])
        elif kind == "header":
            self.file.header = frame["header"]
            self.file.offered = typed(frame["offered"], list[OfferedTable])
        elif kind == "events":
            self.fresh.append((frame["table"], self._part(frame, payload)))
        elif kind == "rows" and frame["start"]:
            self.file.starts.append(tuple(frame["start"]))
        elif kind == "drop":
            self.fresh = []
        elif kind == "end":
            self.file.sha256, self.file.bytes = frame["sha256"], frame["bytes"]
            self.file.format, self.file.encoding, self.file.rows = frame["format"], frame["encoding"], frame["rows"]
            self.file.accounted = frame["accounted"]
            self._close()
        elif kind == "killed":
            self.fresh = []
            self._close()

    def _part(self, frame: Header, payload: bytes | bytearray) -> "_Part":
        rows = pl.read_ipc_stream(BytesIO(payload))
        events.conform(frame["table"], rows.clear())  # a column that the table does not have is an error
        where = {"source": frame["source"], "upload": self.read.upload, "path": frame["path"]}
        missing = dict.fromkeys(name for name in events.SCHEMAS[frame["table"]] if name not in rows.columns)
        return _Part(rows, missing | frame["same"] | where)

    def _close(self) -> None:
        dated = [part.rows["at"] for _, part in self.fresh if "at" in part.rows.columns]
        times = [(at.min(), at.max()) for at in dated if at.null_count() < at.len()]
        if times:
            ends = min(t[0] for t in times), max(t[1] for t in times)  # type: ignore[type-var]
            first, last = (end.strftime("%Y-%m-%dT%H:%M:%SZ") for end in ends)  # type: ignore[union-attr]
            self.file.period = first, last
        self.file.problems = grouped(self.file.problems)
        self.file.events = sum(part.rows.height for _, part in self.fresh)
        self.read.files.append(self.file)
        for table, part in self.fresh:
            self.tables.setdefault(table, []).append(part)
        self.file, self.fresh = ReadFile("", 0), []

    def finish(self) -> Read:
        while self.tables:
            table, parts = self.tables.popitem()
            whole = _whole(table, parts)
            self.read.tables[table] = ip_location.with_locations(whole) if table in ("logins", "changes") else whole
        return self.read


class _Part(NamedTuple):
    """Rows of one table; ``same`` are the columns that have the same value in every row."""

    rows: pl.DataFrame
    same: dict[str, Scalar]


def _whole(table: str, parts: Sequence[_Part]) -> pl.DataFrame:
    """The rows of all parts in full schema. A column with one value everywhere is stored as one value, however many
    rows there are."""
    first = parts[0].same
    same = {name: value for name, value in first.items() if all(part.same.get(name, ...) == value for part in parts)}
    kinds = events.SCHEMAS[table]

    def spread(values: Mapping[str, Scalar]) -> Iterator[pl.Expr]:
        return (pl.lit(value, kinds[name]).alias(name) for name, value in values.items())

    names = [name for name in kinds if name not in same]
    rows = [
        part.rows.with_columns(spread({name: part.same[name] for name in names if name in part.same})).select(
            pl.col(name).cast(kinds[name]) for name in names
        )
        for part in parts
    ]
    return events.conform(table, pl.concat(rows).with_columns(spread(same)))
