"""Restoring an installation from a backup: completely, or not at all. Data that was erased since then does not come
back."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from alembic.util import CommandError
from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError

from app.cannot_start import START_SENTENCES, CannotStart
from app.cases.backup import container, rows
from app.cases.backup.contents import About, Checked, Item, check, items
from app.cases.backup.enter import Entering
from app.cases.backup.problems import CannotBackUp
from app.cases.backup.room import Room, held
from app.settings import Settings
from app.storage import restoring, tombstones
from app.storage.database import migrate, one_at_a_time
from app.storage.folder import local_store
from app.storage.keys import MasterKeys, configured_keys, key_file, write_keys, write_whole
from app.storage.restoring import Mark
from app.storage.service import restored
from app.storage.streams import CHUNK
from app.storage.vault import Vault


class Restored(NamedTuple):
    """``at`` is the time of the restored state, as ISO text; ``missing`` are files that were damaged before; ``listed``
    is the number of tombstones that were applied."""

    at: str
    cases: int
    missing: int
    listed: int


def restore(settings: Settings, path: Path, passphrase: str, lists: Sequence[Path]) -> Restored:
    """Restores a backup into an empty folder, an empty database and an empty vault.

    ``lists`` are files of tombstones; the one of this installation counts too. ``CannotBackUp`` where it fails; then
    nothing of it is left, unless the sentence says otherwise. ``CannotStart`` where the settings or the folder cannot
    be used.
    """
    own = _listed([settings.tombstone_list] if settings.tombstone_list.exists() else [])
    dead = own | _listed(lists)
    opened = container.open_backup(path)
    identity = opened.identity(passphrase)
    try:
        with held(settings) as former:
            contents = check(opened, identity)
            room = Room(settings)
            try:
                with one_at_a_time(room.engine):
                    mark = _filled(room, former, opened, identity, contents, dead)
                tombstones.add(settings.tombstone_list, sorted(dead - own))
                _open(room, mark)
                room.finish(mark)
            finally:
                room.engine.dispose()
    except rows.UnfitError as error:
        raise CannotBackUp("damaged", path=path) from error
    except CommandError as error:  # a revision of the tables that this version does not know
        raise CannotBackUp("newer", path=path, version=contents.about.version) from error
    except SQLAlchemyError as error:
        raise CannotBackUp("restore_database") from error
    except (OSError, BaseError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise CannotBackUp("restore", reason=reason) from error
    return Restored(contents.about.at, contents.cases, contents.missing, len(dead))


def _filled(
    room: Room,
    former: Mark | None,
    opened: container.Opened,
    identity: Any,
    contents: Checked,
    dead: set[tombstones.Name],
) -> Mark:
    """The mark of the restoration once everything is restored. ``former`` is the mark of one that was interrupted: it
    is undone, unless it is already complete."""
    source = _source(opened, dead)
    if former and room.is_complete(former):
        if former.source != source:
            raise CannotBackUp("full", place=room.settings.data)
        return former
    if former:
        room.undo(former)
    keys = _right_keys(room.settings, contents.about)
    mark = room.begin(source, contents.blobs, contents.about.master_keys, writes_key=keys is None)
    with room.undone(), closing(items(opened, identity)) as content:
        _fill(room, mark, content, keys, dead)
    return mark


def _open(room: Room, mark: Mark) -> None:
    """Opens what was restored for the first time. ``CannotStart``; then nothing is left of it, unless it may be
    possible the next time."""
    try:
        restored(room.settings, mark.id)
    except CannotStart as reason:
        if reason.sentence not in (START_SENTENCES[what] for what in ("database", "driver", "folder")):
            room.undo(mark, ours=True)
        raise


def _source(opened: container.Opened, dead: set[tombstones.Name]) -> str:
    """A digest of what is restored: it is the same for the same backup and the same tombstones."""
    return sha256(b"".join([opened.locked, *(f"{kind} {id_}\n".encode() for kind, id_ in sorted(dead))])).hexdigest()


def _listed(lists: Iterable[Path]) -> set[tombstones.Name]:
    names: set[tombstones.Name] = set()
    for file in lists:
        try:
            names |= tombstones.read(file)
        except OSError as error:
            raise CannotBackUp("tombstones", path=file, reason=error.strerror or "") from error
    return names


def _right_keys(settings: Settings, about: About) -> MasterKeys | None:
    """The keys that are configured here already, which must be those of the backup; None where no key is configured."""
    here = configured_keys(settings)
    if here is not None and not set(about.master_keys.ids) <= set(here.ids):
        raise CannotBackUp("other_key")
    return here


def _fill(
    room: Room, mark: Mark, content: Iterator[About | Item], keys: MasterKeys | None, dead: set[tombstones.Name]
) -> None:
    """Writes key, secret, tables, rows and blobs. The rows are one transaction, which is committed when everything else
    is on the disk."""
    settings, about = room.settings, next(content)
    assert isinstance(about, About)
    file = key_file(settings)
    if keys is None and file is not None:
        write_keys(file, [str(identity) for identity in about.master_keys.identities])
    write_whole(settings.data / "secret.age", about.secret)
    vault = Vault(room.store or local_store(settings.blobs), keys or about.master_keys)
    migrate(room.engine, about.revision)
    with room.engine.execution_options(writes=True).begin() as connection:
        entering = Entering(connection, dead)
        for item in content:
            assert isinstance(item, Item)
            _take(item, vault, entering, mark)
        entering.finish()
        restoring.complete(connection)


def _take(item: Item, vault: Vault, entering: Entering, mark: Mark) -> None:
    if item.kind == "rows":
        entering.add(item.part.read())
    elif item.kind == "examine":
        entering.examine(item.case_id)
    elif item.kind == "again":
        folder = f"{item.case_id}/"
        vault.delete(item.case_id, *(blob.removeprefix(folder) for blob in mark.blobs if blob.startswith(folder)))
        entering.again(item.case_id, item.part.read())
    elif not entering.is_dead(item.case_id, item.name):
        vault.put_sealed(item.case_id, item.name, item.part.size, iter(lambda: item.part.read(CHUNK), b""))
