"""What the vault keeps of a case under one name, with its one codec.

A blob that was never written is ``empty``; one that does not open is ``Damaged``, because writing over it would lose
what it holds. Each of a case's own blobs begins with a number that its row knows too (``CaseRow.blobs``): whoever puts
back an older one, or removes it, is noticed. A newer one is fine, since a blob is written before the row that counts it
is committed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from app.errors import Damaged, Missing
from app.storage.service import Service
from app.storage.vault import CannotOpen, CaseKey, missing, unopened

T = TypeVar("T")
MARK = b"#"  # begins the line with the number; no content of a blob without a number begins so
LONGEST = 16  # bytes of that line, at most


class OfCase(Protocol):
    """The case whose blob it is: its key, and the number of each of its own blobs."""

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
            return self.decode(_numbered(case, self.name, case.service.vault.get(case.key, self.name)))
        except CannotOpen as error:
            return self._absent(case, error)

    def remembered(self, case: OfCase, make: Callable[[T], Any]) -> Any:
        """The result of ``make`` for the content, kept in memory until the blob is replaced; the caller must not change
        it. Each blob has one such function. Errors as for ``load``."""

        def decoded(data: bytes) -> Any:
            return make(self.decode(_numbered(case, self.name, data)))

        try:
            return case.service.vault.derived(case.key, self.name, decoded)
        except CannotOpen as error:
            return make(self._absent(case, error))

    def store(self, case: OfCase, content: T) -> int:
        """Writes the content and returns its number, which the caller saves in the row of the case
        (``app.cases.change``); 0 for a blob of a file, which has none. ``Damaged`` where a blob is there that does not
        open: it holds what people wrote. One without ``empty`` is made again from others, so it is replaced."""
        if self.empty is not None:
            self.load(case)
        number = 0 if "." in self.name else case.versions.get(self.name, 0) + 1
        head = MARK + str(number).encode() + b"\n" if number else b""
        case.service.vault.put(case.key, self.name, head + self.encode(content))
        return number

    def _absent(self, case: OfCase, error: CannotOpen) -> T:
        if not missing(error) or case.versions.get(self.name):
            raise unopened(error) from error
        if self.empty is None:
            raise Missing from error
        return self.empty()


def pieces(case: OfCase, name: str) -> Iterator[bytes]:
    """The clear bytes of any blob in pieces, without the number of a case's own. ``CannotOpen`` as for
    ``Vault.stream``."""
    chunks = case.service.vault.stream(case.key, name)
    yield _split(next(chunks, b""))[1] if "." not in name else next(chunks, b"")
    yield from chunks


def _numbered(case: OfCase, name: str, data: bytes) -> bytes:
    number, content = _split(data) if "." not in name else (0, data)
    if number < case.versions.get(name, 0):
        raise Damaged
    return content


def _split(data: bytes) -> tuple[int, bytes]:
    """The number at the beginning of a blob (0: an earlier version of the program wrote it), and what follows."""
    line, newline, _ = data[:LONGEST].partition(b"\n")
    if not line.startswith(MARK) or not newline:
        return 0, data
    return int(line[len(MARK) :]), data[len(line) + len(newline) :]
