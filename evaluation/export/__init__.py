"""Writes an account as real export files; each row remembers the record it came from."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evaluation.simulate.records import Record


@dataclass(slots=True)
class File:
    """One file of an export. ``rows`` are the physical lines on which records stand, 1-based."""

    path: str  # inside its zip, or its name
    data: bytes
    rows: list[tuple[int, Record]] = field(default_factory=list)


def table(
    path: str,
    header: Sequence[str],
    rows: Iterable[tuple[Record | None, Sequence[object]]],
    *,
    bom: bool = False,
    crlf: bool = False,
    quote_all: bool = False,
) -> File:
    """A CSV file as Amazon and Google write them, with the line on which each record's row begins. A row
    without a record only adds to the one before."""
    end = "\r\n" if crlf else "\n"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerow(header)
    line, places, written = 2, list[tuple[int, Record]](), text.tell()
    for record, cells in rows:
        writer.writerow(cells)
        if record is not None:
            places.append((line, record))
        line += text.getvalue()[written:].count("\n") if any("\n" in str(cell) for cell in cells) else 1
        written = text.tell()
    return File(path, (b"\xef\xbb\xbf" if bom else b"") + text.getvalue().encode(), places)


def money(minor: int, currency: str, commas: bool = True) -> str:
    """An amount as Amazon writes it: the point in every country, thousands commas, no decimals for yen."""
    grouped = "," if commas else ""
    return format(minor, f"{grouped}d") if currency == "JPY" else format(minor / 100, f"{grouped}.2f")


def instant(at: datetime, millis: bool = False) -> str:
    """ISO 8601 with Z, with milliseconds where the moment has some."""
    text = at.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{at.microsecond // 1000:03d}Z" if millis and at.microsecond >= 1000 else f"{text}Z"
