"""A ZIP that is read while it streams by: every byte of it is looked at once, and nothing of it is kept or written.

Its files are read one after the other as they lie there, and the directory at the end is compared with them. A reader
that trusts the directory alone would miss what lies between the files, and what other programs see under another name.
"""

import hashlib
import zlib
from collections.abc import Generator
from dataclasses import dataclass, field

from app.report.bundle.model import FOLDER
from app.report.bundle.zipped import LOCAL, Entry, Layout, Twin, crc

KEPT = 4 << 20  # bytes of a tag file that are kept to be read; lists of thousands of files are smaller
MOST_ENTRIES = 5_000
MOST_DIRECTORY = 8 << 20
_STEP = 1 << 20
_RATIO, _RATIO_FROM = 100, 10 << 20  # inflated bytes for one packed byte, above so many
_NAME = 4_096
_FAR = 0xFFFFFFFF
Steps = Generator[None, None, None]


@dataclass(slots=True)
class Item:
    """A file in the ZIP. ``data`` are its bytes where it lies outside ``data/`` and is small. ``state``: whole,
    damaged, expands or protected. ``exact``: the ZIP holds it as a bundle does."""

    name: str
    sha256: str = ""
    size: int = 0
    data: bytes | None = None
    state: str = "whole"
    exact: bool = True


@dataclass(slots=True)
class Found:
    """What is in a ZIP. ``flaws`` are (code of ``CHANGE_SENTENCES``, name, other name); ``names`` those of its
    directory; ``exact``: each byte is one that a bundle of these files has."""

    items: list[Item] = field(default_factory=list)
    flaws: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    is_zip: bool = False
    ours: bool = False  # the name of our folder stands where the first file begins
    exact: bool = True


class Reader:
    """Takes the bytes in pieces of any length (``feed``); ``end`` says that there are no more, and gives the result."""

    def __init__(self) -> None:
        self.found = Found()
        self._held = bytearray()
        self._place = 0  # of the first byte that is held
        self._ended = False
        self._entries: list[Entry] = []
        self._layout: Layout | None = None
        self._steps = self._read()
        self._alive = True
        self._go_on()

    def feed(self, data: bytes) -> None:
        """The next bytes. What comes behind a refusal is not looked at."""
        if self._alive:
            self._held += data
            self._go_on()

    def end(self) -> Found:
        """All bytes have come."""
        self._ended = True
        self._go_on()
        return self.found

    def _go_on(self) -> None:
        if self._alive and next(self._steps, self) is self:
            self._alive = False
            self._held.clear()

    def _flaw(self, code: str, name: str | None = None, other: str | None = None) -> None:
        self.found.exact = False
        if len(self.found.flaws) < MOST_ENTRIES:
            self.found.flaws.append((code, name, other))

    def _need(self, size: int) -> Steps:
        """Waits until so many bytes are held, or the end."""
        while len(self._held) < size and not self._ended:
            yield

    def _drop(self, size: int) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[:size]
        self._place += len(taken)
        return taken

    def _read(self) -> Steps:
        yield from self._need(256)
        self.found.ours = FOLDER.encode() in self._held[:256]
        self.found.is_zip = self._held.startswith(b"PK\x03\x04")
        while True:
            yield from self._need(4)
            if self._held.startswith(b"PK\x03\x04"):
                if len(self.found.items) == MOST_ENTRIES:
                    self._flaw("many")
                    return
                if not (yield from self._file()):
                    return
            elif self._held.startswith((b"PK\x01\x02", b"PK\x05\x06")):
                break
            elif not (yield from self._resume()):
                self._flaw("cut")
                return
        yield from self._end_of_zip()

    def _resume(self) -> Generator[None, None, bool]:
        """Skips bytes that belong to no file, to the next place that can be one of the same folder, or the end."""
        self._flaw("bytes")
        first = self.found.items[0].name.partition("/")[0].encode() if self.found.items else b""
        while True:
            at = self._held.find(b"PK", 1)
            while at >= 0:
                yield from self._need(at + 64)
                kind, name = bytes(self._held[at : at + 4]), bytes(self._held[at + 30 : at + 64])
                if kind == b"PK\x01\x02" or (kind == b"PK\x05\x06" and at + 22 == len(self._held)):
                    self._drop(at)
                    return True
                if kind == b"PK\x03\x04" and name.startswith(first):
                    self._drop(at)
                    self.found.is_zip = True
                    return True
                at = self._held.find(b"PK", at + 1)
            self._drop(max(0, len(self._held) - 1))
            if self._ended:
                return False
            yield

    def _file(self) -> Generator[None, None, bool]:
        """One file with its headers; False where nothing behind it can be read."""
        yield from self._need(LOCAL.size)
        if len(self._held) < LOCAL.size:
            self._flaw("cut")
            return False
        begin = self._place
        _, version, flags, method, dos, check, packed, _, name_size, extra_size = LOCAL.unpack_from(self._held)
        yield from self._need(LOCAL.size + name_size + extra_size)
        if len(self._held) < LOCAL.size + name_size + extra_size:
            self._flaw("cut")
            return False
        head = self._drop(LOCAL.size + name_size + extra_size)
        name = head[LOCAL.size : LOCAL.size + name_size]
        item = Item(name[:_NAME].decode("utf-8", "backslashreplace"))
        self.found.items.append(item)
        self._layout = self._layout or Layout(dos, head[-4:], version == 45)
        item.exact = head == self._layout.local(name)
        if flags & 0x41:
            item.state = "protected"
            return True
        if method == 8:
            yield from self._inflated(item, name, begin, bool(flags & 8))
        elif method == 0 and not flags & 8:
            wide = head.find(b"\x01\0", LOCAL.size + name_size) if packed == _FAR else -1
            packed = int.from_bytes(head[wide + 12 : wide + 20], "little") if wide >= 0 else packed
            yield from self._stored(item, packed, check)
        else:
            item.state = "damaged"
        return item.state != "expands"

    def _stored(self, item: Item, size: int, check: int) -> Steps:
        """A file as other programs store it."""
        item.exact, left, sums = False, size, _Sums(item)
        while left:
            yield from self._need(1)
            piece = self._drop(min(left, _STEP))
            if not piece:
                self._flaw("cut")
                item.state = "damaged"
                return
            left -= len(piece)
            sums.take(piece)
        sums.end()
        if sums.crc != check:
            item.state = "damaged"

    def _inflated(self, item: Item, name: bytes, begin: int, described: bool) -> Steps:
        state, sums, twin, packed = zlib.decompressobj(-15), _Sums(item), Twin(), 0
        while not state.eof:
            yield from self._need(1)
            given = state.unconsumed_tail or self._drop(_STEP)
            try:
                plain = state.decompress(given, _STEP)
            except zlib.error:
                item.state = "damaged"
                return
            if not given and not plain:
                self._flaw("cut")
                item.state = "damaged"
                return
            used = given[: len(given) - len(state.unconsumed_tail) - len(state.unused_data)]
            packed += len(used)
            twin.feed(used, plain)
            sums.take(plain)
            if sums.size > _RATIO_FROM and sums.size > _RATIO * packed:
                item.state = "expands"
                return
        self._held[:0] = state.unused_data
        self._place -= len(state.unused_data)
        sums.end()
        item.exact = twin.end() and item.exact
        if described and self._layout:
            entry = Entry(name, sums.size, packed, sums.crc, begin)
            yield from self._descriptor(item, self._layout.descriptor(entry))
            self._entries.append(entry)
        else:
            item.exact = False

    def _descriptor(self, item: Item, expected: bytes) -> Steps:
        """The check sum and sizes behind a file, in one of the shapes that programs write."""
        yield from self._need(28)
        if self._held.startswith(expected):
            self._drop(len(expected))
            return
        item.exact = False
        for size in (16, 24, 12, 20):
            if self._held[size : size + 2] == b"PK":
                self._drop(size)
                return

    def _end_of_zip(self) -> Steps:
        """The directory and what is behind it."""
        while not self._ended and len(self._held) <= MOST_DIRECTORY:
            yield
        rest = bytes(self._held)
        if len(rest) > MOST_DIRECTORY:
            self._flaw("after")
            return
        whole = len(self._entries) == len(self.found.items) and all(one.exact for one in self.found.items)
        expected = self._layout.directory(self._entries, self._place) if whole and self._layout else None
        if rest == expected:
            return
        self.found.exact = False
        at = self._listed(rest)
        end = rest.find(b"PK\x05\x06", at)
        if end < 0 or end + 22 > len(rest):
            self._flaw("cut")
        elif end + 22 < len(rest):
            self._flaw("after")

    def _listed(self, rest: bytes) -> int:
        """Notes the names in the directory; where it ends."""
        at = 0
        while rest.startswith(b"PK\x01\x02", at) and at + 46 <= len(rest) and len(self.found.names) <= MOST_ENTRIES:
            name, extra, comment = (int.from_bytes(rest[at + one : at + one + 2], "little") for one in (28, 30, 32))
            self.found.names.append(rest[at + 46 : at + 46 + min(name, _NAME)].decode("utf-8", "backslashreplace"))
            at += 46 + name + extra + comment
        return at


class _Sums:
    """Hash, size and check sum of a file as it passes, and its bytes if it is a small tag file."""

    def __init__(self, item: Item) -> None:
        self.item, self.hash, self.size, self.crc = item, hashlib.sha256(), 0, 0
        keep = "/data/" not in item.name or item.name.partition("/")[2] in ("data/parts.txt", "data/salts.txt")
        self.kept: bytearray | None = bytearray() if keep else None

    def take(self, piece: bytes) -> None:
        self.hash.update(piece)
        self.size += len(piece)
        self.crc = crc(piece, self.crc)
        if self.kept is not None:
            self.kept += piece
            if len(self.kept) > KEPT:
                self.kept = None

    def end(self) -> None:
        self.item.sha256, self.item.size = self.hash.hexdigest(), self.size
        self.item.data = None if self.kept is None else bytes(self.kept)
