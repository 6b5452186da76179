"""A start on the tables of another version: what is copied, said and kept, and when the copy goes."""

import logging
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cannot_start import CannotStart
from app.cases.files import erase
from app.settings import Settings
from app.storage import copies, database, service
from app.storage.tables import CaseRow
from app.version import version
from tests.conftest import Say
from tests.service import hits, rows_by_hand

OLDER = "0008"
pytestmark = pytest.mark.sqlite


def with_older_tables(settings: Settings) -> Settings:
    """Makes the tables of an earlier version and a case in them."""
    settings.data.mkdir(mode=0o700)
    engine = database.connect(settings.database_url)
    database.migrate(engine, OLDER)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO cases (id, created_at) VALUES ('CANARY-case', '2026-05-03 00:00:00')"))
    engine.dispose()
    return settings


@pytest.fixture
def older(settings: Settings) -> Settings:
    """A data folder with the tables of an earlier version and a case in them."""
    return with_older_tables(settings)


def copy_of(settings: Settings) -> Path:
    return settings.data / f"mioboe.sqlite.{OLDER}"


def read(path: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_an_upgrade_says_so_and_keeps_a_copy(older: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """One line names both revisions; the copy is the older database, for nobody else to read. Another start says and
    copies nothing."""
    caplog.set_level(logging.INFO, "mioboe")
    service.start(older).close()
    [(head,)] = read(older.data / "mioboe.sqlite", "SELECT version_num FROM alembic_version")
    assert read(older.data / "mioboe.sqlite", "SELECT revision, version FROM migrations") == [(head, version())]
    assert caplog.messages == [f"tables {OLDER} → {head}"]
    assert copy_of(older).stat().st_mode & 0o777 == 0o600
    assert read(copy_of(older), "SELECT version_num FROM alembic_version") == [(OLDER,)]
    assert read(copy_of(older), "SELECT id FROM cases") == [("CANARY-case",)]
    copy_of(older).unlink()
    service.start(older).close()
    assert (len(caplog.messages), copy_of(older).exists()) == (1, False)


def test_an_upgrade_on_postgresql(settings: Settings, postgres: str, caplog: pytest.LogCaptureFixture) -> None:
    """The same line, rows that stay, and no copy: PostgreSQL has its own ways back."""
    caplog.set_level(logging.INFO, "mioboe")
    shared = with_older_tables(replace(settings, database=postgres))
    here = service.start(shared)
    with here.engine.connect() as connection:
        [head] = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
        assert list(connection.execute(text("SELECT id FROM cases")).scalars()) == ["CANARY-case"]
    here.close()
    assert caplog.messages == [f"tables {OLDER} → {head}"]
    assert list(shared.data.glob("mioboe.sqlite*")) == []


def test_the_copy_goes_with_the_next_erasure(older: Settings) -> None:
    """When any case is erased, nothing is left of the copy or of what only it held."""
    here = service.start(older)
    with rows_by_hand(here.engine) as session:
        session.add(CaseRow(id="b" * 32, key=b"locked"))
        session.execute(text("DELETE FROM cases WHERE id = 'CANARY-case'"))
    database.remove_traces(here.engine)
    assert hits(older, b"CANARY-case") == [str(copy_of(older))]
    erase.erase(here, "b" * 32)
    assert hits(older, b"CANARY-case") == []
    here.close()


def test_the_copy_goes_after_seven_days(older: Settings) -> None:
    """The daily clean-up removes it then, and not before."""
    here = service.start(older)
    for age, stays in ((copies.KEPT.total_seconds() - 60, True), (copies.KEPT.total_seconds() + 60, False)):
        os.utime(copy_of(older), (time.time() - age,) * 2)
        erase.daily(here)
        assert copy_of(older).exists() is stays
    here.close()


def test_without_the_copy_nothing_changes(older: Settings) -> None:
    """Where the copy cannot be made the start ends with a sentence, and the tables stay as they are."""
    copy_of(older).mkdir()
    with pytest.raises(CannotStart, match=r"copied to .*0008, and that failed"):
        service.start(older)
    assert read(older.data / "mioboe.sqlite", "SELECT version_num FROM alembic_version") == [(OLDER,)]
    assert list(older.data.glob("*.part")) == []


def test_an_older_program_names_the_version_it_needs(settings: Settings, said: Say) -> None:
    """`serve` and `doctor` name the version that made newer tables, and change nothing."""
    here = service.start(settings)
    with here.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        entry = "INSERT INTO migrations (revision, version, at) VALUES ('9999', '2999.1.1.7+gabcdef12', '2999-01-01')"
        connection.execute(text(entry))
    here.close()
    status, output = said("serve", "--port", "0")
    assert (status, "from version 2999.1.1.7+gabcdef12 of Mioboe" in output, version() in output) == (2, True, True)
    status, output = said("doctor")
    assert (status, "tables 9999 of the newer version 2999.1.1.7+gabcdef12" in output) == (1, True)
