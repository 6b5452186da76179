"""The copy of an SQLite database that is made before a newer version migrates it: the way back for whoever made no
backup. It lies beside the database, ends with the revision of its tables, and goes with the next erasure."""

import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta
from glob import escape
from pathlib import Path

from sqlalchemy import Engine

from app.cannot_start import CannotStart
from app.storage.folder import flush

KEPT = timedelta(days=7)


def make(engine: Engine, revision: str) -> None:
    """Copies a database whose tables are of this revision; nothing for PostgreSQL. ``CannotStart`` where that fails."""
    if engine.dialect.name != "sqlite":
        return
    target = _database(engine).with_name(f"{_database(engine).name}.{revision}")
    draft = target.with_name(f"{target.name}.part")
    raw = engine.raw_connection()
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        raw.cursor().execute("VACUUM INTO ?", (str(draft),))
        flush(draft)
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotStart("copy", path=str(target), reason=reason) from error
    finally:
        raw.close()


def remove(engine: Engine, age: timedelta = timedelta(0)) -> None:
    """Removes the copies that are at least this old."""
    for copy in _copies(engine):
        if time.time() - copy.stat().st_mtime >= age.total_seconds():
            copy.unlink(missing_ok=True)


def _copies(engine: Engine) -> Iterator[Path]:
    if engine.dialect.name == "sqlite":
        path = _database(engine)
        yield from path.parent.glob(f"{escape(path.name)}.[0-9]*")


def _database(engine: Engine) -> Path:
    return Path(str(engine.url.database))
