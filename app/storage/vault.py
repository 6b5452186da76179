"""Encrypted blobs: age (X25519, ChaCha20-Poly1305) over an object store. Every case has an age identity; the database
keeps it only locked with the master key. Data is encrypted while it is written: clear bytes never reach a disk. Without
the case's identity its blobs cannot be read; destroying the identity erases the case."""

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import obstore
import pyrage
from pyrage.x25519 import Identity

from app.errors import Damaged, Missing, Mistake
from app.storage.blobs import Blobs, NotKept, writing_of
from app.storage.bucket import MARK
from app.storage.folder import Away
from app.storage.keys import CannotUnlock, MasterKeys
from app.storage.remembered import Derived, Remembered
from app.storage.streams import CHUNK, Plain, Pump, Tap, Writable

T = TypeVar("T")
ABANDONED = timedelta(days=1)  # what no process can be writing any more, where there are several


class CannotOpen(Exception):  # noqa: N818 (what happened)
    """A blob is missing, cut, changed, or of another case. A store that does not answer, or a missing folder, raises
    other errors: its data may be intact."""


def missing(error: CannotOpen) -> bool:
    """Whether the error means that the blob does not exist, instead of damage."""
    return isinstance(error.__cause__, FileNotFoundError)


def unopened(error: CannotOpen) -> Mistake:
    """The error for the person when a blob cannot be decrypted."""
    return Missing() if missing(error) else Damaged()


class CaseKey(NamedTuple):
    """The decrypted key of one case and the folder of its blobs."""

    case_id: str
    identity: Any  # pyrage has no type information

    def keyed_hash(self, *parts: str) -> str:
        """HMAC-SHA256 (hex) of the parts under this case's key: equal inside the case, meaningless outside it."""
        message = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
        return hmac.new(str(self.identity).encode(), message, hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return f"CaseKey({self.case_id})"


class Vault(Blobs):
    """Blobs ``<case id>/<name>`` in ``store``, and the master keys that lock the keys of the cases. ``shared``: other
    processes replace and remove blobs too."""

    def __init__(self, store: Any, keys: MasterKeys, shared: bool = False) -> None:
        super().__init__(store)
        self.keys = keys
        self.shared = shared
        self._remembered = Remembered()

    def new_key(self, case_id: str) -> tuple[CaseKey, bytes]:
        """A fresh key for a case, and the same locked with the master key (to be stored, with ``keys.id``)."""
        identity = Identity.generate()
        return CaseKey(case_id, identity), self.keys.lock(str(identity).encode())

    def open_key(self, case_id: str, locked: bytes) -> CaseKey:
        """The key that ``new_key`` locked. It stays in memory as long as ``derived`` holds results of the case.
        ``CannotOpen`` when the master key is another one."""

        def opened() -> Derived:
            secret = self.keys.unlock(locked)
            return Derived(Identity.from_str(secret.decode()), "", len(secret))

        try:
            return CaseKey(case_id, self._remembered.derived(f"{case_id}/{locked.hex()}", "", opened))
        except (CannotUnlock, pyrage.IdentityError) as error:
            raise CannotOpen("the master key does not open this case") from error

    def lock(self, secret: bytes) -> bytes:
        """A short secret that belongs to no case, locked with the master key (to be stored, with ``keys.id``)."""
        return self.keys.lock(secret)

    def unlock(self, locked: bytes) -> bytes:
        """The secret that ``lock`` encrypted. ``CannotOpen`` when the master key is another one."""
        try:
            return self.keys.unlock(locked)
        except CannotUnlock as error:
            raise CannotOpen("the master key does not open this") from error

    @contextmanager
    def writer(self, key: CaseKey, name: str) -> Iterator[Callable[[bytes], None]]:
        """A function that takes clear chunks and streams them, encrypted, into the blob. The blob exists when the block
        has ended without an error; after an exception nothing is left."""
        path = f"{key.case_id}/{name}"
        pump = Pump(self._open(path), key.identity, self._turn)
        try:
            yield pump.feed
            pump.finish()
            self._settle(path, pump.written)
        except BaseException:
            pump.abandon()
            with suppress(OSError, obstore.exceptions.BaseError):  # left behind, it is an orphan for the next sweep
                obstore.delete(self.store, path)
            raise
        finally:
            self._remembered.forget(path)

    def put(self, key: CaseKey, name: str, data: bytes) -> None:
        """The bytes as a blob; one that is there is replaced as a whole."""
        sealed = pyrage.encrypt(data, [key.identity.to_public()])
        path = f"{key.case_id}/{name}"
        try:
            self._again(NotKept, lambda: self._write(path, sealed))
        finally:
            self._remembered.forget(path)

    def _not_there(self, name: str) -> CannotOpen:
        """The error for a missing blob, or for a missing store: a bucket that is away gives the same answer for every
        blob, and a caller would believe that the blob was never written, and overwrite it."""
        self.check_here()
        if not self.local:
            try:
                with self._turn:
                    obstore.head(self.store, MARK)
            except FileNotFoundError as error:
                raise Away(Path(MARK)) from error
        return CannotOpen(name)

    def get(self, key: CaseKey, name: str) -> bytes:
        """The clear bytes of a blob. ``CannotOpen`` when it is missing or damaged."""
        return self._opened(key, name)[0]

    def _opened(self, key: CaseKey, name: str) -> tuple[bytes, str]:
        """The clear bytes of a blob, and the version of the blob that they are from."""

        def read() -> tuple[bytes, str]:
            with self._turn:
                blob = obstore.get(self.store, f"{key.case_id}/{name}")
                sealed = bytes(blob.bytes())
            return pyrage.decrypt(sealed, [key.identity]), writing_of(blob.meta)

        try:
            return self._again(pyrage.DecryptError, read)
        except FileNotFoundError as error:
            raise self._not_there(name) from error
        except pyrage.DecryptError as error:
            raise CannotOpen(name) from error

    def derived(self, key: CaseKey, name: str, make: Callable[[bytes], T]) -> T:
        """The cached result of ``make`` for the clear bytes of a blob: the same object until the blob is replaced or
        removed. Each name has one such function. ``CannotOpen`` as for ``get``; the absence of a blob is cached too."""
        path = f"{key.case_id}/{name}"

        def derive() -> Derived:
            try:
                data, writing = self._opened(key, name)
            except CannotOpen as error:
                if not missing(error):
                    raise
                return Derived(None, "", 0)
            return Derived(make(data), writing, len(data))

        try:
            with self._turn:
                current = writing_of(obstore.head(self.store, path)) if self.shared else ""
        except FileNotFoundError as error:
            self._remembered.drop(path)
            raise self._not_there(name) from error
        value: T | None = self._remembered.derived(path, current, derive)
        if value is None:
            raise CannotOpen(name) from FileNotFoundError(path)
        return value

    def forget_case(self, case_id: str) -> None:
        """Drops the cached results of a case that nobody has open any more."""
        self._remembered.forget_folder(case_id)

    def drop_idle(self) -> None:
        """Drops cached results that nobody has used in the last ten minutes."""
        self._remembered.drop_idle()

    def read_to(self, key: CaseKey, name: str, fd: int) -> None:
        """Writes the clear bytes of a blob to an open descriptor, in pieces. ``CannotOpen`` when missing or damaged."""
        with open(fd, "wb", buffering=CHUNK, closefd=False) as out:
            self._decrypt(key, name, out)

    def stream(self, key: CaseKey, name: str) -> Iterator[bytes]:
        """The clear bytes of a blob in pieces that are decrypted while they are read, so that a slow reader keeps only
        a few of them in memory. ``CannotOpen`` at once when it is missing or damaged at its beginning, else at the
        damaged place."""
        tap = Tap(lambda out: self._decrypt(key, name, out))
        try:
            first = tap.next()
        except BaseException:
            tap.close()
            raise
        return tap.stream(first)

    def _decrypt(self, key: CaseKey, name: str, out: Writable) -> None:
        source = None
        try:
            with self._turn:
                source = Plain(obstore.open_reader(self.store, f"{key.case_id}/{name}", buffer_size=CHUNK), self._turn)
            pyrage.decrypt_io(source, out, [key.identity])
        except (OSError, pyrage.DecryptError) as error:
            if source and source.failure:  # The cipher would report it as damage.
                raise source.failure from error
            # Damage has no number, a full memory has.
            if isinstance(error, OSError) and error.errno is not None and not isinstance(error, FileNotFoundError):
                raise
            raise self._not_there(name) from error

    def sealed(self, case_id: str, name: str) -> tuple[int, Iterator[bytes]]:
        """A blob as it is stored, for a backup: its size in bytes and its pieces. ``CannotOpen`` when it is missing."""
        try:
            with self._turn:
                blob = obstore.get(self.store, f"{case_id}/{name}")
        except FileNotFoundError as error:
            raise self._not_there(name) from error
        return blob.meta["size"], (bytes(chunk) for chunk in blob.stream(min_chunk_size=CHUNK))

    def put_sealed(self, case_id: str, name: str, size: int, pieces: Iterator[bytes]) -> None:
        """A blob from a backup, as ``sealed`` gave it."""
        path = f"{case_id}/{name}"
        with self._turn, self._open(path) as out:
            for piece in pieces:
                out.write(piece)
        self._settle(path, size)
        self._remembered.forget(path)

    def in_memory(self, key: CaseKey, name: str) -> int:
        """The clear bytes of a blob as an anonymous file in memory, at its start. The caller closes the descriptor."""
        fd = os.memfd_create("upload", os.MFD_CLOEXEC)

        def read() -> None:
            os.lseek(fd, 0, os.SEEK_SET)
            os.ftruncate(fd, 0)
            self.read_to(key, name, fd)

        try:
            self._again(CannotOpen, read)
            os.lseek(fd, 0, os.SEEK_SET)
        except BaseException:
            os.close(fd)
            raise
        return fd

    def delete(self, case_id: str, *names: str) -> None:
        """Removes blobs; a missing blob is not an error."""
        for name in names:
            with suppress(FileNotFoundError), self._turn:
                obstore.delete(self.store, f"{case_id}/{name}")
            self._remembered.forget(f"{case_id}/{name}")

    def delete_all(self, case_id: str) -> None:
        """Removes every blob of a case."""
        self.forget_case(case_id)
        self.delete(case_id, *self.names(case_id))
