"""What the vault keeps of a case under one name, with its one codec.

A blob that was never written is ``empty``; one that does not open is ``Damaged``, because writing over it would lose
what it holds. Each blob begins with a line that holds its name and a number that the row of the case knows too
(``CaseRow.blobs``): whoever puts back an older one or another one, or removes it, is noticed. A newer one is fine,
since a blob is written before the row that counts it is committed. Blobs of earlier versions have no such line; they
are read as they are until they are written again.
"""

import mmap
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from app.errors import Missing
from app.storage.service import Service
from app.storage.vault import CannotOpen, CaseKey, Vault, missing, unopened

T = TypeVar("T")
FIRST = 1  # the number of a blob that is written once
LONGEST = 128  # bytes of the line, at most
# The line, also without the name. No content of a ``Blob`` begins with its first character.
_LINE = re.compile(rb"#(\d{1,12})(?: ([0-9A-Za-z_.-]+))?\n")


class OfCase(Protocol):
    """The case whose blob it is: its key, and the number of each of its blobs."""

    @property
    def service(self) -> Service: ...
    @property
    def key(self) -> CaseKey: ...
    @property
    def versions(self) -> Mapping[str, int]: ...


@dataclass(frozen=True)
class Blob(Generic[T]):
    """A blob of a case. ``encode`` and ``decode`` turn its content into bytes and back, ``empty`` makes what is there
    before the first was written (None: ``load`` raises ``Missing``). A name that begins with a dot is that of a blob
    that every file of a kind has: ``of`` a file it has its whole name."""

    name: str
    encode: Callable[[T], bytes]
    decode: Callable[[bytes], T]
    empty: Callable[[], T] | None = None

    def of(self, file: str, part: str = "") -> "Blob[T]":
        """The blob of one file, or of one part of it."""
        return replace(self, name=f"{file}{self.name}{part}")

    def load(self, case: OfCase) -> T:
        """The content. ``Damaged`` where it does not open or is older than the one that was written last."""
        try:
            return self.decode(_content(case, self.name, case.service.vault.get(case.key, self.name)))
        except CannotOpen as error:
            return self._absent(case, error)

    def remembered(self, case: OfCase, make: Callable[[T], Any]) -> Any:
        """The result of ``make`` for the content, kept in memory until the blob is replaced; the caller must not change
        it. Each blob has one such function. Errors as for ``load``."""

        def decoded(data: bytes) -> Any:
            return make(self.decode(_content(case, self.name, data)))

        try:
            return case.service.vault.derived(case.key, self.name, decoded)
        except CannotOpen as error:
            return make(self._absent(case, error))

    def store(self, case: OfCase, content: T) -> int:
        """Writes the content and returns its number, which the caller saves in the row of the case
        (``app.cases.change``). ``Damaged`` where a blob is there that does not open: it holds what people wrote. One
        without ``empty`` is made again from others, so it is replaced."""
        if self.empty is not None:
            self.load(case)
        number = case.versions.get(self.name, 0) + 1
        case.service.vault.put(case.key, self.name, _line(number, self.name) + self.encode(content))
        return number

    def _absent(self, case: OfCase, error: CannotOpen) -> T:
        if not missing(error) or case.versions.get(self.name):
            raise unopened(error) from error
        if self.empty is None:
            raise Missing from error
        return self.empty()


def original(file: str) -> str:
    """The name of the blob with the content of a file, as it was handed in."""
    return f"{file}.data"


@contextmanager
def writer(vault: Vault, key: CaseKey, name: str) -> Iterator[Callable[[bytes], None]]:
    """A function that takes the clear bytes of a blob that is written once, as ``Vault.writer``. Its number is
    ``FIRST``; the row counts it when it knows the file (``app.cases.change``)."""
    with vault.writer(key, name) as write:
        write(_line(FIRST, name))
        yield write


def pieces(case: OfCase, name: str) -> Iterator[bytes]:
    """The clear bytes of any blob in pieces. ``CannotOpen`` as for ``Vault.stream``, and where it is older than the
    one that was written last."""
    chunks = case.service.vault.stream(case.key, name)
    first = next(chunks, b"")
    return _joined(first[_length(case, name, first) :], chunks)


def _joined(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from chunks


def in_memory(case: OfCase, name: str) -> int:
    """The clear bytes of a blob as an anonymous file in memory, at its start. The caller closes the descriptor.
    ``CannotOpen`` as for ``pieces``."""
    fd = case.service.vault.in_memory(case.key, name)
    try:
        if length := _length(case, name, os.pread(fd, LONGEST, 0)):
            size = os.fstat(fd).st_size - length
            with mmap.mmap(fd, 0) as memory:
                memory.move(0, length, size)
            os.ftruncate(fd, size)
    except BaseException:
        os.close(fd)
        raise
    return fd


def _line(number: int, name: str) -> bytes:
    return f"#{number} {name}\n".encode()


def _content(case: OfCase, name: str, data: bytes) -> bytes:
    """What follows the line of a ``Blob``. ``CannotOpen`` also where it is the line of another blob."""
    content = data[_length(case, name, data) :]
    if _LINE.match(content[:LONGEST]):
        raise CannotOpen(name)
    return content


def _length(case: OfCase, name: str, data: bytes) -> int:
    """The length of the line with which a blob begins; 0 where an earlier version wrote it, without a line.
    ``CannotOpen`` where the blob is older than the one that was written last, or another one."""
    line = _LINE.match(data[:LONGEST])
    own = line is not None and (line[2] == name.encode() or (line[2] is None and "." not in name))
    if (int(line[1]) if line and own else 0) < case.versions.get(name, 0):
        raise CannotOpen(name)
    return line.end() if line and own else 0
