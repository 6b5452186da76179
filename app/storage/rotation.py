"""The rotation of master keys: everything that older master keys locked is locked again with the current one. It works
in small transactions and may be interrupted at any point: the older keys stay until nothing needs them, and the next
rotation continues."""

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlmodel import col, select

from app.cannot_start import CannotStart
from app.settings import Settings
from app.storage.database import forget, writing
from app.storage.keys import (
    CannotUnlock,
    MasterKeys,
    configured_keys,
    key_file,
    new_key,
    write_keys,
)
from app.storage.service_tables import ServerSecretRow
from app.storage.tables import AccountRow, CaseRow

BATCH = 50  # rows in one transaction
LOCKED: tuple[tuple[Any, str], ...] = (
    (ServerSecretRow, "secret"),
    (CaseRow, "key"),
    (AccountRow, "totp_secret"),
)


def in_use(engine: Engine) -> Counter[str]:
    """How many keys of cases and secrets (of accounts, of the server) each master key locks, by its id; "" counts data
    locked by versions without ids, and damaged data. It reads databases of earlier versions too."""
    counts: Counter[str] = Counter()
    with engine.connect() as connection:
        looked = inspect(connection)
        for table, name in LOCKED:
            if not looked.has_table(table.__tablename__):
                continue
            named = "key_id" in {column["name"] for column in looked.get_columns(table.__tablename__)}
            column_name = "key_id" if named else "''"
            query = f"SELECT {column_name}, count(*) FROM {table.__tablename__} WHERE {name} IS NOT NULL GROUP BY 1"  # noqa: S608 (names of ours)
            for key_id, count in connection.execute(text(query)):
                counts[key_id] += count
    return counts


def check(engine: Engine, keys: MasterKeys, used: Counter[str], folder: Path) -> None:
    """``CannotStart`` where something is locked (``used``: see ``in_use``) with a key that is not configured: the keys
    of another installation, or an older key that was removed before the rotation had ended."""
    foreign = set(used) - {"", *keys.ids}
    if set(used) == {""}:
        with engine.connect() as connection:
            sample = connection.execute(text("SELECT key FROM cases WHERE key IS NOT NULL ORDER BY created_at DESC"))
            locked = sample.scalar()
        try:
            keys.unlock(bytes(locked or b""))
        except CannotUnlock:
            foreign = {""}
    if foreign:
        raise CannotStart("key_foreign", path=str(folder))


def rotate(engine: Engine, settings: Settings, keys: MasterKeys) -> tuple[MasterKeys, int, int]:
    """Makes a new master key the current one, unless a rotation is in progress, and locks everything with it.

    Returns the keys afterwards, the number of rows that were locked again, and of rows that no key opens. No service
    may run meanwhile. ``CannotStart`` where the keys come from the environment or a command, which only the operator
    can change, and the current key there is not new.
    """
    path = key_file(settings)
    if _ended(engine, keys):
        if path is None:
            raise CannotStart("key_rotate_setting")
        _replace(path, [new_key(), *map(str, keys.identities)])
        keys = configured_keys(settings) or keys
    done = broken = 0
    for table, name in LOCKED:
        now_done, now_broken = _lock_anew(engine, keys, table, name)
        done, broken = done + now_done, broken + now_broken
    forget(engine)
    return keys, done, broken


def forget_older(engine: Engine, settings: Settings, keys: MasterKeys) -> MasterKeys:
    """Destroys the older keys in the file. ``CannotStart`` while something is still locked with one of them, and where
    the keys come from the environment or a command."""
    path = key_file(settings)
    if not _ended(engine, keys):
        raise CannotStart("key_still_used")
    if path is None:
        raise CannotStart("key_forget_setting")
    with path.open("r+b") as former:
        _replace(path, [str(keys.identities[0])])
        former.write(bytes(former.seek(0, os.SEEK_END) - former.seek(0)))  # The file without a name, not the new one.
        former.flush()
        os.fsync(former.fileno())
    return configured_keys(settings) or keys


def _replace(path: Path, keys: Sequence[str]) -> None:
    """Writes the key file. ``CannotStart`` where it is read-only, like a secret of a container."""
    try:
        write_keys(path, keys)
    except OSError as error:
        raise CannotStart("key_file", path=str(path), reason=error.strerror or "") from error


def _ended(engine: Engine, keys: MasterKeys) -> bool:
    return not set(in_use(engine)) - {"", keys.id}


def _lock_anew(engine: Engine, keys: MasterKeys, table: Any, name: str) -> tuple[int, int]:
    """All rows of a table that an older key locks. A row that cannot be opened is damaged, and none of our keys
    fits."""
    done = broken = 0
    due = (col(getattr(table, name)).is_not(None), col(table.key_id).not_in(("", keys.id)))
    while True:
        with writing(engine) as session:
            rows = session.exec(select(table).where(*due).limit(BATCH)).all()
            for row in rows:
                try:
                    setattr(row, name, keys.lock(keys.unlock(getattr(row, name))))
                    row.key_id = keys.id
                    done += 1
                except CannotUnlock:
                    row.key_id = ""
                    broken += 1
        if not rows:
            return done, broken


def name_keys(engine: Engine, keys: MasterKeys) -> None:
    """Adds the id of the key to data of earlier versions, which did not store it."""
    opens = [(id_, MasterKeys((identity,))) for id_, identity in zip(keys.ids, keys.identities, strict=True)]
    with writing(engine) as session:
        for table, name in LOCKED:
            nameless = (col(table.key_id) == "", col(getattr(table, name)).is_not(None))
            for row in session.exec(select(table).where(*nameless)):
                for id_, single in opens:
                    with suppress(CannotUnlock):
                        single.unlock(getattr(row, name))
                        row.key_id = id_
