"""A ZIP that is read while it streams by: every byte of it is looked at once, and nothing of it is kept or written.

Its files are read one after the other as they lie there, and the directory at the end is compared with them. A reader
that trusts the directory alone would miss what lies between the files, and what other programs see under another name.
"""

import zlib
from collections.abc import Generator

from app.report.bundle.found import MOST_KEPT, Found, Item, Sums
from app.report.bundle.model import FOLDER
from app.report.bundle.zipped import LOCAL, Entry, Layout, Twin

MOST_ENTRIES = 5_000
MOST_DIRECTORY = 8 << 20
_STEP = 1 << 20
_RATIO, _RATIO_FROM = 100, 10 << 20  # inflated bytes for one packed byte, above so many
_NAME = 4_096
_FAR = 0xFFFFFFFF
Steps = Generator[None, None, None]


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
        self._room = MOST_KEPT
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
        elif method == 0 and flags & 8:
            yield from self._streamed(item)
        elif method == 0:
            wide = head.find(b"\x01\0", LOCAL.size + name_size) if packed == _FAR else -1
            packed = int.from_bytes(head[wide + 12 : wide + 20], "little") if wide >= 0 else packed
            yield from self._stored(item, packed, check)
        else:
            item.state = "damaged"
        return item.state != "expands"

    def _stored(self, item: Item, size: int, check: int) -> Steps:
        """A file as other programs store it."""
        item.exact, left, sums = False, size, Sums(item)
        while left:
            yield from self._need(1)
            piece = self._drop(min(left, _STEP))
            if not piece:
                self._flaw("cut")
                item.state = "damaged"
                return
            left -= len(piece)
            sums.take(piece)
        self._end(sums)
        if sums.crc != check:
            item.state = "damaged"

    def _streamed(self, item: Item) -> Steps:
        """A file as other programs store it when they do not know its size yet: its end is where what stands behind it
        fits what came before."""
        item.exact, sums = False, Sums(item)
        while True:
            yield from self._need(24)
            at = self._held.find(b"PK\x07\x08")
            sums.take(self._drop(at if at >= 0 else max(0, len(self._held) - 3)))
            if at >= 0:
                yield from self._need(24)
                crc_there, size = int.from_bytes(self._held[4:8], "little"), sums.size.to_bytes(8, "little")
                if crc_there == sums.crc and self._held[8:12] == size[:4]:
                    self._drop(24 if self._held[8:24] == size * 2 else 16)
                    self._end(sums)
                    return
                sums.take(self._drop(1))
            elif self._ended:
                self._flaw("cut")
                item.state = "damaged"
                return

    def _end(self, sums: "Sums") -> None:
        """A file is over: what is kept of it takes room."""
        sums.end(self._room)
        self._room -= len(sums.item.data or b"")

    def _inflated(self, item: Item, name: bytes, begin: int, described: bool) -> Steps:
        state, sums, twin, packed = zlib.decompressobj(-15), Sums(item), Twin(), 0
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
        self._end(sums)
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
