"""Facts about each file that only all files together show: an event that two files hold counts once, and the pages of
one list may together be the whole list."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from msgspec import structs

from analyzers.events.history import History
from analyzers.events.stored import StoredValues
from app.importers.accounting import EVENTS, SAME
from app.importers.shared.pages.order_pages import MORE_PAGES
from app.report.model import File, StoredProblem

_FILE = ("upload", "path")
_ROW = (*_FILE, "line", "record")


def across_files(files: Sequence[File], history: History, twice: Collection[tuple[int, str]]) -> Iterator[File]:
    """The files with a count of the rows that only repeat an event of another file. In files that were handed in
    ``twice``, every row is such a row."""
    merged = _merged_rows(history)
    for file in files:
        there = file.accounted.get(EVENTS, 0)
        moved = there if (file.upload, file.path) in twice else min(there, merged.get((file.upload, file.path), 0))
        counts = {EVENTS: there - moved, SAME: file.accounted.get(SAME, 0) + moved}
        yield structs.replace(file, accounted={**file.accounted, **counts}) if moved else file


def across_pages(files: Sequence[File], orders: Sequence[pl.DataFrame]) -> list[File]:
    """The files without the warning that a list goes on over other pages, where the pages of all files together hold
    as many orders as the list says; else the warning says how many of them there are. ``orders`` are all event frames
    of orders."""
    places: dict[Hashable, set[tuple[int, str]]] = {}
    for file in files:
        for list_key in filter(None, map(_list_of, file.problems)):
            places.setdefault((file.format, list_key), set()).add((file.upload, file.path))
    if not places:
        return list(files)
    numbers = dict[tuple[int, str], set[str]]()
    for upload, path, order_id in (row for frame in orders for row in frame.select(*_FILE, "order_id").iter_rows()):
        numbers.setdefault((upload, path), set()).add(order_id)
    orders_of = {
        key: len(set[str]().union(*(numbers.get(place, set()) for place in pages))) for key, pages in places.items()
    }

    def counted(problem: StoredProblem, format_id: str | None) -> StoredProblem | None:
        if (list_key := _list_of(problem)) is None:
            return problem
        listed = orders_of[format_id, list_key]
        whole = listed >= int(str(problem.values["count"]))
        return None if whole else structs.replace(problem, values=StoredValues(problem.values | {"shown": listed}))

    return [
        structs.replace(file, problems=[kept for each in file.problems if (kept := counted(each, file.format))])
        for file in files
    ]


def _list_of(problem: StoredProblem) -> tuple[Any, Any] | None:
    """The label and the length of the list of which a page says that it goes on; None for other problems."""
    if problem.code != MORE_PAGES or "list" not in problem.values:
        return None
    return problem.values["list"], problem.values["count"]


def _merged_rows(history: History) -> Mapping[tuple[int, str], int]:
    """The number of rows, by upload and path, whose events are all events of other rows as well."""
    frames = [rows.select(_ROW) for rows in history.merged_away.values() if rows.height]
    if not frames:
        return {}
    gone = pl.concat(frames).unique()
    for events in history.tables.values():
        gone = gone.join(events.select(_ROW), on=_ROW, how="anti", nulls_equal=True)
    return {(upload, path): rows for upload, path, rows in gone.group_by(_FILE).len().iter_rows()}
