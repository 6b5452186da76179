"""The units of recognition as bytes and back, so that a page answers without a history, a file or a detector."""

import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import accumulate
from typing import NamedTuple

import polars as pl
from msgspec import Struct, structs

from analyzers.asking.state import Unanswered
from analyzers.book.entries import Units
from analyzers.events.mails import PICTURES
from analyzers.events.marks import ALARMS
from analyzers.events.stored import StoredValues
from analyzers.findings.finding import Evidence, Finding, Place
from app.report.model import Report
from app.report.stored import plain, typed

VERSION = 4


class UnknownUnitsError(ValueError):
    """The bytes hold no units, or units of another version."""


class Reason(Struct, frozen=True):
    """A finding that cites units. ``title`` and ``message`` are message keys."""

    finding: str
    title: str
    message: str
    values: StoredValues
    units: Sequence[int]


Cells = Mapping[str, Mapping[str, str | None]]
RowCells = Mapping[Place, Mapping[str, str | None]]


class StoredUnits(NamedTuple):
    """``units``, the alarms and proofs that cite them, and the original cells of the rows that findings cite, by
    unit."""

    units: Units
    reasons: Sequence[Reason]
    cells: Cells


def with_reasons(units: Units, report: Report, more: RowCells | None = None) -> StoredUnits:
    """The units, with the reasons that the findings of a report give for marking them; ``more``: the cells of rows that
    need not be cited."""
    places = {
        (path, line, record): unit
        for records in (units.copies, units.frame)  # of one place, the event itself counts
        for unit, path, line, record in records.select("unit", "path", "line", "record").iter_rows()
    }
    reasons = [
        Reason(finding.id, finding.title, finding.message, finding.values, cited)
        for finding in report.findings
        if finding.severity in ALARMS or finding.kind == "proof"
        if (cited := sorted(set(_units(finding, places))))
    ]
    rows = [row for finding in report.findings for row in finding.evidence if row.fields]
    known = {**(more or {}), **{row.place: row.fields for row in rows}}
    return StoredUnits(units, reasons, {str(places[place]): cells for place, cells in known.items() if place in places})


def with_cells(findings: Sequence[Finding], base: Unanswered, cells: Cells) -> list[Finding]:
    """The findings with the stored cells of rows of pictures; answers bring in rows that no rule has cited."""

    def waits(row: Evidence) -> bool:
        return not row.fields and row.mail in PICTURES

    def filled(row: Evidence) -> Evidence:
        unit = base.unit_of_event.get(row.event) if waits(row) else None
        return row if unit is None else structs.replace(row, fields=dict(cells.get(str(unit), {})))

    return [
        structs.replace(finding, evidence=[filled(row) for row in finding.evidence])
        if any(map(waits, finding.evidence))
        else finding
        for finding in findings
    ]


def _units(finding: Finding, places: Mapping[Place, int]) -> Iterable[int]:
    return (places[row.place] for row in finding.evidence if row.in_sentence and row.place in places)


def dump(stored: StoredUnits) -> bytes:
    """The units as bytes: one JSON line, then Arrow IPC for the units, for their copies and for what came back."""
    parts = [_ipc(stored.units.frame), _ipc(stored.units.copies), _ipc(stored.units.arrivals)]
    head = {
        "version": VERSION,
        "sellers": stored.units.sellers,
        "lengths": [len(part) for part in parts],
        "reasons": plain(stored.reasons),
        "cells": stored.cells,
    }
    return json.dumps(head, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n" + b"".join(parts)


def load(data: bytes) -> StoredUnits:
    """The inverse of ``dump``. Raises ``UnknownUnitsError`` for anything else."""
    line, _, body = data.partition(b"\n")
    try:
        head = json.loads(line)
        if head["version"] != VERSION:
            raise UnknownUnitsError(f"units of version {head['version']}")
        first, second, third = accumulate(head["lengths"])
        frame, copies, arrived = (_frame(body[a:b]) for a, b in ((0, first), (first, second), (second, third)))
        units = Units(frame, copies, head["sellers"], arrived)
        return StoredUnits(units, typed(head["reasons"], list[Reason]), head["cells"])
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise UnknownUnitsError(str(error)) from error


def _ipc(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_ipc_stream(out, compression="zstd")
    return out.getvalue()


def _frame(data: bytes) -> pl.DataFrame:
    return pl.read_ipc_stream(BytesIO(data))
