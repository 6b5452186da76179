"""The file of a backup: a tar of two age files, so that common tools open it without this program. The first one,
locked with the passphrase, holds an age identity that was made for this backup. The second one, locked with that
identity, holds a tar of everything. A file that differs in any byte from how it was written is refused."""

import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import pyrage
from pyrage.x25519 import Identity

from app.cases.backup.problems import CannotBackUp
from app.storage.streams import CHUNK, Tap

BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * BLOCK)
TRIES = 8  # of a passphrase, where the computer seems too slow for it
TOO_SLOW = "Excessive work parameter"  # what age says then
KEY_MOST = 64 * 1024
Member = tuple[str, int, Iterable[bytes]]  # path, bytes, content


class Part(NamedTuple):
    """One member of the inner tar, to be read before the next one is asked for."""

    path: str
    size: int
    read: Callable[..., bytes]


def header(path: str, size: int) -> bytes:
    """The block before a member: always the same bytes for the same name and size."""
    info = tarfile.TarInfo(path)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size: int) -> bytes:
    """The padding that follows a member of this size (bytes), up to a whole block."""
    return bytes(-size % BLOCK)


def write(out: IO[bytes], passphrase: str, members: Iterable[Member]) -> None:
    """Writes the whole file. Raises errors of ``members`` and of writing."""
    identity = Identity.generate()
    locked = pyrage.passphrase.encrypt(str(identity).encode(), passphrase)
    for piece in (header(_key_name(locked), len(locked)), locked, padding(len(locked))):
        out.write(piece)
    place = out.tell()
    out.write(header("data.tar.age", 0))
    pull, push = _Pull(_tar(members)), _Push(out)
    try:
        pyrage.encrypt_io(pull, push, [identity.to_public()])
    except pyrage.EncryptError as error:
        raise pull.failure or push.failure or error from None
    size = out.tell() - place - BLOCK
    out.write(padding(size) + END)
    out.seek(place)
    out.write(header("data.tar.age", size))


class Opened(NamedTuple):
    """A backup whose frame is whole. ``locked`` is the identity, locked with the passphrase."""

    path: Path
    locked: bytes
    start: int
    size: int

    def identity(self, passphrase: str) -> Any:
        """The identity that opens the data. ``CannotBackUp`` for a wrong passphrase, and where the computer is too busy
        or too slow to try it: the library measures that again at every try."""
        for _ in range(TRIES):
            try:
                return Identity.from_str(pyrage.passphrase.decrypt(self.locked, passphrase).decode())
            except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
                if TOO_SLOW not in str(error):
                    raise CannotBackUp("passphrase", path=self.path) from error
        raise CannotBackUp("slow", path=self.path)

    def parts(self, identity: Any) -> Iterator[Part]:
        """The members of the inner tar, each of them to be read at once. ``CannotBackUp`` where it is damaged."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            tap = Tap(lambda out: pyrage.decrypt_io(_Limited(file, self.size), out, [identity]))
            pull = _Pull(iter(tap.next, b""))
            try:
                with self._explained():
                    tar = tarfile.open(fileobj=cast(Any, pull), mode="r|", bufsize=CHUNK)  # noqa: SIM115 (nothing to close)
                while info := self._next(tar):
                    yield Part(info.name, info.size, partial(self._read, tar.extractfile(info)))
                with self._explained():
                    while pull.read(CHUNK):
                        pass  # the cipher says at its very end whether all is there
            finally:
                tap.close()

    def _next(self, tar: tarfile.TarFile) -> tarfile.TarInfo | None:
        with self._explained():
            return tar.next()

    def _read(self, content: IO[bytes] | None, size: int = -1) -> bytes:
        with self._explained():
            return content.read(size) if content else b""

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns errors of reading into a ``CannotBackUp`` with an explanation."""
        try:
            yield
        except (pyrage.DecryptError, tarfile.TarError) as error:
            raise CannotBackUp("damaged", path=self.path) from error
        except OSError as error:  # the cipher's own has no number
            if error.errno is None:
                raise CannotBackUp("damaged", path=self.path) from error
            raise CannotBackUp("read", path=self.path, reason=error.strerror or "") from error


def open_backup(path: Path) -> Opened:
    """The frame of a backup, compared byte by byte with the only form that is written. ``CannotBackUp`` where it
    differs."""
    try:
        with path.open("rb") as file:
            return _opened(path, file, os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise CannotBackUp("read", path=path, reason=error.strerror or "") from error


def _opened(path: Path, file: IO[bytes], whole: int) -> Opened:
    first = file.read(BLOCK)
    if not first.startswith(b"mioboe-backup/"):
        raise CannotBackUp("no_backup", path=path)
    try:
        size = tarfile.TarInfo.frombuf(first, "utf-8", "strict").size
        locked = file.read(min(size, KEY_MOST))
        file.seek(len(padding(size)), os.SEEK_CUR)
        start = file.tell() + BLOCK
        data = tarfile.TarInfo.frombuf(file.read(BLOCK), "utf-8", "strict").size
    except tarfile.HeaderError as error:
        raise CannotBackUp("cut" if whole < KEY_MOST // 16 else "damaged", path=path) from error
    tail = padding(data) + END
    if data == 0 or whole < start + data + len(tail):
        raise CannotBackUp("cut", path=path)
    file.seek(0)
    front = header(_key_name(locked), size) + locked + padding(size) + header("data.tar.age", data)
    same = file.read(start) == front
    file.seek(start + data)
    if not same or file.read() != tail:
        raise CannotBackUp("damaged", path=path)
    return Opened(path, locked, start, data)


def _key_name(locked: bytes) -> str:
    """The name of the key's member, with a digest by which damage can be distinguished from a wrong passphrase."""
    return f"mioboe-backup/key-{sha256(locked).hexdigest()[:32]}.age"


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    for path, size, chunks in members:
        yield header(path, size)
        left = size
        for chunk in chunks:
            left -= len(chunk)
            yield chunk
        if left:
            raise OSError(f"{path} changed its size")
        yield padding(size)
    yield END


class _Pull:
    """A file to read from, made from pieces. An error in the pieces is kept, because the cipher would report it as an
    error of its own."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.left = pieces, memoryview(b"")
        self.failure: BaseException | None = None

    def read(self, size: int = CHUNK) -> bytes:
        """As many bytes as were asked for; fewer only at the end."""
        got = bytearray()
        try:
            while len(got) < size:
                if not self.left:
                    piece = next(self.pieces, None)
                    if piece is None:
                        break
                    self.left = memoryview(piece)
                taken, self.left = self.left[: size - len(got)], self.left[size - len(got) :]
                got += taken
        except BaseException as error:
            self.failure = error
            raise
        return bytes(got)


class _Push:
    """A file to write to. An error in writing is kept, because the cipher would report it as an error of its own."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.out.write(data)
        except BaseException as error:
            self.failure = error
            raise

    def flush(self) -> None:
        """Does nothing when the cipher calls it; the file is flushed at its end."""


class _Limited:
    """A file that ends after the next ``size`` bytes of another file."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file, self.left = file, size

    def read(self, size: int = CHUNK) -> bytes:
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data
