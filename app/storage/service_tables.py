"""The tables of the installation itself: its secret, its backups, and what was removed. Like the others
(``app.storage.tables``) they hold nothing personal."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.storage.columns import short_id, time_column
from app.storage.tables import now


class ServerSecretRow(SQLModel, table=True):
    """The secret of the server, locked with a master key: one row."""

    __tablename__ = "server_secret"
    id: int = Field(default=1, primary_key=True)
    secret: bytes
    key_id: str = Field(max_length=16)  # which master key locks it


class MigrationRow(SQLModel, table=True):
    """The first version of the program that ran on the tables of a revision. Every later version of the product can
    read this table, so its columns never change."""

    __tablename__ = "migrations"
    revision: str = Field(primary_key=True, max_length=16)
    version: str = Field(max_length=64)
    at: datetime = Field(default_factory=now, sa_column=time_column())


class TombstoneRow(SQLModel, table=True):
    """A file or an account that was removed. The list of tombstones (``app.storage.tombstones``) is completed from
    these rows; an erased case is known from its own row."""

    __tablename__ = "tombstones"
    kind: str = Field(primary_key=True, max_length=16)  # account | evidence | upload
    id: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(default_factory=now, sa_column=time_column())


class BackupRow(SQLModel, table=True):
    """One backup that was made and read back. ``missing``: files that were damaged or missing before it was made."""

    __tablename__ = "backups"
    id: str = Field(default_factory=short_id, primary_key=True, max_length=16)
    at: datetime = Field(sa_column=time_column())  # the moment whose state it holds
    verified_at: datetime = Field(sa_column=time_column())
    name: str = Field(max_length=255)  # of the file, without its folder
    size: int = Field(sa_type=BigInteger)
    cases: int
    missing: int
