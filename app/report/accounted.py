"""What became of the rows of each file once the files are merged: an event that two of them hold is one event."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl
from msgspec import structs

from analyzers.events.history import History
from app.importers.accounting import EVENTS, SAME
from app.report.model import File

_FILE = ("upload", "path")
_ROW = (*_FILE, "line", "record")


def across_files(files: Sequence[File], history: History, twice: Collection[tuple[int, str]]) -> Iterator[File]:
    """The files with the rows that hold an event of another file counted as such; all of them in those handed in
    ``twice``."""
    merged = _merged_rows(history)
    for file in files:
        there = file.accounted.get(EVENTS, 0)
        moved = there if (file.upload, file.path) in twice else min(there, merged.get((file.upload, file.path), 0))
        counts = {EVENTS: there - moved, SAME: file.accounted.get(SAME, 0) + moved}
        yield structs.replace(file, accounted={**file.accounted, **counts}) if moved else file


def _merged_rows(history: History) -> Mapping[tuple[int, str], int]:
    """The number of rows, by upload and path, of which every event is that of another row."""
    frames = [rows.select(_ROW) for rows in history.merged_away.values() if rows.height]
    if not frames:
        return {}
    gone = pl.concat(frames).unique()
    for events in history.tables.values():
        gone = gone.join(events.select(_ROW), on=_ROW, how="anti", nulls_equal=True)
    return {(upload, path): rows for upload, path, rows in gone.group_by(_FILE).len().iter_rows()}
