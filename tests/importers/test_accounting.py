"""Every row of every recognised file is accounted for: an event, an event of another row, or a problem with a line."""

import os
from functools import partial

import pytest

from app.importers.accounting import EVENTS, SAME
from app.report import intake
from app.report.intake import ReadFile
from app.sandbox.client import Input
from tests.importers.reading import SAMPLES, samples

NAMES = [str(path.relative_to(SAMPLES)) for path in samples()]


@pytest.fixture(scope="module")
def files() -> dict[str, list[ReadFile]]:
    """Every sample as the reading process reads it, by its path."""
    inputs = [Input(name, partial(os.open, SAMPLES / name, os.O_RDONLY)) for name in NAMES]
    return {name: one.files for name, one in zip(NAMES, intake.read(inputs), strict=True)}


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_of_a_sample_are_accounted_for(name: str, files: dict[str, list[ReadFile]]) -> None:
    """The counts add up to the rows; each code is one of the problems, which count as many rows and name a line."""
    for file in files[name]:
        check(file)


def check(file: ReadFile) -> None:
    """One recognised file."""
    assert file.format
    assert sum(file.accounted.values()) == file.rows
    assert file.accounted.get(EVENTS, 0) <= file.events
    for code, rows in file.accounted.items():
        if code not in (EVENTS, SAME):
            own = [one for one in file.problems if one.code == code and one.line]
            assert sum(one.count for one in own) >= rows, (file.path, code)
            assert all(one.lines[0] == one.line for one in own)
