"""Netflix's `Devices.csv`."""

import polars as pl

from app.importers import Events
from app.importers._accounts import changes, joined
from app.importers._columns import Cells, cells, has, some_rows
from app.importers.netflix.logins import get as get
from app.importers.netflix.logins import takes as takes
from app.reader.table import Block, Head

title = "Netflix: devices"
cannot_show = (
    "This file shows the devices on which something was played, when that was first and whether they were taken away. "
    "It shows no internet addresses."
)
unverified = True

_DEVICE = {"device": ("Device Type",), "serial": ("Esn",)}
_FIRST = {**_DEVICE, "date": ("Acct First Playback Date",)}
_REMOVED = {**_DEVICE, "date": ("Deactivation Time",)}
columns: tuple[str, ...] = tuple(name for names in (_FIRST | {"removed": _REMOVED["date"]}).values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a device, when something was first played on it, and one when it was taken away. Every
    profile that used a device has a row of its own."""
    first, removed = _once(cells(block, _FIRST)), _once(cells(block, _REMOVED))
    removed = some_rows(removed, removed["date"].is_not_null())
    found = [_changes(first, False), _changes(removed, True)]
    rows = pl.concat(one.tables["changes"] for one in found).sort("line", "at", maintain_order=True)
    return Events({"changes": rows}, tuple(problem for one in found for problem in one.problems))


def _once(table: Cells) -> Cells:
    """Each device and date once."""
    first = table.raw.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    return some_rows(table, first | table["serial"].is_null())


def _changes(table: Cells, removed: bool) -> Events:
    gone = pl.repeat(removed, len(table.lines), dtype=pl.Boolean, eager=True)
    return changes(table, "netflix", "device", joined(table, "device", "serial"), removed=gone)
