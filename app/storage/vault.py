"""Encrypted blobs: age (X25519, ChaCha20-Poly1305) over an object store.

Every case has its own age identity; the database keeps it only locked with the master key. What is written here is
encrypted on its way: no clear byte reaches a disk. Without the case's identity its blobs are noise, which is how a
case is erased.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import obstore
import pyrage
from obstore.store import LocalStore
from pyrage.x25519 import Identity

from app.storage.keys import CannotUnlock, MasterKeys
from app.storage.remembered import Remembered
from app.storage.streams import CHUNK, Plain, Pump, Tap, Writable

T = TypeVar("T")
ABANDONED = timedelta(days=1)  # what no process can be writing any more, where there are several


class CannotOpen(Exception):  # noqa: N818 (what happened)
    """A blob is missing, cut, changed, or not of this case."""


def missing(error: CannotOpen) -> bool:
    """Whether the blob is not there at all, instead of damaged."""
    return isinstance(error.__cause__, FileNotFoundError | obstore.exceptions.NotFoundError)


class CaseKey(NamedTuple):
    """The opened key of one case and the folder of its blobs."""

    case_id: str
    identity: Any  # pyrage has no type information

    def keyed_hash(self, *parts: str) -> str:
        """HMAC-SHA256 (hex) of the parts under this case's key: equal inside the case, meaningless outside it."""
        message = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
        return hmac.new(str(self.identity).encode(), message, hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return f"CaseKey({self.case_id})"


class Vault:
    """Blobs ``<case id>/<name>`` in ``store``, and the master keys that lock the keys of the cases. ``shared``: other
    processes replace and remove blobs too."""

    def __init__(self, store: Any, keys: MasterKeys, shared: bool = False) -> None:
        self.store = store
        self.keys = keys
        self.shared = shared
        self._remembered = Remembered()

    def new_key(self, case_id: str) -> tuple[CaseKey, bytes]:
        """A fresh key for a case, and the same locked with the master key (to be stored, with ``keys.id``)."""
        identity = Identity.generate()
        return CaseKey(case_id, identity), self.keys.lock(str(identity).encode())

    def open_key(self, case_id: str, locked: bytes) -> CaseKey:
        """The key that ``new_key`` locked, in memory as long as what ``made_of`` holds of the case. ``CannotOpen`` when
        the master key is another one."""

        def opened() -> tuple[bytes, str]:
            return self.keys.unlock(locked), ""

        def identity(secret: bytes) -> Any:
            return Identity.from_str(secret.decode())

        try:
            return CaseKey(case_id, self._remembered.made(f"{case_id}/{locked.hex()}", "", opened, identity))
        except (CannotUnlock, pyrage.IdentityError) as error:
            raise CannotOpen("the master key does not open this case") from error

    def lock(self, secret: bytes) -> bytes:
        """A short secret that belongs to no case, locked with the master key (to be stored, with ``keys.id``)."""
        return self.keys.lock(secret)

    def unlock(self, locked: bytes) -> bytes:
        """What ``lock`` locked. ``CannotOpen`` when the master key is another one."""
        try:
            return self.keys.unlock(locked)
        except CannotUnlock as error:
            raise CannotOpen("the master key does not open this") from error

    @contextmanager
    def writer(self, key: CaseKey, name: str) -> Iterator[Callable[[bytes], None]]:
        """A function that takes clear chunks and streams them, encrypted, into the blob.

        The blob exists when the block has ended well; after an exception in it nothing is left.
        """
        path = f"{key.case_id}/{name}"
        pump = Pump(self.store, path, key.identity)
        try:
            yield pump.feed
            pump.finish()
            self._settle(path)
        except BaseException:
            pump.abandon()
            with suppress(FileNotFoundError, obstore.exceptions.NotFoundError):
                obstore.delete(self.store, path)
            raise
        finally:
            self._remembered.forget(path)

    def put(self, key: CaseKey, name: str, data: bytes) -> None:
        """The bytes as a blob; one that is there is replaced as a whole."""
        sealed = pyrage.encrypt(data, [key.identity.to_public()])
        path = f"{key.case_id}/{name}"
        obstore.put(self.store, path, sealed)
        self._remembered.forget(path)
        self._settle(path)

    def _settle(self, path: str) -> None:
        """Waits until a complete blob is on the disk, and its name in both folders: a power cut takes nothing away that
        somebody was told is kept. Only a local folder needs it."""
        if not isinstance(self.store, LocalStore):
            return
        root = Path(str(self.store.prefix))
        with suppress(FileNotFoundError):  # The case may be deleted at this moment.
            for one in (root / path, (root / path).parent, root):
                close_to_others(one)
                _flush(one)

    def get(self, key: CaseKey, name: str) -> bytes:
        """The clear bytes of a blob. ``CannotOpen`` when it is missing or damaged."""
        return self._opened(key, name)[0]

    def _opened(self, key: CaseKey, name: str) -> tuple[bytes, str]:
        """The clear bytes of a blob, and which writing of it they are of."""
        try:
            found = obstore.get(self.store, f"{key.case_id}/{name}")
            data: bytes = pyrage.decrypt(bytes(found.bytes()), [key.identity])
        except (FileNotFoundError, obstore.exceptions.BaseError, pyrage.DecryptError) as error:
            raise CannotOpen(name) from error
        return data, _writing(found.meta)

    def made_of(self, key: CaseKey, name: str, make: Callable[[bytes], T]) -> T:
        """What ``make`` makes of the clear bytes of a blob, the same object every time until the blob is replaced or
        removed; there is one such function for a name. ``CannotOpen`` as for ``get``."""
        path = f"{key.case_id}/{name}"
        try:
            current = _writing(obstore.head(self.store, path)) if self.shared else ""
        except (FileNotFoundError, obstore.exceptions.NotFoundError) as error:
            self._remembered.drop(path)
            raise CannotOpen(name) from error
        made: T = self._remembered.made(path, current, lambda: self._opened(key, name), make)
        return made

    def forget_case(self, case_id: str) -> None:
        """Drops from memory what ``made_of`` holds of a case: nobody has it open any more."""
        self._remembered.forget_folder(case_id)

    def drop_idle(self) -> None:
        """Drops from memory what ``made_of`` holds and nobody has asked for in the last ten minutes."""
        self._remembered.drop_idle()

    def read_to(self, key: CaseKey, name: str, fd: int) -> None:
        """The clear bytes of a blob into an open descriptor, in pieces. ``CannotOpen`` when missing or damaged."""
        with open(fd, "wb", buffering=CHUNK, closefd=False) as out:
            self._decrypt(key, name, out)

    def stream(self, key: CaseKey, name: str) -> Iterator[bytes]:
        """The clear bytes of a blob in pieces that are decrypted as they are taken, so that a slow taker holds only a
        few of them in memory. ``CannotOpen`` at once when it is missing or damaged at its beginning, else where the
        damage is met."""
        tap = Tap(lambda out: self._decrypt(key, name, out))
        try:
            first = tap.next()
        except BaseException:
            tap.close()
            raise
        return tap.rest(first)

    def _decrypt(self, key: CaseKey, name: str, out: Writable) -> None:
        try:
            source = obstore.open_reader(self.store, f"{key.case_id}/{name}", buffer_size=CHUNK)
            pyrage.decrypt_io(Plain(source), out, [key.identity])
        except (obstore.exceptions.BaseError, pyrage.DecryptError) as error:
            raise CannotOpen(name) from error
        except OSError as error:
            if error.errno is None or isinstance(error, FileNotFoundError):  # damage has no number, a full memory has
                raise CannotOpen(name) from error
            raise

    def in_memory(self, key: CaseKey, name: str) -> int:
        """The clear bytes of a blob as an anonymous file in memory, at its start. The caller closes the descriptor."""
        fd = os.memfd_create("upload", os.MFD_CLOEXEC)
        try:
            self.read_to(key, name, fd)
            os.lseek(fd, 0, os.SEEK_SET)
        except BaseException:
            os.close(fd)
            raise
        return fd

    def written_at(self, key: CaseKey, name: str) -> datetime | None:
        """When a blob was written last; None where there is none."""
        try:
            found: datetime = obstore.head(self.store, f"{key.case_id}/{name}")["last_modified"]
        except (FileNotFoundError, obstore.exceptions.NotFoundError):
            return None
        return found

    def delete(self, case_id: str, *names: str) -> None:
        """Removes blobs; those that are not there are no error."""
        for name in names:
            with suppress(FileNotFoundError, obstore.exceptions.NotFoundError):
                obstore.delete(self.store, f"{case_id}/{name}")
            self._remembered.forget(f"{case_id}/{name}")

    def delete_all(self, case_id: str) -> None:
        """Removes every blob of a case."""
        self.forget_case(case_id)
        self.delete(case_id, *self.names(case_id))

    def names(self, case_id: str, age: timedelta = timedelta(0)) -> list[str]:
        """The names of a case's blobs, of those alone that were written at least ``age`` ago."""
        before = datetime.now(UTC) - age
        return [name for name, one in self._listed(case_id) if not age or one["last_modified"] <= before]

    def sizes(self, case_id: str) -> dict[str, int]:
        """The names of a case's blobs with their sizes in bytes, encrypted: what is in them is a little less."""
        return {name: one["size"] for name, one in self._listed(case_id)}

    def _listed(self, case_id: str) -> Iterator[tuple[str, Any]]:
        for page in obstore.list(self.store, prefix=f"{case_id}/"):
            for one in page:
                yield one["path"].removeprefix(f"{case_id}/"), one

    def free(self, share: int, most: int) -> int | None:
        """Bytes that may still be written to a local folder when one part in ``share`` of its disk, but no more than
        ``most`` bytes, is to stay free. None for other stores."""
        if not isinstance(self.store, LocalStore):
            return None
        disk = os.statvfs(str(self.store.prefix))
        return disk.f_bavail * disk.f_frsize - min(disk.f_blocks * disk.f_frsize // share, most)

    def cases(self) -> set[str]:
        """The case ids that have blobs."""
        return {str(one) for one in obstore.list_with_delimiter(self.store)["common_prefixes"]}


def local_store(folder: Path, age: timedelta = timedelta(0)) -> Any:
    """Blobs as files of a folder that only this user can open, those of earlier versions too. Half-written ones of an
    earlier life, which are those that nothing was added to in this ``age``, are removed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in (folder, *folder.iterdir()):
        close_to_others(one)
    for left in folder.glob("*/*#*"):  # how the store names a blob that is not complete yet; all of it is ciphertext
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime >= age.total_seconds():
                left.unlink()
    return LocalStore(prefix=folder, automatic_cleanup=True)


def close_to_others(path: Path) -> None:
    """Takes from everybody else every right to a file or folder. A file system that knows no rights leaves it as it is,
    and so does one on which it belongs to somebody else."""
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError, NotImplementedError):
            path.chmod(0o700 if path.is_dir() else 0o600)


def _writing(meta: Any) -> str:
    """What differs between two writings of one blob, as the store describes them."""
    return f"{meta['e_tag']} {meta['last_modified']} {meta['size']}"


def _flush(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
