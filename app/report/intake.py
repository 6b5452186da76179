"""Files become events: gathers the results of the reading process into a ``Read`` for each source."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO

import polars as pl
from msgspec import Struct, field

from analyzers.events import schemas as events
from analyzers.events.schemas import Part, whole
from analyzers.events.stored import StoredValues
from app.geo import ip_location
from app.importers import change_kinds
from app.importers.mapping import OfferedTable
from app.importers.screens.rows import PicturePage, PictureRow
from app.report.grouped import grouped
from app.report.model import LATER, LATER_SENTENCE, File, StoredProblem
from app.report.stored import plain, typed
from app.sandbox.client import Input, InputFrame, ReaderClient
from app.sandbox.frames import Header

Progress = Callable[[Header], None]
Place = tuple[int, int | None]  # the line and, where rows may share one, the number of a row in its file
Cells = Mapping[tuple[int, str, Place], dict[str, str | None]]  # by upload, path and place: the row by its columns


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
    problems: list[StoredProblem] = field(default_factory=list)
    accounted: dict[str, int] = field(default_factory=dict)
    header: Sequence[Sequence[str]] = ()
    offered: Sequence[OfferedTable] = ()
    starts: list[tuple[int, int]] = field(default_factory=list)  # of blocks of its rows, for reading some again
    upload: int = 0
    place: int = 0  # among the members of its upload
    begun: str = ""  # how far a picture was read that is still to be read to its end
    picture: PicturePage | None = None  # what a picture of a screen says
    unconfirmed: int | None = None  # as in ``File``
    counted: Sequence[PictureRow] = ()  # the rows of the picture that count

    @property
    def later(self) -> bool:
        """Whether it is a picture that is still to be read."""
        return any(problem.code == LATER for problem in self.problems)

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
            unconfirmed=self.unconfirmed,
            layout=self.picture.layout if self.picture else "",
            list_kind=self.picture.kind if self.picture else "",
        )


@dataclass(slots=True)
class Read:
    """The content of one source: its files and its event tables in full schema. ``left``: some of its files were not
    reached in the share of processor time; ``maps`` names the column maps with which it was read."""

    upload: int
    files: list[ReadFile] = dataclasses.field(default_factory=list)
    tables: dict[str, pl.DataFrame] = dataclasses.field(default_factory=dict)
    left: bool = False
    maps: str | None = None

    def dump(self) -> bytes:
        """The ``Read`` as bytes for the vault: one JSON line with the lengths, then Arrow IPC per table."""
        parts = {name: _ipc(frame) for name, frame in self.tables.items()}
        lengths = {name: len(part) for name, part in parts.items()}
        head = {"upload": self.upload, "files": plain(self.files), "tables": lengths}
        head |= {"left": self.left, "maps": self.maps}
        return json.dumps(head).encode() + b"\n" + b"".join(parts.values())

    @classmethod
    def load(cls, data: bytes, only: str = "") -> "Read":
        """The inverse of ``dump``; with ``only``, without other tables than this one. Columns that the version which
        stored a table did not have are null."""
        line, _, body = data.partition(b"\n")
        head = json.loads(line)
        tables, start = {}, 0
        for name, length in head["tables"].items():
            if name == only or not only:
                tables[name] = events.conform(name, pl.read_ipc_stream(BytesIO(body[start : start + length])))
            start += length
        files = typed(head["files"], list[ReadFile])
        return cls(head["upload"], files, tables, head.get("left", False), head.get("maps"))

    @staticmethod
    def listed(data: bytes) -> list[ReadFile]:
        """Only the files of a ``Read`` from the bytes of ``dump``."""
        return typed(json.loads(data.partition(b"\n")[0])["files"], list[ReadFile])


def _ipc(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_ipc_stream(out, compression="zstd")
    return out.getvalue()


def read(
    sources: Sequence[Input],
    progress: Progress | None = None,
    client: ReaderClient | None = None,
    share: float | None = None,
    *,
    later: bool = False,
) -> list[Read]:
    """The events of every source, in order. A file that crashes its reader process is refused with a sentence; the
    others continue. ``client`` is the reader process to use, where more will be asked about the same sources. Once
    ``share`` seconds of processor time are used, no further file is begun; ``later``: pictures are only listed."""
    gathered = [_Gathering(Read(source.upload)) for source in sources]
    for number, frame, payload in _frames(sources, {"mode": "events", "share": share, "later": later}, client):
        if "parts" in frame:
            _spread(gathered, frame, payload)
        else:
            gathered[number].take(frame, payload)
        if progress and frame["k"] in ("layouts", "member", "rows", "end"):
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


@dataclass(slots=True)
class _Pending:
    """A file whose end was not sent yet, and its events so far, by table; ``placed``: it is among the files already."""

    file: ReadFile
    placed: bool = False
    parts: list[tuple[str, Part]] = dataclasses.field(default_factory=list)


class _Gathering:
    """The frames of one source on their way to a ``Read``. A file's events count only when the file ended well. Those
    of files that wait to be converted together have the place of the file among the others."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.current = _Pending(ReadFile("", 0))
        self.held: dict[str, _Pending] = {}
        self.files: list[_Pending] = []

    def take(self, frame: Header, payload: bytes | bytearray) -> None:
        kind = frame["k"]
        if kind == "left":
            self.read.left = True
            return
        pending = self.held[frame["path"]] if "input" in frame and kind != "input" else self.current
        file = pending.file
        if kind == "member":
            self.current = self.held.pop(frame["path"], _Pending(file))
            self.current.file = ReadFile(frame["path"], frame["bytes"], upload=self.read.upload, place=frame["place"])
            self.current.parts = []
        elif kind == "held":
            self.held[frame["path"]] = pending
            self._place(pending)
        elif kind == "problems":
            file.problems += typed(frame["problems"], list[StoredProblem])
        elif kind == "header":
            file.header = frame["header"]
            file.offered = typed(frame["offered"], list[OfferedTable])
        elif kind == "events":
            pending.parts.append((frame["table"], self._part(frame, payload)))
        elif kind == "rows" and frame["start"]:
            file.starts.append(tuple(frame["start"]))
        elif kind == "picture":
            file.picture = typed(json.loads(payload), PicturePage)
        elif kind == "later":
            file.begun = bytes(payload).decode()
            file.problems.append(StoredProblem(None, LATER, LATER_SENTENCE, StoredValues()))
        elif kind in ("drop", "killed"):
            pending.parts.clear()
        if kind == "end":
            file.sha256, file.bytes = frame["sha256"], frame["bytes"]
            file.format, file.encoding, file.rows = frame["format"], frame["encoding"], frame["rows"]
            file.accounted = frame["accounted"]
        if kind in ("end", "killed", "later"):
            self._close(pending)

    def _part(self, frame: Header, payload: bytes | bytearray) -> Part:
        rows = pl.read_ipc_stream(BytesIO(payload))
        events.conform(frame["table"], rows.clear())  # a column that the table does not have is an error
        where = {"source": frame["source"], "upload": self.read.upload, "path": frame["path"]}
        missing = dict.fromkeys(name for name in events.SCHEMAS[frame["table"]] if name not in rows.columns)
        return Part(rows, missing | frame["same"] | where)

    def _close(self, pending: _Pending) -> None:
        file, parts = pending.file, pending.parts
        dated = [part.rows["at"] for _, part in parts if "at" in part.rows.columns]
        times = [(at.min(), at.max()) for at in dated if at.null_count() < at.len()]
        if times:
            ends = min(t[0] for t in times), max(t[1] for t in times)  # type: ignore[type-var]
            first, last = (end.strftime("%Y-%m-%dT%H:%M:%SZ") for end in ends)  # type: ignore[union-attr]
            file.period = first, last
        file.problems = grouped(file.problems)
        file.events = sum(part.rows.height for _, part in parts)
        self.held.pop(file.path, None)
        self._place(pending)

    def _place(self, pending: _Pending) -> None:
        if not pending.placed:
            self.files.append(pending)
        pending.placed = True

    def finish(self) -> Read:
        self.read.files = [pending.file for pending in self.files]
        tables: dict[str, list[Part]] = {}
        while self.files:
            for table, part in self.files.pop(0).parts:
                tables.setdefault(table, []).append(part)
        while tables:
            table, parts = tables.popitem()
            rows = whole(table, parts)
            rows = ip_location.with_locations(rows) if table in ("logins", "changes") else rows
            self.read.tables[table] = change_kinds.known(rows) if table == "changes" else rows
        return self.read


def _spread(gathered: Sequence[_Gathering], frame: Header, payload: bytes | bytearray) -> None:
    """Gives the events of files that were converted together to their sources, in full schema."""
    table, parts = frame["table"], frame["parts"]
    where = pl.DataFrame(
        {"upload": [gathered[number].read.upload for number, _, _ in parts], "path": [path for _, path, _ in parts]}
    )
    places = [place for place, (_, _, height) in enumerate(parts) for _ in range(height)]
    rows = pl.read_ipc_stream(BytesIO(payload)).hstack(where[places])
    missing = dict.fromkeys(name for name in events.SCHEMAS[table] if name not in rows.columns)
    rows = whole(table, [Part(rows, missing | frame["same"] | {"source": frame["source"]})])
    begin = 0
    for number, path, height in parts:
        gathered[number].held[path].parts.append((table, Part(rows.slice(begin, height), {})))
        begin += height
