"""Netflix's `Devices.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.netflix.logins import get as get
from app.importers.netflix.logins import takes as takes
from app.importers.shared.cells.columns import Cells, cells, has, some_rows
from app.importers.shared.records.accounts import all_empty, changes, joined
from app.importers.shared.records.left_out import doubles
from app.reader.table import Block, Head

title = N_("Netflix: devices")
speed = "days"
cannot_show = N_(
    "This file shows the devices on which something was played, when that was first and whether "
    "they were removed. It shows no internet addresses."
)
unverified = True
grade, checked = "A", "2026-11-24"

_DEVICE = {"device": ("Device Type",), "serial": ("Esn",)}
_FIRST = {**_DEVICE, "date": ("Acct First Playback Date",)}
_REMOVED = {**_DEVICE, "date": ("Deactivation Time",)}
_NEVER = ("1970-01-01T00:00:00.000", "1970-01-01T00:00:00.000Z")  # a device that was not removed
columns: tuple[str, ...] = tuple(name for names in (_FIRST | {"removed": _REMOVED["date"]}).values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a device, when something was first played on it, and one when it was taken away. Every
    profile that used a device has a row of its own. A device on which nothing was played has no date, which is no
    problem."""
    table = cells(block, _FIRST)
    first, removed = _once(table), _once(cells(block, _REMOVED, _NEVER))
    removed = some_rows(removed, removed["date"].is_not_null())
    parts = [_changes(first, False), _changes(removed, True)]
    rows = pl.concat(events.tables["changes"] for events in parts).sort("line", "at", maintain_order=True)
    row_problems = tuple(problem for events in parts for problem in events.problems if problem.code != "no-date")
    again = ~all_empty(table) & ~table.lines.is_in(rows["line"].implode())
    return Events({"changes": rows}, row_problems + doubles(table, again, "twice"))


def _once(table: Cells) -> Cells:
    """Each device and date once."""
    first = table.raw.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    return some_rows(table, first | table["serial"].is_null())


def _changes(table: Cells, removed: bool) -> Events:
    gone = pl.repeat(removed, len(table.lines), dtype=pl.Boolean, eager=True)
    return changes(table, "netflix", "device", joined(table, "device", "serial"), removed=gone)
