"""A data folder that an earlier version left (``tests.upgrade.keep``) opens with everything that its person said."""

import logging
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from app.settings import Settings
from app.storage.guard import owned
from app.storage.upgrading import scripts
from tests.service import listening
from tests.upgrade import people

HERE = Path(__file__).parent
KEPT = sorted(HERE.glob("*.zip"))
LONG = 36_500  # days; the data grows older with the project
WORKS = {"runs", "looks", "grants", "phone_uploads"}  # tables of what is under way


def rows(database: Path, table: str, columns: str = "*") -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return set(connection.execute(f"SELECT {columns} FROM {table}"))


def columns(database: Path, table: str) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})"))


@pytest.mark.sqlite
@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_everything_that_was_said_is_there(kept: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The tables are upgraded with one line in the log, and all answers, texts, files, steps and confirmed rows are
    there; what was erased before is nowhere. Every row of the older tables of cases is among the newer ones."""
    with zipfile.ZipFile(kept) as archive:
        archive.extractall(tmp_path)
    data = tmp_path / "data"
    (data / "master.key").chmod(0o600)
    caplog.set_level(logging.INFO, "mioboe")
    with listening(Settings(data=data, keep_cases=LONG, keep_uploads=LONG)) as url:
        people.check(url, people.load(kept.with_suffix(".json")), [data])
    upgraded = [line for line in caplog.messages if line.startswith("tables ")]
    [copy] = data.glob("mioboe.sqlite.0*")
    assert upgraded == [f"tables {copy.suffix[1:]} → {scripts().get_current_head()}"]
    for table in {str(table.__tablename__) for table in owned()} - WORKS:
        named = columns(copy, table)
        if named:
            assert rows(copy, table, named) <= rows(data / "mioboe.sqlite", table, named), table


def test_kept_data_is_small() -> None:
    """There is some, and all of it together is small."""
    assert KEPT
    assert sum(path.stat().st_size for path in KEPT) <= 2_000_000
