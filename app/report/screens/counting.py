"""Pictures among the files that were read: their rows become events once a balance proves them or somebody says so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl
from msgspec import structs

from analyzers.events.stored import StoredValues
from app.geo import ip_location
from app.i18n import N_
from app.importers import change_kinds
from app.importers.screens.events import cells_of, counted, events
from app.importers.screens.rows import PicturePage, PictureRow
from app.importers.screens.sequence import merged
from app.report.intake import Read, ReadFile
from app.report.model import StoredProblem


class CountedRows(NamedTuple):
    """The rows of a picture that count, and the number of those that wait for somebody to confirm them."""

    rows: Sequence[PictureRow]
    waiting: int


Choose = Callable[[ReadFile, PicturePage], CountedRows]
NOT_CONFIRMED = "not-confirmed"  # of rows, in ``accounted``
NOT_CONFIRMED_SENTENCE = N_(
    "Rows of this picture that no balance proves count only once somebody has compared them with the picture: {count}."
)


def proven(file: ReadFile, page: PicturePage) -> CountedRows:
    """The rows that a chain of balances proves."""
    return _others_wait(page, counted(page))


def certain(file: ReadFile, page: PicturePage) -> CountedRows:
    """These, and all rows of which nothing is doubtful."""
    return _others_wait(page, counted(page, every_certain=True))


def picture_cells(reads: Iterable[Read]) -> Mapping[tuple[int, str, int], dict[str, str | None]]:
    """The cells of all rows of pictures that count, by upload, path and line."""
    return {
        (read.upload, file.path, row.number): cells_of(file.picture, row)
        for read in reads
        for file in read.files
        if file.picture
        for row in file.counted
    }


def _others_wait(page: PicturePage, rows: Sequence[PictureRow]) -> CountedRows:
    return CountedRows(rows, sum(not row.same_as for row in page.rows) - len(rows))


def with_pictures(reads: Sequence[Read], choose: Choose = proven) -> list[Read]:
    """The reads with the events of the rows that ``choose`` takes from each picture, in the order of the pictures'
    days. What was read stays as it is; ``file.picture`` then knows which rows other pictures show as well."""
    pictures = [(read, file, file.picture) for read in reads for file in read.files if file.picture]
    if not pictures:
        return list(reads)
    in_time = sorted(pictures, key=lambda item: (item[2].taken or "9", item[0].upload, item[1].path))
    pages = dict(zip(map(_key, in_time), merged([page for _, _, page in in_time]), strict=True))
    return [_with_events(read, pages, choose) for read in reads]


def _unconfirmed(count: int) -> StoredProblem:
    values = StoredValues({"count": count})
    return StoredProblem(None, NOT_CONFIRMED, NOT_CONFIRMED_SENTENCE, values, count=count)


def _key(item: tuple[Read, ReadFile, PicturePage]) -> tuple[int, str]:
    return item[0].upload, item[1].path


def _with_events(read: Read, pages: Mapping[tuple[int, str], PicturePage], choose: Choose) -> Read:
    frames: dict[str, list[pl.DataFrame]] = {name: [frame] for name, frame in read.tables.items()}
    files = []
    for file in read.files:
        page = pages.get((read.upload, file.path))
        if page is None:
            files.append(file)
            continue
        chosen = choose(file, page)
        tables = events(page, chosen.rows, file.path, read.upload)
        for name, frame in tables.items():
            located = ip_location.with_locations(frame) if name in ("logins", "changes") else frame
            frames.setdefault(name, []).append(change_kinds.known(located) if name == "changes" else located)
        count = sum(frame.height for frame in tables.values())
        twins = sum(bool(row.same_as) for row in page.rows)
        added = len({row.id for row in chosen.rows} - {row.id for row in page.rows})  # by the person
        total = len(page.rows) + added
        accounted = {"events": count, "same_event": twins, NOT_CONFIRMED: total - count - twins}
        filled = {name: number for name, number in accounted.items() if number}
        problems = [*file.problems, *([_unconfirmed(chosen.waiting)] if chosen.waiting else [])]
        known = {"rows": total, "events": count, "accounted": filled, "unconfirmed": chosen.waiting}
        files.append(structs.replace(file, picture=page, counted=chosen.rows, problems=problems, **known))
    return replace(read, files=files, tables={name: pl.concat(parts) for name, parts in frames.items()})
