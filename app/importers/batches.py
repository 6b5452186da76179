"""Files of which people have many, such as saved pages, are converted together: what each of them says is kept as plain
values, and all of it becomes events at once, because Polars takes as long for a few rows as for thousands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from app.importers.contract import Events, Format, formats
from app.importers.shared.cells.columns import wanted
from app.importers.shared.tables.convert import finished, packed
from app.importers.shared.tables.row_numbers import NumberedBlock, RowNumbers
from app.importers.shared.tables.sent import fault, plain
from app.reader.limits import MIB
from app.reader.table import FileProblem, Table
from app.sandbox.frames import Header

_FILES, _BYTES = 200, 32 * MIB  # that wait at most
# The end of a file that gave nothing.
NOTHING: Header = {"format": None, "encoding": None, "rows": None, "accounted": {}}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one file says, as its format extracted it. ``where`` names the file in frames, ``end`` is what its last
    frame says of it."""

    source: str
    numbered: NumberedBlock
    extract: Any
    where: Header
    end: Header


@dataclass(slots=True)
class Batch:
    """The files that wait, by their format."""

    send: Callable[..., None]
    files: dict[str, list[Waiting]] = field(default_factory=dict)
    bytes: int = 0

    def add(self, file: Waiting) -> None:
        """Adds a file."""
        self.files.setdefault(file.source, []).append(file)
        self.bytes += file.end["bytes"]

    def has_room(self, where: Header) -> bool:
        """Whether this file can be added before the others are converted. An archive may have files of one name, which
        frames could not tell apart."""
        waiting = [file.where for files in self.files.values() for file in files]
        return self.bytes < _BYTES and len(waiting) < _FILES and where not in waiting

    def convert(self) -> None:
        """Sends the events, problems and ends of the files that wait."""
        waiting, self.files, self.bytes = self.files, {}, 0
        for source, files in waiting.items():
            tables: dict[str, list[tuple[Waiting, pl.DataFrame]]] = {}
            ends = [self._finish(*pair, tables) for pair in zip(files, _events(source, files), strict=True)]
            for table, parts in tables.items():
                pack = packed(pl.concat([frame for _, frame in parts], how="diagonal_relaxed"))
                of = [[file.where["input"], file.where["path"], frame.height] for file, frame in parts]
                self.send("events", pack.ipc, table=table, source=source, same=pack.same, parts=of)
            for file, end in zip(files, ends, strict=True):
                self.send("end", **file.where, **{**file.end, **end})

    def _finish(
        self, file: Waiting, events: Events | FileProblem, tables: dict[str, list[tuple[Waiting, pl.DataFrame]]]
    ) -> Header:
        """Sends the problems of a file and adds its events to the tables; returns the rest of its end."""
        if isinstance(events, FileProblem):
            self.send("problems", **file.where, problems=[plain(events)])
            self.send("drop", **file.where)
            return NOTHING
        result = finished(file.numbered, events)
        if result.problems:
            self.send("problems", **file.where, problems=[plain(problem) for problem in result.problems])
        for name, frame in result.tables:
            tables.setdefault(name, []).append((file, frame))
        self.send("rows", **file.where, rows=result.rows, start=None)
        counts = dict(result.accounted)
        return {"format": file.source, "rows": result.accounted.total(), "accounted": counts}


def extracted(format_: Format, table: Table) -> tuple[NumberedBlock, Any] | None:
    """The only block of a table and what its format extracts from it; None where its format reads each file alone."""
    if format_.extract is None:
        return None
    numbers = RowNumbers(table.head, 1)
    numbered = next(map(numbers.block, table.blocks(wanted(table.head, format_.columns))))
    return numbered, format_.extract(numbers.head, numbered.block)


def _events(source: str, files: Sequence[Waiting]) -> list[Events | FileProblem]:
    """The events of each file, or the fault that they caused: a fault in one must not take the others with it."""
    convert = formats()[source].convert
    assert convert is not None  # since a file waits for it
    try:
        return list(convert([file.extract for file in files]))
    except MemoryError:
        raise
    except Exception:
        return [_alone(convert, file.extract) for file in files]


def _alone(convert: Callable[[Sequence[Any]], Sequence[Events]], extract: Any) -> Events | FileProblem:
    try:
        return convert([extract])[0]
    except MemoryError:
        raise
    except Exception as error:
        return fault(error)
