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
# The first and the last sample of each format; `make soak` takes all.
ENDS = {*{FORMATS[name]: name for name in ALL}.values(), *{FORMATS[name]: name for name in reversed(ALL)}.values()}
NAMES = ALL if os.environ.get("EVERY_CASE") else sorted(ENDS)


@pytest.fixture(scope="module")
def files() -> dict[str, list[ReadFile]]:
    """Every sample, by its path."""
    inputs = [Input(name, partial(os.open, SAMPLES / name, os.O_RDONLY)) for name in NAMES]
    return {name: one.files for name, one in zip(NAMES, intake.read(inputs), strict=True)}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReadFile]:
    """One sample of each format with more rows: one of question marks, the last one again, one of which only the first
    cell is filled."""
    folder, inputs = tmp_path_factory.mktemp("broken"), []
    for format_id, name in FIRST.items():
        over, header, rows = grid(name)
        odd = [["?"] * len(header), rows[-1] if rows else header, ["?", *[""] * (len(header) - 1)]]
        path = folder / f"{format_id}.csv"
        path.write_bytes(written([*over, header, *rows, *odd], ",").encode())
        inputs.append(Input(format_id, partial(os.open, path, os.O_RDONLY)))
    return {one.files[0].path: one.files[0] for one in intake.read(inputs)}


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_of_a_sample_are_accounted_for(name: str, files: dict[str, list[ReadFile]]) -> None:
    """Of all rows that are left out, the importer knows why."""
    for file in files[name]:
        assert list(faults(file)) == []
        assert not [one for one in file.problems if one.message == LEFT_OVER_SENTENCE]


@pytest.mark.parametrize("format_id", FIRST)
def test_broken_rows_are_accounted_for(format_id: str, broken: dict[str, ReadFile]) -> None:
    """Rows that no importer expects are rows too."""
    file = broken[format_id]
    own = formats()[format_id]
    proven = any(one.id == format_id and one.proven for one in shipped())
    by_rows = own.headless or own.fallback or proven or any(one.id == format_id for one in BY_VALUES)
    if not by_rows:  # others are recognised whatever stands in a row
        assert file.format == format_id
        assert list(faults(file)) == []
        assert file.rows == len(grid(FIRST[format_id])[2]) + 3


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
