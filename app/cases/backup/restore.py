"""An installation made of a backup: all of it, or nothing. What was erased since then does not come back."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from alembic.util import CommandError
from obstore.exceptions import BaseError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.cases.backup import container
from app.cases.backup.contents import About, Item, check, items
from app.cases.backup.enter import Entering
from app.cases.backup.problems import CannotBackUp
from app.cases.backup.room import held, room
from app.settings import Settings
from app.storage import tombstones
from app.storage.database import migrate
from app.storage.keys import MasterKeys, given_keys, key_file, write_keys, write_whole
from app.storage.service import blob_store, start
from app.storage.streams import CHUNK
from app.storage.vault import Vault


class Restored(NamedTuple):
    """``at`` is the moment whose state is back, as ISO text; ``missing`` are files that were damaged before;
    ``listed`` is the number of tombstones that were heeded."""

    at: str
    cases: int
    missing: int
    listed: int


def restore(settings: Settings, path: Path, passphrase: str, lists: Sequence[Path]) -> Restored:
    """Restores a backup into a folder and a database in which nothing is yet. ``lists`` are files of tombstones; that
    of this installation counts too. ``CannotBackUp`` where it cannot be, and then nothing is left of it;
    ``CannotStart`` where the settings or the folder cannot be used."""
    own = _listed([settings.tombstone_list] if settings.tombstone_list.exists() else [])
    dead = own | _listed(lists)
    opened = container.open_backup(path)
    identity = opened.identity(passphrase)
    try:
        with held(settings) as former:
            found = check(opened, identity)
            keys = _right_keys(settings, found.about)
            with room(settings, writes_key=keys is None) as engine:
                _fill(settings, engine, items(opened, identity), keys, dead, former)
    except CommandError as error:  # a revision of the tables that this version does not know
        raise CannotBackUp("newer", path=path, version=found.about.version) from error
    except SQLAlchemyError as error:
        raise CannotBackUp("restore_database") from error
    except (OSError, BaseError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise CannotBackUp("restore", reason=reason) from error
    tombstones.add(settings.tombstone_list, sorted(dead - own))
    start(settings).close()  # newer tables, and a proof that all of it fits together
    return Restored(found.about.at, found.cases, found.missing, len(dead))


def _listed(lists: Iterable[Path]) -> set[tombstones.Name]:
    names: set[tombstones.Name] = set()
    for one in lists:
        try:
            names |= tombstones.read(one)
        except OSError as error:
            raise CannotBackUp("tombstones", path=one, reason=error.strerror or "") from error
    return names


def _right_keys(settings: Settings, about: About) -> MasterKeys | None:
    """The keys that are set here already, which must be those of the backup; None where there are none yet."""
    here = given_keys(settings)
    if here is not None and not set(about.master_keys.ids) <= set(here.ids):
        raise CannotBackUp("other_key")
    return here


def _fill(
    settings: Settings,
    engine: Engine,
    found: Any,
    keys: MasterKeys | None,
    dead: set[tombstones.Name],
    former: bool,
) -> None:
    """Key, secret, tables, rows and blobs. The rows are one transaction, which ends when all else is on the disk.
    ``former``: a restoration before this one was cut off, and its blobs go first."""
    about: About = next(found)
    file = key_file(settings)
    if keys is None and file is not None:
        write_keys(file, [str(one) for one in about.master_keys.identities])
    write_whole(settings.data / "secret.age", about.secret)
    own = keys or about.master_keys
    vault = Vault(blob_store(settings, own, alone=True), own)
    if former:
        _empty(vault)
    if vault.cases():  # a folder was looked at before; of a bucket this is the first that is seen
        raise CannotBackUp("full", place=settings.vault)
    migrate(engine, about.revision)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            entering = Entering(connection, dead)
            for item in found:
                _take(item, vault, entering)
            entering.finish()
    except BaseException:
        _empty(vault)
        raise


def _empty(vault: Vault) -> None:
    for case_id in vault.cases():
        vault.delete_all(case_id)


def _take(item: Item, vault: Vault, entering: Entering) -> None:
    if item.kind == "rows":
        entering.add(item.part.read())
    elif item.kind == "examine":
        entering.examine(item.case_id)
    elif item.kind == "again":
        vault.delete_all(item.case_id)
        entering.again(item.case_id, item.part.read())
    elif not entering.is_dead(item.case_id, item.name):
        vault.put_sealed(item.case_id, item.name, item.part.size, iter(lambda: item.part.read(CHUNK), b""))
