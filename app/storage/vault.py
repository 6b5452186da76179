"""Encrypted blobs: age (X25519, ChaCha20-Poly1305) over an object store.

Every case has its own age identity; the database keeps it only locked with the master key. What is written here is
encrypted on its way: no clear byte reaches a disk. Without the case's identity its blobs are noise, which is how a
case is erased.
"""

import hashlib
import hmac
import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import obstore
import pyrage
from obstore.store import LocalStore
from pyrage.x25519 import Identity

CHUNK = 1024 * 1024
WAITING = 4  # chunks between the sender and the cipher: how far a fast sender may run ahead


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


class _Readable(Protocol):
    def read(self, size: int, /) -> Any: ...


class Vault:
    """Blobs ``<case id>/<name>`` in ``store``, and the master key that locks the keys of the cases."""

    def __init__(self, store: Any, master: Any) -> None:
        self.store = store
        self.master = master

    def new_key(self, case_id: str) -> tuple[CaseKey, bytes]:
        """A fresh key for a case, and the same locked with the master key (to be stored)."""
        identity = Identity.generate()
        return CaseKey(case_id, identity), pyrage.encrypt(str(identity).encode(), [self.master.to_public()])

    def open_key(self, case_id: str, locked: bytes) -> CaseKey:
        """The key that ``new_key`` locked. ``CannotOpen`` when the master key is another one."""
        try:
            return CaseKey(case_id, Identity.from_str(pyrage.decrypt(locked, [self.master]).decode()))
        except (pyrage.DecryptError, pyrage.IdentityError) as error:
            raise CannotOpen("the master key does not open this case") from error

    @contextmanager
    def writer(self, key: CaseKey, name: str) -> Iterator[Callable[[bytes], None]]:
        """A function that takes clear chunks and streams them, encrypted, into the blob.

        The blob exists when the block has ended well; after an exception in it nothing is left.
        """
        path = f"{key.case_id}/{name}"
        pump = _Pump(self.store, path, key.identity)
        try:
            yield pump.feed
            pump.finish()
            self._settle(path)
        except BaseException:
            pump.abandon()
            with suppress(FileNotFoundError, obstore.exceptions.NotFoundError):
                obstore.delete(self.store, path)
            raise

    def put(self, key: CaseKey, name: str, data: bytes) -> None:
        """The bytes as a blob; one that is there is replaced as a whole."""
        sealed = pyrage.encrypt(data, [key.identity.to_public()])
        path = f"{key.case_id}/{name}"
        obstore.put(self.store, path, sealed)
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
        try:
            sealed = bytes(obstore.get(self.store, f"{key.case_id}/{name}").bytes())
            data: bytes = pyrage.decrypt(sealed, [key.identity])
        except (FileNotFoundError, obstore.exceptions.BaseError, pyrage.DecryptError) as error:
            raise CannotOpen(name) from error
        return data

    def read_to(self, key: CaseKey, name: str, fd: int) -> None:
        """The clear bytes of a blob into an open descriptor, in pieces. ``CannotOpen`` when missing or damaged."""
        try:
            source = obstore.open_reader(self.store, f"{key.case_id}/{name}", buffer_size=CHUNK)
            with open(fd, "wb", buffering=CHUNK, closefd=False) as out:
                pyrage.decrypt_io(_Plain(source), out, [key.identity])
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

    def delete(self, case_id: str, *names: str) -> None:
        """Removes blobs; those that are not there are no error."""
        for name in names:
            with suppress(FileNotFoundError, obstore.exceptions.NotFoundError):
                obstore.delete(self.store, f"{case_id}/{name}")

    def delete_all(self, case_id: str) -> None:
        """Removes every blob of a case."""
        self.delete(case_id, *self.names(case_id))

    def names(self, case_id: str) -> list[str]:
        """The names of a case's blobs."""
        found = [one["path"] for page in obstore.list(self.store, prefix=f"{case_id}/") for one in page]
        return [path.removeprefix(f"{case_id}/") for path in found]

    def cases(self) -> set[str]:
        """The case ids that have blobs."""
        return {str(one) for one in obstore.list_with_delimiter(self.store)["common_prefixes"]}


def local_store(folder: Path) -> Any:
    """Blobs as files of a folder that only this user can open, those of earlier versions too. Half-written ones of an
    earlier life are removed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in (folder, *folder.iterdir()):
        close_to_others(one)
    for left in folder.glob("*/*#*"):  # how the store names a blob that is not complete yet; all of it is ciphertext
        left.unlink(missing_ok=True)
    return LocalStore(prefix=folder, automatic_cleanup=True)


def close_to_others(path: Path) -> None:
    """Takes from everybody else every right to a file or folder. A file system that knows no rights leaves it as it is,
    and so does one on which it belongs to somebody else."""
    if path.stat().st_mode & 0o077:
        with suppress(PermissionError, NotImplementedError):
            path.chmod(0o700 if path.is_dir() else 0o600)


def _flush(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class _Plain:
    """A store's reader as a file whose ``read`` gives bytes."""

    def __init__(self, source: _Readable) -> None:
        self.source = source

    def read(self, size: int = CHUNK) -> bytes:
        return bytes(self.source.read(size))


class _Abandoned(Exception):  # noqa: N818 (what happened)
    """The sender gave up; ends the cipher's thread."""


class _Pump:
    """Chunks pushed in, ciphertext out: the cipher pulls, so it runs in a thread of its own."""

    def __init__(self, store: Any, path: str, identity: Any) -> None:
        self.chunks: queue.Queue[bytes | _Abandoned | None] = queue.Queue(WAITING)
        self.rest = memoryview(b"")
        self.out = obstore.open_writer(store, path, buffer_size=CHUNK)
        self.failure: BaseException | None = None
        self.recipient = identity.to_public()
        self.thread = threading.Thread(target=self._encrypt, name="vault", daemon=True)
        self.thread.start()

    def feed(self, chunk: bytes) -> None:
        """One more clear chunk, of any length. Raises what went wrong in the cipher's thread."""
        if chunk:
            self._hand_over(bytes(chunk))

    def finish(self) -> None:
        """All chunks are in: waits until the blob is complete."""
        self._hand_over(None)
        self.thread.join()
        self._raise()

    def abandon(self) -> None:
        """Stops the thread; the blob may exist and is for the caller to delete."""
        while self.thread.is_alive():
            with suppress(queue.Full):
                self.chunks.put(_Abandoned(), timeout=0.05)
            self.thread.join(0.05)

    def _hand_over(self, item: bytes | None) -> None:
        while True:
            self._raise()
            with suppress(queue.Full):
                self.chunks.put(item, timeout=1)
                return

    def _raise(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _encrypt(self) -> None:
        try:
            try:
                pyrage.encrypt_io(self, self, [self.recipient])
            finally:
                self.out.close()
        except BaseException as error:  # handed to the thread that feeds
            self.failure = self.failure or error

    def read(self, size: int) -> bytes:
        """What the cipher pulls: at most ``size`` bytes, none at the end."""
        if not self.rest:
            item = self.chunks.get()
            if isinstance(item, _Abandoned):
                self.failure = item
                raise item
            if item is None:
                return b""
            self.rest = memoryview(item)
        piece, self.rest = self.rest[:size], self.rest[size:]
        return bytes(piece)

    def write(self, data: bytes) -> int:
        """What the cipher puts out. What goes wrong here is kept, because the cipher reports it as its own failure."""
        try:
            self.out.write(data)
        except Exception as error:
            self.failure = error
            raise
        return len(data)

    def flush(self) -> None:
        """The cipher asks for it; the store flushes when it is closed."""
