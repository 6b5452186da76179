"""What one running service holds: settings, database, vault, secret. Made once, at start."""

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
from app.storage.vault import Vault, local_store


@dataclass(frozen=True, slots=True)
class Service:
    """Made once by ``start`` and handed to everything that needs it."""

    settings: Settings
    engine: Engine
    vault: Vault
    secret: bytes = field(repr=False)

    def keyed_hash(self, *parts: str) -> str:
        """HMAC-SHA256 (hex) under the server's secret: for form tokens and for what must not be stored in clear."""
        return hmac.new(self.secret, b"\0".join(part.encode() for part in parts), hashlib.sha256).hexdigest()


def start(settings: Settings) -> Service:
    """Folders, master key, migrated database. ``CannotStart`` where that cannot be."""
    if not hasattr(os, "memfd_create"):
        raise CannotStart("system")
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
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
    return Service(settings, engine, Vault(store, master), secret)


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
