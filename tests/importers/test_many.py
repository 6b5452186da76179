"""Files on their way through the reading process, as they are handed in."""

import os
from functools import partial
from pathlib import Path

import pytest

from app.report.intake import Read, read
from app.sandbox.client import BATCH, Input
from tests.importers.reading import SAMPLES


def _read(*paths: Path) -> list[Read]:
    return read([Input(path.name, partial(os.open, path, os.O_RDONLY)) for path in paths])


def test_a_full_batch_is_read_to_its_last_file() -> None:
    """One process opens a whole batch of files and still finds what it needs for formats that it meets only then."""
    paths = [SAMPLES / "apple/devices/two.csv", SAMPLES / "aeon/card/file.csv", SAMPLES / "google/devices/older.csv"]
    files = [file for one in _read(*(paths * BATCH)[:BATCH]) for file in one.files]
    assert len(files) == BATCH
    assert {file.format for file in files} == {"apple.devices", "aeon.card", "google.devices"}


@pytest.mark.parametrize(
    ("sample", "rows"),
    [
        ("amazon/gift_card_page/uk-pasted.txt", 4),
        ("amazon/gift_card_page/uk-pasted-lines.txt", 2),
        ("amazon/transactions_page/de-pasted.txt", 3),
        ("yahoo_japan/login_history/pasted-lines.txt", 2),
    ],
)
def test_the_records_of_pasted_text_are_counted_not_its_lines(sample: str, rows: int) -> None:
    """A movement that was copied as three lines is one row."""
    (one,) = _read(SAMPLES / sample)
    (file,) = one.files
    assert (file.rows, file.events) == (rows, rows)


def test_a_pasted_page_is_not_called_an_odd_table() -> None:
    """Pasted text was never a table, so short and long rows are no problems, and its lines are counted once."""
    (one,) = _read(SAMPLES / "yahoo_japan/login_history/pasted-lines.txt")
    (file,) = one.files
    assert file.format == "yahoo_japan.login_history"
    assert [problem.code for problem in file.problems] == ["assumed-zone"]
    assert one.tables["logins"].height == 2
