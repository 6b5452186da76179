"""The records of Meta's newer files, in which the names of fields are written in the person's language.

Two shapes occur: ``string_map_data`` (a map from the name of a field to its value and its time), which the reader lays
out as columns, and ``label_values`` (a list of them), which is JSON in one cell.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from app.importers.shared.cells.network import ADDRESS
from app.reader.table import Block, Head

AGENT = r"^(?:Instagram|Barcelona|Mozilla/|Dalvik/|okhttp)|FBAN|FBAV"
_MAP = "string_map_data."
# A frame without columns would have no rows; a column of nulls keeps their number and matches nothing.
_NONE = "\0none"


@dataclass(frozen=True, slots=True)
class Fields:
    """Values and times (Unix seconds as text) by the name of their field, in the order of the file; all String."""

    values: pl.DataFrame
    times: pl.DataFrame

    def like(self, pattern: str) -> pl.Series:
        """The first value of each row that matches, whatever its field is called; null without a match."""
        matching = [pl.when(pl.col(name).str.contains(pattern)).then(pl.col(name)) for name in self.values.columns]
        return self._first(self.values, matching)

    def time(self) -> pl.Series:
        """The first time of each row that is one: an empty one is written as 0."""
        names = self.times.columns
        stated = [pl.when(~pl.col(name).is_in(["", "0"])).then(pl.col(name)) for name in names]
        return self._first(self.times, stated)

    def addresses(self) -> pl.Series:
        """The internet address of each row."""
        return self.like(ADDRESS)

    def agents(self) -> pl.Series:
        """The app or browser of each row, in its own words."""
        return self.like(AGENT)

    @staticmethod
    def _first(frame: pl.DataFrame, columns: Sequence[pl.Expr]) -> pl.Series:
        if not columns:
            return pl.repeat(None, frame.height, dtype=pl.String, eager=True)
        return frame.select(_=pl.coalesce(columns))["_"]


def fields(block: Block) -> Fields:
    """The fields of a block in either shape."""
    frame = block.frame
    if "label_values" in frame.columns:
        values, times = _listed(frame["label_values"])
        if "timestamp" in frame.columns:
            times = times.with_columns(frame["timestamp"].alias("\0record"))
        return Fields(values, times)
    names = [name for name in frame.columns if name.startswith(_MAP)]
    none = pl.repeat(None, frame.height, dtype=pl.String, eager=True).alias(_NONE)
    values, times = (
        pl.DataFrame([none, *(frame[name].alias(_field(name)) for name in names if name.endswith(end))])
        for end in (".value", ".timestamp")
    )
    return Fields(values, times)


def in_list(head: Head) -> list[str]:
    """The first cells of ``label_values``, where the records have this shape."""
    if "label_values" not in head.header:
        return []
    place = head.header.index("label_values")
    return [row[place] for row in head.sample if len(row) > place]


def _field(column: str) -> str:
    return column.removeprefix(_MAP).rpartition(".")[0]


def _listed(cells: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    values: list[dict[str, str]] = []
    times: list[dict[str, str]] = []
    for cell in cells:
        entries = [entry for entry in _entries(cell) if isinstance(entry, Mapping)]
        values.append({_text(e.get("label")): _text(e.get("value")) for e in entries if "value" in e})
        times.append({_text(e.get("label")): _text(e["timestamp_value"]) for e in entries if "timestamp_value" in e})
    return _frame(values), _frame(times)


def _entries(cell: str | None) -> Iterable[Any]:
    try:
        read = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return []
    return read if isinstance(read, list) else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _frame(rows: list[dict[str, str]]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    columns[_NONE] = [None] * len(rows)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
