"""Devices that were registered to an Amazon account, and taken away from it."""

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, problems
from app.importers.shared.cells.network import addresses
from app.importers.shared.records.accounts import all_empty, joined
from app.importers.shared.times.resaved_dates import dates

_DATES = {"first": False, "last": False, "removed": True}


def device_events(table: Cells) -> Events:
    """``changes`` of kind ``device`` from the keys ``first``, ``last`` and ``removed`` (dates; ``last`` only where it
    is another time than ``first``), ``device``, ``serial`` and ``ip``. The file does not state which of its dates the
    address belongs to; it goes with the latest registration, which rewrote the row."""
    keep = ~all_empty(table)
    dated, date_problems = dates(table, tuple(_DATES), keep)
    read = {key: days.at for key, days in dated.items()}
    ip = addresses(table["ip"])
    what = joined(table, "device", "serial")
    again = (read["last"]["at"] != read["first"]["at"]).fill_null(read["last"]["at"].is_not_null())
    there = {
        "first": keep & (read["first"]["at"].is_not_null() | (read["last"]["at"].is_null())),
        "last": keep & again,
        "removed": keep & read["removed"]["at"].is_not_null(),
    }
    place = pl.DataFrame({"ip": ip, "again": again})
    own = {"first": pl.when(~pl.col("again")).then("ip"), "last": pl.col("ip"), "removed": pl.lit(None, pl.String)}
    known = {"line": table.lines, "what": what}
    frames = [
        read[key].with_columns(place.with_columns(ip=own[key])["ip"], removed=pl.lit(removed), **known)
        for key, removed in _DATES.items()
    ]
    rows = pl.concat(frame.filter(there[key]) for key, frame in zip(_DATES, frames, strict=True))
    rows = rows.sort("line", "at", maintain_order=True)
    rows = rows.with_columns(service=pl.lit("amazon"), kind=pl.lit("device"))
    faults = [
        Fault("empty-row", "first", ~keep),
        *(Fault("bad-date", key, keep & dated[key].unread) for key in _DATES),
        *date_problems,
        Fault("no-date", "first", keep & table["first"].is_null() & table["last"].is_null()),
        Fault("bad-address", "ip", keep & table["ip"].is_not_null() & ip.is_null()),
    ]
    return Events({"changes": rows}, problems(table, faults))
