"""An upload that is read in several turns: what of it was read, and what is left for the next one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from app.cases.case import Case
from app.cases.files.uploads import EVENTS, Upload
from app.cases.record.mappings import StoredMaps
from app.errors import Damaged
from app.report.intake import Read, ReadFile

LOST = "lost"  # the code of the problem of a file whose original does not open
ONCE_MORE = {"busy", LOST}  # codes of problems of files that the next run tries once more


def name_of(column_maps: StoredMaps) -> str:
    """What names the column maps of a case in what was read with them."""
    return hashlib.sha256(json.dumps(column_maps, sort_keys=True).encode()).hexdigest()


def stored(case: Case, upload: Upload, maps: str) -> Read | None:
    """What was read of an upload; None where nothing was, or where it cannot be decrypted. ``left`` where more of it is
    to be read than pictures. ``maps`` names the present column maps: a table that may fit others is read again."""
    try:
        read = Read.load(EVENTS.of(upload.id).load(case))
    except Damaged:
        return None
    if upload.state != "stored":
        return replace(read, left=False)
    if read.maps is None:  # as an earlier version stored it, which kept no places
        return None
    gone = {file.path for file in read.files if _is_once_more(file) or (read.maps != maps and file.offered)}
    files = [file for file in read.files if file.path not in gone]
    tables = {name: frame.filter(~pl.col("path").is_in(gone)) for name, frame in read.tables.items()} if gone else None
    return replace(read, files=files, tables=tables or read.tables, left=read.left or bool(gone), maps=maps)


def done(known: Read | None, *, later: bool) -> list[ReadFile]:
    """The files that this turn is not to read. ``later``: it reads no pictures."""
    return [file for file in known.files if later or not file.later] if known else []


def joined(known: Read | None, more: Read, *, later: bool) -> Read:
    """What was read in earlier turns with what was read in this one: the files, and their rows, in the order of the
    upload. ``later`` as above."""
    if known is None:
        return more
    kept = known.files if later or more.left else done(known, later=later)  # every picture was reached
    files = sorted(
        {file.place: file for file in (*kept, *more.files)}.values(), key=lambda file: (file.place < 0, file.place)
    )
    order = {file.path: place for place, file in enumerate(files)}
    tables = dict(known.tables)
    for name, frame in more.tables.items():
        whole = pl.concat([known.tables[name], frame]) if name in known.tables else frame
        place = pl.col("path").cast(pl.String).replace_strict(order, return_dtype=pl.Int64)
        tables[name] = whole.sort(place, maintain_order=True)
    return replace(more, files=files, tables=tables, left=more.left and later)


def later(reads: Sequence[Read]) -> int:
    """The number of pictures that are still to be read."""
    return sum(file.later for read in reads for file in read.files)


def is_done(read: Read) -> bool:
    """Whether nothing of an upload is left to be read."""
    return not read.left and not any(file.later or _is_once_more(file) for file in read.files)


def _is_once_more(file: ReadFile) -> bool:
    return any(problem.code in ONCE_MORE for problem in file.problems)
