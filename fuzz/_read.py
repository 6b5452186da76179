"""Reads bytes as an upload is read, and checks the invariants of every table."""

import os
from collections.abc import Iterable
from pathlib import Path

from app.importers import claims, formats, visible_problems
from app.importers.shared.cells.columns import wanted
from app.reader import Limits, members
from app.reader.member import Member
from app.reader.problems import Refused
from app.reader.table import Block, FileProblem, Table

SAMPLES = Path(__file__).parents[1] / "tests" / "importers" / "samples"


def seeds(*suffixes: str) -> list[bytes]:
    """The small samples of the formats with these suffixes."""
    files = sorted(one for one in SAMPLES.rglob("*") if one.suffix in suffixes)
    return [data for one in files if len(data := one.read_bytes()) < 8_000]


def read(data: bytes, name: str) -> None:
    """Reads every member, table and row, and imports what a format claims."""
    fd = os.memfd_create("fuzz")
    try:
        os.write(fd, data)
        for member in members(fd, name, Limits()):
            _member(member)
    finally:
        os.close(fd)


def _member(member: Member) -> None:
    try:
        claimed = sum(_table(table) for table in member.tables())
        text = None if claimed else member.text()
        if text is not None:
            _table(text)
    except Refused:
        _check_sentences([member.refused] if member.refused else [])


def _table(table: Table) -> bool:
    head = table.head
    assert all(len(row) == len(head.header) for row in head.sample), "a sample row has another width"
    found = claims(head)
    # Two formats may claim a text that is made of pieces of both; the person is told.
    importer = formats()[found[0]] if len(found) == 1 else None
    last = 0
    for block in table.blocks(wanted(head, importer.columns) if importer else None):
        last = _block(block, last)
        if importer:
            _check_sentences(visible_problems(importer.read(head, block), block.problems))
    return bool(found)


def _block(block: Block, last: int) -> int:
    lines = block.lines.to_list()
    assert len(lines) == block.frame.height or not block.frame.width
    assert lines == sorted(lines), "lines go back"
    assert not lines or lines[0] >= last
    _check_sentences(block.problems)
    return lines[-1] if lines else last


def _check_sentences(problems: Iterable[FileProblem]) -> None:
    for problem in problems:
        assert problem.message.format(**problem.values)
