"""Ways to read bytes through the front door, for tests."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.reader import Limits, members
from app.reader.member import Member
from app.reader.problems import Refused
from app.reader.table import FileProblem, Head, Table


@dataclass
class Sheet:
    """One table as plain lists."""

    head: Head
    names: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)


@dataclass
class File:
    """One member as it was after reading it."""

    path: str
    refused: str | None
    sha256: str | None
    encoding: str | None
    sheets: list[Sheet]
    text: Sheet | None = None


def read(
    data: bytes, name: str = "file.csv", limits: Limits | None = None, columns: Sequence[str] | None = None
) -> list[File]:
    """Everything in some bytes."""
    files = []
    with members_of(data, name, limits) as found:
        for member in found:
            sheets: list[Sheet] = []
            text = None
            try:
                sheets.extend(sheet(table, columns) for table in member.tables())
                lines = member.text()
                text = sheet(lines) if lines else None
            except Refused:
                sheets = []
            code = member.refused.code if member.refused else None
            files.append(File(member.path, code, member.sha256, member.encoding, sheets, text))
    return files


def sheet(table: Table, columns: Sequence[str] | None = None) -> Sheet:
    """All blocks of one table."""
    found = Sheet(table.head)
    for block in table.blocks(columns):
        found.names = block.frame.columns
        found.rows += block.frame.rows()
        found.lines += block.lines.to_list()
        found.problems += block.problems
    return found


def only(data: bytes, name: str = "file.csv", limits: Limits | None = None) -> Sheet:
    """The one table of one file."""
    [file] = read(data, name, limits)
    assert file.refused is None
    [found] = file.sheets
    return found


@contextmanager
def members_of(data: bytes, name: str = "file.csv", limits: Limits | None = None) -> Iterator[Iterator[Member]]:
    """The members themselves, for tests that read them in their own way."""
    fd = os.memfd_create("test")
    try:
        os.write(fd, data)
        yield members(fd, name, limits)
    finally:
        os.close(fd)
