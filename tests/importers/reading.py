"""One sample through the reader and its importer, as plain data that can lie beside the sample."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from analyzers.events.schemas import conform
from app.importers import claims, formats, visible_problems
from app.importers.claimed import lines_of
from app.importers.shared.cells.columns import wanted
from app.reader import members
from app.reader.table import Block, FileProblem, Head, Table

SAMPLES = Path(__file__).parent / "samples"


def samples() -> list[Path]:
    """Every sample of a format, in a fixed order."""
    return sorted(
        path
        for path in SAMPLES.rglob("*")
        if path.is_file()
        and not path.name.endswith(".expected.json")
        and path.relative_to(SAMPLES).parts[0] != "unclaimed"
    )


def expected(sample: Path) -> Path:
    """Where the expected result of a sample lies."""
    return sample.with_name(sample.name + ".expected.json")


def tables_of(path: Path) -> Iterator[tuple[Table, list[str]]]:
    """The tables of a file with the formats that claim each: the elements of a page where they are claimed; where no
    table is, the file as lines of text."""
    fd = os.open(path, os.O_RDONLY)
    try:
        for member in members(fd, path.name):
            assert member.refused is None, member.refused
            page = member.elements()
            if page is not None and (found := claims(page.head)):
                yield page, found
                continue
            claimed = False
            for table in member.tables():
                found = claims(table.head)
                claimed = claimed or bool(found)
                yield table, found
            text = None if claimed else lines_of(member)
            if text is not None:
                yield text, claims(text.head)
    finally:
        os.close(fd)


def read(path: Path) -> dict[str, Any]:
    """``{"format", "events": {table: [row]}, "problems": [...]}``; cells that are null are left out."""
    return read_with_claims(path)[0]


def read_with_claims(path: Path) -> tuple[dict[str, Any], list[list[str]]]:
    """The same, and the formats that claim each table which is claimed."""
    found: dict[str, Any] = {"format": None, "events": {}, "problems": []}
    claims_of_tables = []
    for table, claimed in tables_of(path):
        if not claimed:
            continue
        claims_of_tables.append(claimed)
        found["format"] = claimed[0]
        importer = formats()[claimed[0]]
        for block in table.blocks(wanted(table.head, importer.columns)):
            _collect(found, importer.read(table.head, block), block.problems)
    return found, claims_of_tables


def _collect(found: dict[str, Any], events: Any, problems: tuple[FileProblem, ...]) -> None:
    for name, frame in events.tables.items():
        rows = [_row(row) for row in conform(name, frame).iter_rows(named=True)]
        found["events"].setdefault(name, []).extend(rows)
    for problem in visible_problems(events, problems):
        assert problem.message.format(**problem.values)
        said = {"line": problem.line, "code": problem.code, "values": problem.values}
        several = {"count": problem.count, "lines": list(problem.lines[:3])} if problem.count > 1 else {}
        found["problems"].append(said | several)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in row.items() if value is not None}


def _plain(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def block_of(columns: dict[str, list[str | None]]) -> tuple[Head, Block]:
    """A block made by hand: its columns, and lines from 2 on."""
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    lines = pl.Series(range(2, frame.height + 2), dtype=pl.UInt32)
    return Head("made.csv", "csv", None, "utf-8", ",", tuple(columns), ()), Block(frame, lines)
