"""The marks of a restoration: one in the data folder, one in the database and one in the bucket, with the same id.

No service starts while one of them exists, and no other restoration begins. The mark in the folder lists the blobs that
the restoration may have written, so that blobs of others are never removed as its own.
"""

from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Boolean, Column, Connection, Engine, MetaData, String, Table, inspect, make_url

from app.settings import Settings
from app.storage.keys import write_whole


class Mark(msgspec.Struct, frozen=True):
    """A restoration as its data folder records it.

    ``source`` is a digest of what is restored. ``database`` and ``vault`` are the target places; ``key`` is the file of
    the master key where the restoration writes it, else empty, and ``key_ids`` name the keys in it. ``state``: begun
    (no blob is written) | filling (each of ``blobs``, ``case/name``, may be written) | complete (only marks are left to
    be removed).
    """

    id: str
    source: str
    database: str
    vault: str
    key: str
    key_ids: list[str]
    state: Literal["begun", "filling", "complete"] = "begun"
    blobs: list[str] = []


class InDatabase(NamedTuple):
    """The mark in a database. ``complete``: the rows were committed together with it."""

    id: str
    complete: bool


_TABLE = Table("restoration", MetaData(), Column("id", String(32), primary_key=True), Column("complete", Boolean))


MARKS = ("alembic_version", _TABLE.name)  # tables that say in which state a database is


def mark_file(settings: Settings) -> Path:
    """The file that exists while a backup is being restored, and afterwards where the restoration was interrupted."""
    return settings.data / "restoring"


def places(settings: Settings) -> tuple[str, str]:
    """Database and vault of these settings as a mark names them, without a password."""
    database = make_url(settings.database).set(password=None).render_as_string() if settings.database else ""
    return database, f"{settings.vault} {settings.vault_endpoint}".strip()


def read(settings: Settings) -> Mark | None:
    """The mark in the data folder; None where it has none. ``ValueError`` for a file that is no mark."""
    try:
        return msgspec.json.decode(mark_file(settings).read_bytes(), type=Mark)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise ValueError from error


def write(settings: Settings, mark: Mark) -> None:
    """Writes the mark into the data folder, in place of an earlier one, and waits until it is on the disk."""
    write_whole(mark_file(settings), msgspec.json.encode(mark))


def in_database(engine: Engine) -> InDatabase | None:
    """The mark in a database; None where no restoration is in progress there."""
    if not inspect(engine).has_table(_TABLE.name):
        return None
    with engine.connect() as connection:
        row = connection.execute(_TABLE.select()).one_or_none()
    return InDatabase(row.id, row.complete) if row else None


def enter(engine: Engine, id_: str) -> None:
    """Writes the mark into a database that has none."""
    with engine.execution_options(writes=True).begin() as connection:
        _TABLE.create(connection, checkfirst=True)
        connection.execute(_TABLE.insert().values(id=id_, complete=False))


def complete(connection: Connection) -> None:
    """Records that the restoration is complete, in the transaction that adds the rows."""
    connection.execute(_TABLE.update().values(complete=True))


def leave(engine: Engine) -> None:
    """Removes the mark from a database."""
    with engine.execution_options(writes=True).begin() as connection:
        _TABLE.drop(connection, checkfirst=True)
