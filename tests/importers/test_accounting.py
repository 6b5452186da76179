"""Every row of every recognised file is accounted for: an event, an event of another row, or a problem with a line."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from app.importers import formats
from app.importers.accounting import EVENTS, LEFT_OVER_SENTENCE, SAME
from app.importers.layouts.stored import shipped
from app.report import intake
from app.report.intake import ReadFile
from app.sandbox.client import Input
from tests.importers.reading import SAMPLES, samples
from tests.importers.test_layouts import OF_TWO_TABLES, grid, written

BY_VALUES = [layout for layout in shipped() if layout.where]
ALL = [str(path.relative_to(SAMPLES)) for path in samples()]
FORMATS = {name: ".".join(Path(name).parts[:2]) for name in ALL}
FIRST = {FORMATS[name]: name for name in reversed(ALL) if name.endswith(".csv") and not name.startswith(OF_TWO_TABLES)}
EVERY = 1 if os.environ.get("EVERY_CASE") else 2  # `make soak` takes every sample, and breaks a file of every format
BROKEN = sorted(FIRST)[::EVERY]
# The last sample of each format of which none is broken.
LAST = {FORMATS[name]: name for name in ALL if FORMATS[name] not in BROKEN}
NAMES = ALL if EVERY == 1 else sorted(LAST.values())
# Files are read many at a time, and each part by one process only.
PARTS = 2


@pytest.mark.parametrize("part", range(PARTS))
def test_the_rows_of_samples_are_accounted_for(part: int) -> None:
    """Of all rows that are left out, the importer knows why."""
    names = NAMES[part::PARTS]
    inputs = [Input(name, partial(os.open, SAMPLES / name, os.O_RDONLY)) for name in names]
    for name, source in zip(names, intake.read(inputs), strict=True):
        for file in source.files:
            assert (name, list(faults(file))) == (name, [])
            assert not [problem for problem in file.problems if problem.message == LEFT_OVER_SENTENCE], name


@pytest.mark.parametrize("part", range(PARTS))
def test_broken_rows_are_accounted_for(part: int, tmp_path: Path) -> None:
    """Rows that no importer expects are rows too: one of question marks, the last one again, one of which only the
    first cell is filled."""
    inputs, rows_of = [], {}
    for format_id in BROKEN[part::PARTS]:
        over, header, rows = grid(FIRST[format_id])
        odd = [["?"] * len(header), rows[-1] if rows else header, ["?", *[""] * (len(header) - 1)]]
        path = tmp_path / f"{format_id}.csv"
        path.write_bytes(written([*over, header, *rows, *odd], ",").encode())
        inputs.append(Input(format_id, partial(os.open, path, os.O_RDONLY)))
        rows_of[format_id] = len(rows) + len(odd)
    for source in intake.read(inputs):
        [file] = source.files
        if not _by_rows(file.path):
            assert (file.path, file.format) == (file.path, file.path)
            assert (file.path, list(faults(file))) == (file.path, [])
            assert (file.path, file.rows) == (file.path, rows_of[file.path])


def _by_rows(format_id: str) -> bool:
    """Whether rows decide that a file has this format; others are recognised whatever stands in a row."""
    own = formats()[format_id]
    proven = any(layout.id == format_id and layout.proven for layout in shipped())
    return own.headless or own.fallback or proven or any(layout.id == format_id for layout in BY_VALUES)


def faults(file: ReadFile) -> Iterator[str]:
    """What contradicts: the counts add up to the rows, and each code is one of the problems, which name their lines."""
    if not file.format or sum(file.accounted.values()) != file.rows:
        yield f"{file.accounted} of {file.rows}"
    for code in file.accounted.keys() - {EVENTS, SAME}:
        own = [one for one in file.problems if one.code == code and one.line]
        if sum(one.count for one in own) < file.accounted[code]:
            yield f"{code}: {own}"
    yield from (f"{one.code}: lines" for one in file.problems if one.line and not _starts(one.lines, one.line))


def _starts(lines: Sequence[int], line: int) -> bool:
    return bool(lines) and lines[0] == line
