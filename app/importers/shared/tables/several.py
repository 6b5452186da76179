"""Rows of several files in one table, so that a hundred small files take as many expressions as one."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl

from app.importers.shared.cells.columns import Cells, Fault, problems
from app.reader.table import FileProblem


def by_file(frame: pl.DataFrame, count: int) -> list[pl.DataFrame]:
    """The rows of each of ``count`` files, without the column ``file``, which numbers the files from 0 and by which the
    rows are sorted."""
    rows = frame.drop("file")
    return [rows.slice(begin, end - begin) for begin, end in _places(frame["file"], count)]


def problems_by_file(
    table: Cells,
    files: pl.Series,
    faults: Sequence[Fault],
    others: Sequence[Sequence[FileProblem]],
    names: Sequence[Mapping[str, str]] | None = None,
) -> list[tuple[FileProblem, ...]]:
    """The ``problems`` of each file: those of its rows and those among ``others`` that are its own. ``files`` numbers
    the file of each row; ``others`` has an entry for every file, as has ``names``, where the names of the columns are
    not those of the table."""
    own = [(fault, fault.where.fill_null(False)) for fault in faults]
    own = [(fault, where) for fault, where in own if where.any()]
    faulty = {number for _, where in own for number in files.filter(where).unique()}
    result = []
    for number, (begin, end) in enumerate(_places(files, len(others))):
        part, items = table, list[Fault | FileProblem](others[number])
        if number in faulty:
            part = _slice(table, begin, end, names[number] if names else table.names)
            items += [fault._replace(where=where.slice(begin, end - begin)) for fault, where in own]
        result.append(problems(part, items) if items else ())
    return result


def _places(files: pl.Series, count: int) -> list[tuple[int, int]]:
    """Where the rows of each file begin and end."""
    return list(pairwise(files.search_sorted(pl.Series(range(count + 1), dtype=files.dtype)).to_list()))


def _slice(table: Cells, begin: int, end: int, names: Mapping[str, str]) -> Cells:
    size = end - begin
    return Cells(table.raw.slice(begin, size), table.text.slice(begin, size), table.lines.slice(begin, size), names)
