"""Every row of a recognised file is accounted for: it became an event, or one code says why it did not."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from app.i18n import N_
from app.importers.contract import Events
from app.reader.table import FileProblem

EVENTS = "events"  # rows that became an event
SAME = "same_event"  # rows that hold an event of another row of this or another file
SAME_EVENT = "double-rows"  # the code of problems of such rows within a file
BESIDE = "beside-records"
LEFT_OVER = "not-an-event"
BESIDE_SENTENCE = N_("This row is a heading, a name or a total beside the records. It is not counted.")
LEFT_OVER_SENTENCE = N_("This row describes nothing that is looked for in such a file. It is not counted.")


class Accounts(NamedTuple):
    """What became of the rows: their numbers by ``EVENTS``, ``SAME`` and the codes of problems, which add up to
    ``rows``; and problems for the rows that nothing else explains."""

    rows: int
    counts: Counter[str]
    problems: tuple[FileProblem, ...]


def accounts(
    lines: pl.Series, events: Events, read: Sequence[FileProblem], numbers: Callable[[pl.Series], pl.Series]
) -> Accounts:
    """The accounts of a block. ``lines`` are the lines of its rows and ``read`` the problems of the reader. Problems
    name physical lines; ``numbers`` gives for them what ``lines`` holds.

    A row with an event counts as an event, whatever is wrong with its cells. Another row counts under the first that
    names it: a problem of its importer, ``BESIDE``, a problem of the reader, ``LEFT_OVER``.
    """
    rows = lines if events.records is None else pl.Series("line", events.records, pl.UInt32)
    left = _without_event(rows, events)
    counts = Counter({EVENTS: len(rows) - len(left)})
    more = list[FileProblem]()
    for code, named in _by_code(events.problems).items():
        left, taken = _split(left, named)
        counts[SAME if code == SAME_EVENT else code] += len(taken)
    left, beside = _split(left, pl.Series(list(events.explained), dtype=pl.UInt32))
    counts[BESIDE] += len(beside)
    for code, named in _by_code(read).items() if len(left) else ():
        left, taken = _split(left, numbers(named))
        counts[code] += len(taken)
    counts[LEFT_OVER] += len(left)
    for code, sentence, their in ((BESIDE, BESIDE_SENTENCE, beside), (LEFT_OVER, LEFT_OVER_SENTENCE, left)):
        if len(their):
            more.append(FileProblem(code, sentence, {}, int(their[0]), len(their), their))
    return Accounts(len(rows), +counts, tuple(more))


def _without_event(rows: pl.Series, events: Events) -> pl.Series:
    """The lines of the rows without an event. Where several records share a line, as many of them have an event as one
    table has events of that line."""
    frames = [frame for frame in events.tables.values() if frame.height]
    if any(frame.height == len(rows) and (frame["line"] == rows).all() for frame in frames):
        return rows.clear()
    if events.records is None:
        return _split(rows, pl.concat([frame["line"].cast(pl.UInt32) for frame in frames]))[0] if frames else rows
    seen: Counter[int] = Counter()
    for frame in frames:
        seen |= Counter(frame["line"])
    left = list[int]()
    for line in rows:
        left += [line] if not seen[line] else []
        seen[line] -= bool(seen[line])
    return pl.Series("line", left, pl.UInt32)


def _by_code(problems: Sequence[FileProblem]) -> dict[str, pl.Series]:
    """The lines that the problems of each code name."""
    lines_of: dict[str, list[pl.Series]] = {}
    for problem in problems:
        named = problem.lines if len(problem.lines) else [problem.line] if problem.line else []
        lines_of.setdefault(problem.code, []).append(pl.Series("line", named, pl.UInt32))
    return {code: pl.concat(lines) for code, lines in lines_of.items()}


def _split(rows: pl.Series, named: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The rows at lines that are not in ``named``, and the rows at lines that are."""
    if not len(rows) or not len(named):
        return rows, rows.clear()
    where = rows.is_in(named.implode())
    return rows.filter(~where), rows.filter(where)
