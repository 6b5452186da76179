"""The place into which a backup is restored. Nothing is in it before, and nothing is left in it when that fails."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, select

from app.cases.backup import rows
from app.cases.backup.problems import CannotBackUp
from app.settings import Settings
from app.storage.database import connect, migrate, one_at_a_time
from app.storage.keys import key_file
from app.storage.service import hold, unfinished, what_to_mend

KEY_TOO = b"with the key\n"  # in the mark: the file of the key is of this restoration


@contextmanager
def held(settings: Settings) -> Iterator[bool]:
    """A data folder with nothing in it, in which no service starts meanwhile. Gives whether a restoration had been cut
    off there; what it left is removed. ``CannotBackUp`` where something is in the folder, ``CannotStart`` where a
    service runs there."""
    with what_to_mend(settings):
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = hold(settings)
    try:
        with what_to_mend(settings):
            mark = unfinished(settings)
            if former := mark.exists():
                _clear(settings, with_key=mark.read_bytes() == KEY_TOO)
                mark.unlink()
            _require_empty_folder(settings)
        yield former
    finally:
        os.close(lock)


@contextmanager
def room(settings: Settings, writes_key: bool) -> Iterator[Engine]:
    """The empty database beside such a folder. While the restoration goes on, and after it was cut off, a mark in the
    folder keeps the service from starting; in the database a lock does, and has a second restoration wait, which would
    take rows that are not committed for none. ``CannotBackUp`` where something is in the database."""
    mark = unfinished(settings)
    mark.write_bytes(KEY_TOO if writes_key else b"")
    try:
        if not settings.database:
            os.close(os.open(settings.data / "mioboe.sqlite", os.O_RDWR | os.O_CREAT, 0o600))
        engine = connect(settings.database_url)
        try:
            with one_at_a_time(engine):
                _require_empty_database(engine)
                yield engine
        finally:
            engine.dispose()
    except BaseException:
        _clear(settings, writes_key)
        mark.unlink()
        raise
    mark.unlink()


def _require_empty_folder(settings: Settings) -> None:
    expected = {
        settings.tombstone_list,
        settings.data / "service.lock",
        settings.data / "lost+found",
        key_file(settings),
    }
    blobs = settings.blobs
    found = [one for one in settings.data.iterdir() if one not in expected and one != blobs]
    if found or (blobs.exists() and any(blobs.iterdir())):
        raise CannotBackUp("full", place=settings.data)


def _require_empty_database(engine: Engine) -> None:
    """Tables without rows are removed: the backup's version of them is made instead."""
    here = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        for table in rows.TABLES:
            if table.name in here and connection.execute(select(1).select_from(table).limit(1)).first():
                raise CannotBackUp("full", place="MIOBOE_DATABASE")
    if "alembic_version" in here:
        migrate(engine, "base")


def _clear(settings: Settings, with_key: bool) -> None:
    """Removes what a restoration wrote into the folder. The rows went with their transaction."""
    blobs = list(settings.blobs.iterdir()) if settings.blobs.exists() else []
    for one in blobs:
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    files = [*settings.data.glob("mioboe.sqlite*"), *settings.data.glob("secret.age*")]
    file = key_file(settings)
    if with_key and file is not None:
        files += [file, _draft(file)]
    for one in files:
        one.unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    return path.with_name(path.name + ".new")
