"""Files on their way through the reading process, as they are handed in."""

import os
from functools import partial
from pathlib import Path

from app.report.intake import Read, read
from app.sandbox.client import BATCH, Input
from tests.importers.reading import SAMPLES


def _read(*paths: Path) -> list[Read]:
    return read([Input(path.name, partial(os.open, path, os.O_RDONLY)) for path in paths])


def test_a_full_batch_is_read_to_its_last_file(tmp_path: Path) -> None:
    """One process opens a whole batch of files and still finds what it needs for formats that it meets only then."""
    paths = [SAMPLES / "apple/devices/two.csv", SAMPLES / "aeon/card/file.csv", SAMPLES / "google/devices/older.csv"]
    note = tmp_path / "note.txt"
    note.write_text("Nothing that a table could be made of")
    files = [file for one in _read(*[note] * (BATCH - len(paths)), *paths) for file in one.files]
    assert len(files) == BATCH
    assert [file.format for file in files if file.format] == ["apple.devices", "aeon.card", "google.devices"]


def test_the_records_of_pasted_text_are_counted_not_its_lines() -> None:
    """A movement that was copied as three lines is one row. Pasted text was never a table, so short and long rows are
    no problems."""
    names = ("uk-pasted", "uk-pasted-lines", "de-pasted", "pasted-lines")
    folders = (*["amazon/gift_card_page"] * 2, "amazon/transactions_page", "yahoo_japan/login_history")
    found = _read(*(SAMPLES / folder / f"{name}.txt" for folder, name in zip(folders, names, strict=True)))
    files = [file for one in found for file in one.files]
    assert [(file.rows, file.events) for file in files] == [(4, 4), (2, 2), (3, 3), (2, 2)]
    assert files[3].format == "yahoo_japan.login_history"
    assert [problem.code for problem in files[3].problems] == ["assumed-zone"]
    assert found[3].tables["logins"].height == 2
