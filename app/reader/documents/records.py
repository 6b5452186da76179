"""Turns records (nested names and values) into the rows of one table, column by column."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from app.i18n import N_
from app.reader.columns import ProblemLog, unique
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.table import Block, FileProblem, Head

_ROWS = 10_000  # of one block
_SAMPLE_ROWS = 100
_HALF = re.compile("[\ud800-\udfff]")
Name = str | tuple[str, int]  # a repeated name with its number


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class Records:
    """Collects records: an object is a tuple of (name, value) pairs, a list is a list, a number is a ``Number``."""

    def __init__(self, head: Head, problem_log: ProblemLog, limits: Limits) -> None:
        self.head, self.problem_log, self.limits = head, problem_log, limits
        self.names: dict[Name, None] = {}
        self.waiting: list[dict[Name, str]] = []
        self.lines: list[int] = []
        self.sample: list[dict[Name, str]] = []
        self.blocks: list[tuple[pl.DataFrame, list[int]]] = []
        self.rows = 0

    def add(self, record: tuple[Any, ...], line: int) -> None:
        """One more record. Raises ``Refused`` when the table grows beyond its limits."""
        row: dict[Name, str] = {}
        self._flatten(record, "", row, line)
        self.names.update(dict.fromkeys(row))
        if len(self.names) > self.limits.columns:
            raise Refused("too-many-columns", line)
        self.waiting.append(row)
        self.lines.append(line)
        if len(self.waiting) == _ROWS:
            self._pack()

    def table(self) -> "RecordTable | None":
        """All records as a table; None when there are no records."""
        self._pack()
        if not self.names:
            return None
        header = tuple(name if isinstance(name, str) else name[0] for name in self.names)
        sample = tuple(tuple(row.get(name, "") for name in self.names) for row in self.sample)
        head = replace(self.head, header=header, sample=sample)
        return RecordTable(head, unique(header), self.blocks, self.problem_log)

    def _flatten(self, record: tuple[Any, ...], prefix: str, row: dict[Name, str], line: int) -> None:
        counts: Counter[str] = Counter()
        for key, value in record:
            name = prefix + (key if key.isascii() else cell(key))
            if value.__class__ is tuple and value:
                self._flatten(value, name + ".", row, line)
            elif name not in row:
                row[name] = value if value.__class__ is str and value.isascii() else cell(value)
            else:
                counts[name] += 1
                row[name, counts[name]] = cell(value)
                self.problem_log.add([duplicate_key(name, line)])

    def _pack(self) -> None:
        """Turns rows into columns, which need much less memory."""
        self.rows += len(self.waiting)
        if self.rows * len(self.names) > 4 * self.limits.cells:
            raise Refused("too-many-cells")
        self.sample = self.sample or self.waiting[:_SAMPLE_ROWS]
        columns = {f"{number}": [row.get(name, "") for row in self.waiting] for number, name in enumerate(self.names)}
        if self.waiting:
            self.blocks.append((pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), self.lines))
        self.waiting, self.lines = [], []


@dataclass(slots=True)
class RecordTable:
    """The table of a list of records. The columns of ``packed`` are numbered; the first blocks may lack the last."""

    head: Head
    names: list[str]
    packed: list[tuple[pl.DataFrame, list[int]]]
    problem_log: ProblemLog

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        """The rows in blocks of 10,000. See ``table.Table``."""
        wanted = {number: name for number, name in enumerate(self.names) if columns is None or name in columns}
        asked = None if lines is None else set(lines)
        self.problem_log.finish()
        for frame, here in self.packed:
            if asked is not None and asked.isdisjoint(here):
                continue
            nothing = pl.lit("").alias
            selected = [pl.col(f"{n}").alias(name) if n < frame.width else nothing(name) for n, name in wanted.items()]
            yield Block(frame.select(selected), pl.Series("line", here, pl.UInt32), self.problem_log.take())


def duplicate_key(name: str, line: int) -> FileProblem:
    """The problem of a name that occurs twice in one object."""
    message = N_("The name {name} occurs more than once in this record. All of its values were kept.")
    return FileProblem("duplicate-key", message, {"name": name[:100]}, line)


def cell(value: Any) -> str:
    """A value as the text of a cell; a list or an empty object as compact JSON."""
    if isinstance(value, str):
        return value if value.isascii() else _whole(value)
    if value is None:
        return ""
    return _compact(value)


def _compact(value: Any) -> str:
    if isinstance(value, Number):
        return value
    if isinstance(value, tuple):
        return "{" + ",".join(f"{_compact(name)}:{_compact(inner)}" for name, inner in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_compact, value)) + "]"
    return json.dumps(_whole(value) if isinstance(value, str) else value, ensure_ascii=False)


def _whole(text: str) -> str:
    """A text with its characters repaired: Meta writes each byte of UTF-8 as a separate character, which is undone
    where it fits the whole text. Half a surrogate pair is no character and cannot be stored."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return _HALF.sub("\ufffd", text)
