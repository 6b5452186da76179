"""What one running service holds: settings, database, vault, secret. Made once, at start."""

import fcntl
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.errors import CannotStart
from app.settings import Settings
from app.storage import database
from app.storage.vault import Vault, close_to_others, local_store


@dataclass(frozen=True, slots=True)
class Service:
    """Made once by ``start`` and handed to everything that needs it. ``lock`` is the open file that keeps another
    process from the same folder."""

    settings: Settings
    engine: Engine
    vault: Vault
    lock: int
    secret: bytes = field(repr=False)

    def close(self) -> None:
        """Lets go of the database and of the folder."""
        self.engine.dispose()
        os.close(self.lock)

    def keyed_hash(self, *parts: str) -> str:
        """HMAC-SHA256 (hex) under the server's secret: for form tokens and for what must not be stored in clear."""
        return hmac.new(self.secret, b"\0".join(part.encode() for part in parts), hashlib.sha256).hexdigest()


def start(settings: Settings) -> Service:
    """Folders, master key, migrated database. ``CannotStart`` where that cannot be."""
    if not hasattr(os, "memfd_create"):
        raise CannotStart("system")
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.database:  # Made here, because SQLite would make it readable by all; its log follows it.
            os.close(os.open(settings.data / "mioboe.sqlite", os.O_RDWR | os.O_CREAT, 0o600))
        for one in (settings.data, *settings.data.glob("mioboe.sqlite*")):
            close_to_others(one)
        lock = _lock(settings.data / "service.lock")
    except OSError as error:
        raise CannotStart("folder", path=str(settings.data), reason=error.strerror or "") from error
    try:
        return _opened(settings, lock)
    except BaseException:
        os.close(lock)
        raise


def _opened(settings: Settings, lock: int) -> Service:
    try:
        master = master_key(settings.data / "master.key")
        store = local_store(settings.blobs)
    except OSError as error:
        raise CannotStart("folder", path=str(settings.data), reason=error.strerror or "") from error
    try:
        engine = database.connect(settings.database_url)
        database.migrate(engine)
    except ModuleNotFoundError as error:
        raise CannotStart("driver", module=error.name or "") from error
    except (SQLAlchemyError, ImportError) as error:  # ImportError: the driver lacks its system library
        raise CannotStart("database") from error
    secret = hmac.new(str(master).encode(), b"mioboe server secret", hashlib.sha256).digest()
    return Service(settings, engine, Vault(store, master), lock, secret)


def _lock(path: Path) -> int:
    """The open file that says that a service runs on this folder, until it is closed or the process ends.

    A second process would take what the first has under way for leftovers of an earlier life, and remove it.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(fd)
        raise CannotStart("in_use", path=str(path.parent)) from error
    except BaseException:
        os.close(fd)
        raise
    return fd


def master_key(path: Path) -> Identity:
    """The key that locks all other keys; made at the first start as a file that nobody else can read."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _stored(path)
    with open(fd, "w", encoding="ascii") as file:
        file.write(str(Identity.generate()) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return _stored(path)


def _stored(path: Path) -> Identity:
    if path.stat().st_mode & 0o077:
        raise CannotStart("key_open", path=str(path))
    try:
        return Identity.from_str(path.read_text(encoding="ascii").strip())
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise CannotStart("key_damaged", path=str(path)) from error
