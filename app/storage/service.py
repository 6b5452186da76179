"""The resources of one running service: settings, database, vault, secret. Created once, at the start."""

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pyrage.x25519 import Identity
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.cannot_start import START_SENTENCES, CannotStart
from app.settings import Settings
from app.storage import bucket, database, restoring, rotation
from app.storage.folder import close_to_others, local_store
from app.storage.keys import CannotUnlock, MasterKeys, configured_keys, key_file, new_key, write_keys
from app.storage.service_tables import ServerSecretRow
from app.storage.upgrading import upgrade
from app.storage.vault import ABANDONED, Vault

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Service:
    """The service: created once by ``start`` and passed to everything that needs it. ``lock`` is an open file: with
    SQLite it keeps other processes away from the folder, with PostgreSQL it prevents a change of the master keys."""

    settings: Settings
    engine: Engine
    vault: Vault
    lock: int
    secret: bytes = field(repr=False)

    @property
    def shared(self) -> bool:
        """Whether other processes may work on the same database and vault."""
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Closes the database and releases the folder."""
        self.engine.dispose()
        os.close(self.lock)

    def keyed_hash(self, *parts: str) -> str:
        """HMAC-SHA256 (hex) under the server's secret: for form tokens and for values that must not be stored in
        clear."""
        return hmac.new(self.secret, b"\0".join(part.encode() for part in parts), hashlib.sha256).hexdigest()


def start(settings: Settings, alone: bool = False) -> Service:
    """Opens folders, master key and migrated database. ``CannotStart`` where that fails; a wrong key changes nothing.
    ``alone``: no other process may use the folder, also with PostgreSQL."""
    if not settings.runs and not settings.is_shared:
        raise CannotStart("runs")
    if restoring.mark_file(settings).exists():
        raise CannotStart("restoring", path=str(settings.data))
    keys = configured_keys(settings)
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.database:  # Made here, because SQLite would make it readable by all; its log follows it.
            os.close(os.open(settings.data / "mioboe.sqlite", os.O_RDWR | os.O_CREAT, 0o600))
        for path in (settings.data, *settings.data.glob("mioboe.sqlite*")):
            close_to_others(path)
        lock = hold(settings, shared=settings.is_shared and not alone)
    except OSError as error:
        raise CannotStart("folder", path=str(settings.data), reason=error.strerror or "") from error
    try:
        _check_list(settings)
        return _opened(settings, lock, keys, alone=not settings.is_shared)
    except BaseException:
        os.close(lock)
        raise


def _check_list(settings: Settings) -> None:
    """``CannotStart`` where the list of tombstones is configured for a place that cannot be written to, such as a disk
    that is not mounted: without the list, erased data would come back from a backup."""
    if settings.tombstones is None:
        return
    try:
        os.close(os.open(settings.tombstones, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise CannotStart("tombstones", path=str(settings.tombstones), reason=error.strerror or "") from error


def beside(settings: Settings) -> Service:
    """Opens the service for a command that changes a few rows, whether or not a running service uses the folder."""
    try:
        return start(settings)
    except CannotStart as reason:
        if reason.sentence != START_SENTENCES["in_use"]:
            raise
    return attached(settings)


def attached(settings: Settings) -> Service:
    """Opens the service without locking the folder against another one, for a command that never writes to the
    vault."""
    return _opened(settings, os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC), configured_keys(settings), alone=False)


def was_started(settings: Settings) -> bool:
    """Whether a service ran with this data folder and database before. Changes nothing."""
    if not settings.database and not (settings.data / "mioboe.sqlite").exists():
        return False
    with what_to_mend(settings):
        return not database.is_new(database.connect(settings.database_url))


def restored(settings: Settings, restoration: str) -> None:
    """Opens a restored installation, which nothing else can open yet: migrates its tables, claims the bucket, and
    checks that all parts fit together. The caller holds the folder. ``CannotStart`` where they do not fit."""
    lock = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    _opened(settings, lock, configured_keys(settings), alone=True, restoration=restoration).close()


def _opened(settings: Settings, lock: int, keys: MasterKeys | None, alone: bool, restoration: str = "") -> Service:
    with what_to_mend(settings):
        engine = database.connect(settings.database_url)
        with database.one_at_a_time(engine):
            mark = restoring.in_database(engine)
            if mark and mark.id != restoration:  # of another data folder
                raise CannotStart("restoring", path="MIOBOE_DATABASE")
            is_new, used = database.is_new(engine), rotation.in_use(engine)
            configured = keys or configured_keys(settings)
            keys = configured or _first_key(settings, was_used=bool(used))
            rotation.check(engine, keys, used, settings.data)
            vault = Vault(blob_store(settings, keys, alone, restoration), keys, settings.is_shared)
            if is_new and vault.cases():  # They would be removed as leftovers.
                raise CannotStart("vault_unknown", place=settings.vault or str(settings.blobs))
            upgrade(engine)
            # The marks of an installation come after its tables, so that a first start that fails leaves none.
            if not configured:
                _write_first_key(settings, keys)
            if settings.vault:
                bucket.claim(vault.store, settings, keys, restoration)
            secret = _server_secret(engine, settings.data, keys)
            if "" in used:
                rotation.name_keys(engine, keys)
    return Service(settings, engine, vault, lock, secret)


@contextmanager
def what_to_mend(settings: Settings) -> Iterator[None]:
    """Turns errors of opening a database or the data folder into the sentence for the operator."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise CannotStart("driver", module=error.name or "") from error
    except OSError as error:
        raise CannotStart("folder", path=str(settings.data), reason=error.strerror or "") from error
    except (SQLAlchemyError, ImportError) as error:  # ImportError: the driver lacks its system library
        raise CannotStart("database") from error


def blob_store(settings: Settings, keys: MasterKeys, alone: bool, restoration: str = "") -> Any:
    """The store of the blobs: a bucket that belongs to no other installation, or a folder. ``CannotStart`` where it
    cannot be used. ``alone``: no other process has an upload in progress there. ``restoration`` is the one that fills
    it, if any."""
    if not settings.vault:
        return local_store(settings.blobs, timedelta(0) if alone else ABANDONED)
    store = bucket.bucket_store(settings)
    bucket.check(store, settings, keys, restoration)
    return store


def _first_key(settings: Settings, was_used: bool) -> MasterKeys:
    """A new key, not written yet; refused where a key was in use before, because a new one would open nothing."""
    path = key_file(settings)
    if path is None or was_used or (settings.blobs.exists() and any(settings.blobs.iterdir())):
        raise CannotStart("key_missing", path=str(path))
    return MasterKeys((Identity.from_str(new_key()),))


def _write_first_key(settings: Settings, keys: MasterKeys) -> None:
    path = key_file(settings)
    assert path
    try:
        write_keys(path, [str(identity) for identity in keys.identities])
    except OSError as error:
        raise CannotStart("key_file", path=str(path), reason=error.strerror or "") from error


def _server_secret(engine: Engine, folder: Path, keys: MasterKeys) -> bytes:
    """The secret in the database, locked with a master key. It is created at the first start, or taken over from the
    data folder, where a restored backup or an earlier version left it. ``CannotStart`` where no key opens it."""
    former = folder / "secret.age"
    try:
        with database.writing(engine) as session:
            row = session.get(ServerSecretRow, 1)
            if row is None:
                secret = keys.unlock(former.read_bytes()) if former.exists() else secrets.token_bytes(SECRET_BYTES)
                row = ServerSecretRow(secret=keys.lock(secret), key_id=keys.id)
                session.add(row)
        secret = keys.unlock(row.secret)
    except CannotUnlock as error:
        raise CannotStart("key_foreign", path=str(folder)) from error
    if _holds(former, secret, keys):  # another one belongs to another database
        former.unlink()
    return secret


def _holds(path: Path, secret: bytes, keys: MasterKeys) -> bool:
    try:
        return keys.unlock(path.read_bytes()) == secret
    except (CannotUnlock, FileNotFoundError):
        return False


def hold(settings: Settings, shared: bool = False) -> int:
    """The open lock file that says that a service uses this folder, until it is closed or the process ends. With SQLite
    a second process would remove the unfinished files of the first as leftovers. Processes on PostgreSQL share the
    lock."""
    path = settings.data / "service.lock"
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(fd)
        raise CannotStart("in_use", path=str(path.parent)) from error
    except BaseException:
        os.close(fd)
        raise
    return fd
