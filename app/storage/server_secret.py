"""The secret of the server, with which form tokens, limits and recovery codes are hashed. All processes share it."""

import secrets
from pathlib import Path

from sqlalchemy import Engine

from app.cannot_start import CannotStart
from app.storage.database import writing
from app.storage.keys import CannotUnlock, MasterKeys
from app.storage.service_tables import ServerSecretRow

SIZE = 32  # bytes


def server_secret(engine: Engine, folder: Path, keys: MasterKeys) -> bytes:
    """The secret in the database, locked with a master key. It is created at the first start, or taken over from the
    data folder, where a restored backup or an earlier version left it. ``CannotStart`` where no key opens it."""
    former = folder / "secret.age"
    try:
        with writing(engine) as session:
            row = session.get(ServerSecretRow, 1)
            if row is None:
                secret = keys.unlock(former.read_bytes()) if former.exists() else secrets.token_bytes(SIZE)
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
