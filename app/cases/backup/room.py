"""The place into which a backup is restored: a data folder, a database and a vault. It must be empty, data of others is
never touched in it, and it is empty again when the restoration fails.

A restoration leaves a mark in all three while it runs (``app.storage.restoring``): first in the folder, then in the
database, then in the bucket. Only when the bucket holds nothing except that mark, the folder's mark lists the blobs
that will be written. A restoration that was killed is undone by the next one, from the last of these steps to the
first.
"""

import dataclasses
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import obstore
from msgspec.structs import replace
from sqlalchemy import Engine, inspect, select
from sqlmodel import SQLModel

from app.cases.backup import rows
from app.cases.backup.problems import CannotBackUp
from app.cases.operation import checked_content
from app.settings import Settings
from app.storage import bucket, restoring
from app.storage.database import connect, migrate
from app.storage.folder import local_store
from app.storage.keys import MasterKeys, configured_keys, key_file
from app.storage.restoring import Mark, mark_file
from app.storage.service import hold, what_to_mend
from app.storage.service_tables import ServerSecretRow

FILLED = (*rows.TABLES, SQLModel.metadata.tables[str(ServerSecretRow.__tablename__)])


@contextmanager
def held(settings: Settings) -> Iterator[Mark | None]:
    """Locks the data folder, so that no service starts in it meanwhile. Gives the mark of a restoration that was
    interrupted there. ``CannotBackUp`` where anything else is in the folder, or where that restoration went into
    another database or vault; ``CannotStart`` where a service runs there."""
    with what_to_mend(settings):
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = hold(settings)
    try:
        with what_to_mend(settings):
            try:
                former = restoring.read(settings)
            except ValueError as error:
                raise CannotBackUp("full", place=settings.data) from error
            if former is None:
                _require_empty_folder(settings)
            elif (former.database, former.vault) != restoring.places(settings):
                raise CannotBackUp("other_place", path=settings.data)
        yield former
    finally:
        os.close(lock)


class Room:
    """A locked folder with its database and vault. ``engine`` is the database, in which one restoration runs at a
    time."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine: Engine = connect(settings.database_url)
        self.store: Any = bucket.bucket_store(settings) if settings.vault else None

    def is_complete(self, mark: Mark) -> bool:
        """Whether everything of this restoration is in place. Its mark in the database is removed last but one."""
        here = self._in_database()
        if here is None:
            return mark.state == "complete" and self._has_rows()
        return here == (mark.id, True)

    def begin(self, source: str, blobs: list[str], keys: MasterKeys, writes_key: bool) -> Mark:
        """Reserves the place for a restoration. ``source`` is a digest, ``blobs`` are ``case/name``. ``CannotBackUp``
        where the place is not empty; then nothing was written."""
        self._require_empty()
        file = key_file(self.settings) if writes_key else None
        key = str(file.absolute()) if file else ""
        mark = Mark(secrets.token_hex(16), source, *restoring.places(self.settings), key, keys.ids)
        restoring.write(self.settings, mark)
        with self.undone():
            if not self.settings.database:
                os.close(os.open(self.settings.data / "mioboe.sqlite", os.O_RDWR | os.O_CREAT, 0o600))
            restoring.enter(self.engine, mark.id)
            if self.store and not bucket.begin_restoration(self.store, self.settings, mark.id):
                raise CannotBackUp("full", place=self.settings.vault)
            mark = replace(mark, state="filling", blobs=blobs)
            restoring.write(self.settings, mark)
            if "alembic_version" in inspect(self.engine).get_table_names():
                migrate(self.engine, "base")  # tables without rows: the backup's version of them is made instead
        return mark

    def undo(self, mark: Mark, ours: bool = False) -> None:
        """Removes what a restoration wrote, at whatever point it was interrupted, and its marks. ``CannotBackUp`` where
        other data is there by now. ``ours``: the restoration ran in this process."""
        here = self._in_database()
        if here and here.id != mark.id:
            raise CannotBackUp("elsewhere", place="MIOBOE_DATABASE")
        if here is None:
            self._require_no_rows()
        self._remove_blobs(mark)
        restoring.write(self.settings, replace(mark, state="begun", blobs=[]))
        if here and here.complete:
            migrate(self.engine, "base")
        self._leave()
        self.engine.dispose()
        self._clear_folder(mark, ours)
        mark_file(self.settings).unlink()

    def finish(self, mark: Mark) -> None:
        """Removes the marks, in an order by which a complete restoration can be distinguished from one that was
        undone."""
        restoring.write(self.settings, replace(mark, state="complete"))
        if self.store:
            bucket.end_restoration(self.store, mark.id)
        self._leave()
        mark_file(self.settings).unlink()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Removes what was written so far when the block fails. Rows and their blobs stay where the database committed
        them and only its confirmation was lost."""
        try:
            yield
        except BaseException as error:
            try:
                mark = restoring.read(self.settings)
                assert mark
                stays = self.is_complete(mark)
                if not stays:
                    self.undo(mark, ours=True)
            except Exception as worse:
                raise CannotBackUp("left") from worse
            if stays:
                raise CannotBackUp("left") from error
            raise

    def _in_database(self) -> restoring.InDatabase | None:
        return restoring.in_database(self.engine) if self._has_database() else None

    def _has_database(self) -> bool:
        return bool(self.settings.database) or (self.settings.data / "mioboe.sqlite").exists()

    def _has_rows(self) -> bool:
        if not self._has_database():
            return False
        here = set(inspect(self.engine).get_table_names())
        with self.engine.connect() as connection:
            tables = [table for table in FILLED if table.name in here]
            return any(connection.execute(select(1).select_from(table).limit(1)).first() for table in tables)

    def _leave(self) -> None:
        if self._has_database():
            restoring.leave(self.engine)

    def _require_empty(self) -> None:
        _require_empty_folder(self.settings)
        if self._in_database():
            raise CannotBackUp("elsewhere", place="MIOBOE_DATABASE")
        self._require_no_rows()
        if self.store and not bucket.is_empty(self.store, self.settings):
            raise CannotBackUp("full", place=self.settings.vault)

    def _require_no_rows(self) -> None:
        if self._has_rows():
            raise CannotBackUp("full", place="MIOBOE_DATABASE")

    def _remove_blobs(self, mark: Mark) -> None:
        """Removes only blobs that the mark lists, and in a bucket only while its own mark is there: then nobody else
        has used the bucket since."""
        if not self.store:
            if self.settings.blobs.exists():
                store = local_store(self.settings.blobs)  # removes what was half written, too
                for blob in mark.blobs:
                    if (self.settings.blobs / blob).exists():
                        obstore.delete(store, blob)
            return
        there = {str(entry["path"]) for page in obstore.list(self.store) for entry in page}
        if f"{bucket.RESTORING}{mark.id}" in there:
            for blob in there.intersection(mark.blobs):
                obstore.delete(self.store, blob)
            bucket.end_restoration(self.store, mark.id)

    def _clear_folder(self, mark: Mark, ours: bool) -> None:
        """Removes what a restoration wrote into the folder beside its blobs. A key file outside the folder stays,
        unless it was written just now, because others may use it by now."""
        data, blobs = self.settings.data, self.settings.blobs
        key = Path(mark.key) if mark.key else None
        if key and (ours or key.is_relative_to(data.absolute())) and _holds(self.settings, key, mark):
            key.unlink(missing_ok=True)
            key.with_name(f"{key.name}.new").unlink(missing_ok=True)
        if not self.settings.database:
            for file in data.glob("mioboe.sqlite*"):
                file.unlink()
        for file in data.glob("secret.age*"):
            file.unlink()
        if blobs.exists() and not any(path.is_file() for path in blobs.rglob("*")):
            shutil.rmtree(blobs)


def _holds(settings: Settings, key: Path, mark: Mark) -> bool:
    """Whether the key file is the one of the mark, or does not exist."""
    here = configured_keys(dataclasses.replace(settings, key="", key_command="", key_file=key))
    return here is None or here.ids == mark.key_ids


def _require_empty_folder(settings: Settings) -> None:
    replaced = (checked_content.NAME, mark_file(settings).name)  # written beside, and interrupted
    names = {"service.lock", "lost+found", checked_content.NAME, *(f"{name}.new" for name in replaced)}
    expected = {settings.tombstone_list, key_file(settings), *(settings.data / name for name in names)}
    blobs = settings.blobs
    unexpected = [path for path in settings.data.iterdir() if path not in expected and path != blobs]
    if unexpected or (blobs.exists() and any(blobs.iterdir())):
        raise CannotBackUp("full", place=settings.data)
