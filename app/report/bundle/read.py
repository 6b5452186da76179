"""Reads a ZIP as a stream: every byte is looked at once, and nothing is stored.

Its files are read in their order, and the directory at the end is compared with them. A reader that trusts the
directory alone would miss data between the files, and files that other programs see under another name.
``verify_zip.js`` reads in the same way, step for step, so that both give the same answer for every file.
"""

import zlib
from collections.abc import Generator

from app.report.bundle.directory import compared, wide_numbers
from app.report.bundle.found import MOST_KEPT, Contents, Item, Sums, name_text
from app.report.bundle.model import FOLDER
from app.report.bundle.zipped import LOCAL, Layout, Twin, ZippedFile

MOST_ENTRIES = 5_000
MOST_DIRECTORY = 8 << 20
MOST_FALSE = 300  # places that look like the end or the beginning of a file, and are none
PIECE = 1 << 16
RATIO, RATIO_FROM = 100, 10 << 20  # inflated bytes for one packed byte, above so many
_FAR = 0xFFFFFFFF
Steps = Generator[None, None, None]
Answer = Generator[None, None, bool]


class Reader:
    """Takes the bytes in pieces of any length (``feed``); ``end`` says that there are no more, and gives the result."""

    def __init__(self) -> None:
        self.contents = Contents()
        self._held = bytearray()
        self._place = 0  # of the first byte that is held
        self._ended = False
        self._layout: Layout | None = None
        self._false = 0
        self._room = MOST_KEPT
        self._steps = self._read()
        self._alive = True
        self._go_on()

    def feed(self, data: bytes) -> None:
        """Takes the next bytes. Bytes after a refusal are ignored."""
        if self._alive:
            self._held += data
            self._go_on()

    def end(self) -> Contents:
        """All bytes have come."""
        self._ended = True
        self._go_on()
        return self.contents

    def _go_on(self) -> None:
        if self._alive and next(self._steps, self) is self:
            self._alive = False
            self._held.clear()

    def _flaw(self, code: str, name: str | None = None, other: str | None = None) -> None:
        self.contents.exact = False
        if len(self.contents.flaws) < MOST_ENTRIES:
            self.contents.flaws.append((code, name, other))

    def _need(self, size: int) -> Steps:
        """Waits until so many bytes are available, or the end."""
        while len(self._held) < size and not self._ended:
            yield

    def _drop(self, size: int) -> bytes:
        taken = bytes(self._held[:size])
        del self._held[:size]
        self._place += len(taken)
        return taken

    def _put_back(self, taken: bytes) -> None:
        self._held[:0] = taken
        self._place -= len(taken)

    def _read(self) -> Steps:
        yield from self._need(256)
        self.contents.ours = self._held.startswith(FOLDER.encode(), LOCAL.size)
        self.contents.is_zip = self._held.startswith(b"PK\x03\x04")
        while True:
            yield from self._need(4)
            if self._held.startswith(b"PK\x03\x04"):
                if len(self.contents.items) == MOST_ENTRIES:
                    self._flaw("many")
                    return
                if not (yield from self._file()):
                    return
            elif self._held.startswith((b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")):
                break
            elif not self._held or not (yield from self._resume()):
                self._flaw("cut")
                return
        yield from self._end_of_zip()

    def _resume(self) -> Answer:
        """Skips bytes that belong to no file, up to the next file of the same folder, or the directory."""
        if not self.contents.items or self.contents.items[-1].state == "whole":
            self._flaw("bytes")
        first = self.contents.items[0].entry.name if self.contents.items else FOLDER.encode()
        wanted, at = first.partition(b"/")[0] or first, 0
        while wanted:
            at = self._held.find(wanted, at)
            while at >= 0:
                for gap, sign in ((LOCAL.size, b"PK\x03\x04"), (46, b"PK\x01\x02")):
                    if at >= gap and self._held.startswith(sign, at - gap):
                        self._drop(at - gap)
                        self.contents.is_zip = True
                        return True
                if self._is_false():
                    return False
                at = self._held.find(wanted, at + 1)
            if self._ended:
                return False
            looked = max(0, len(self._held) - len(wanted) + 1)
            self._drop(max(0, looked - 46))
            at = min(46, looked)
            yield
        return False

    def _is_false(self) -> bool:
        """Counts a position that only looked like the end of a file; whether there were too many of them."""
        self._false += 1
        return self._false > MOST_FALSE

    def _file(self) -> Answer:
        """One file with its headers; False where nothing behind it can be read."""
        yield from self._need(LOCAL.size)
        fields = LOCAL.unpack_from(self._held) if len(self._held) >= LOCAL.size else (0,) * 9 + (_FAR,)
        _, version, flags, method, dos, check, packed, size, name_size, extra_size = fields
        whole = LOCAL.size + name_size + extra_size
        yield from self._need(whole)
        if len(self._held) < whole:
            self._flaw("cut")
            return False
        begin, head = self._place, self._drop(whole)
        name, extra = head[LOCAL.size : LOCAL.size + name_size], head[LOCAL.size + name_size :]
        item = Item(ZippedFile(name, begin, flags, method, extra), name_text(name))
        self.contents.items.append(item)
        if self._layout is None:
            self.contents.dos, self.contents.unix, self.contents.wide = dos, head[-4:], version == 45
            self._layout = Layout(dos, head[-4:], version == 45)
        item.exact = head == self._layout.local(name)
        if flags & 0x41:
            item.state, item.exact = "protected", False
            return True
        size, packed = wide_numbers(extra, [size, packed])
        go_on = yield from self._content(item, packed)
        if go_on and item.state == "whole":
            yield from self._stated(item, check, packed, size)
        item.exact = item.exact and item.state == "whole"
        return go_on

    def _content(self, item: Item, packed: int) -> Answer:
        """Reads the content of a file by its compression method; False where nothing behind it can be read."""
        method, described = item.entry.method, bool(item.entry.flags & 8)
        if method == 8:
            yield from self._inflated(item)
        elif method == 0 and described:
            return (yield from self._streamed(item))
        elif method == 0:
            yield from self._stored(item, packed)
        else:
            item.state = "damaged"
        return item.state != "expands"

    def _stored(self, item: Item, size: int) -> Steps:
        """A file as other programs store it."""
        item.exact, left, sums = False, size, Sums(item)
        while left:
            yield from self._need(1)
            piece = self._drop(min(left, PIECE))
            if not piece:
                self._cut(item)
                return
            left -= len(piece)
            sums.take(piece)
        self._end(sums, size)

    def _streamed(self, item: Item) -> Answer:
        """Reads a file that a program stored without knowing its size: it ends where the data behind it fits the data
        before. False where too many positions look like its end."""
        item.exact, sums = False, Sums(item)
        while True:
            yield from self._need(24)
            at = self._held.find(b"PK\x07\x08")
            if at < 0 and self._ended:
                self._drop(len(self._held))
                self._cut(item)
                return True
            if at < 0:
                sums.take(self._drop(max(0, len(self._held) - 3)))
                yield
                continue
            sums.take(self._drop(at))
            yield from self._need(24)
            stated = (sums.crc.to_bytes(4, "little"), (sums.size & _FAR).to_bytes(4, "little"))
            if (bytes(self._held[4:8]), bytes(self._held[8:12])) == stated:
                self._end(sums, sums.size)
                return True
            if self._is_false():
                item.state = "damaged"
                return False
            sums.take(self._drop(1))

    def _cut(self, item: Item) -> None:
        self._flaw("cut")
        item.state = "damaged"

    def _end(self, sums: Sums, packed: int) -> None:
        """Ends a file, and counts the memory that its entry takes."""
        sums.end(self._room, packed)
        self._room -= len(sums.item.data or b"")

    def _inflated(self, item: Item) -> Steps:
        state, sums, twin, packed = zlib.decompressobj(-15), Sums(item), Twin(), 0
        piece = b""
        while not state.eof:
            data = state.unconsumed_tail
            if not data:
                yield from self._need(PIECE)
                data = piece = self._drop(PIECE)
            try:
                plain = state.decompress(data, PIECE)
            except zlib.error:
                item.state = "damaged"
                self._put_back(piece)
                return
            if not data and not plain:
                self._cut(item)
                return
            used = data[: len(data) - len(state.unused_data if state.eof else state.unconsumed_tail)]
            packed += len(used)
            twin.feed(used, plain)
            sums.take(plain)
            if sums.size > RATIO_FROM and sums.size > RATIO * packed:
                item.state = "expands"
                return
        self._put_back(state.unused_data)
        self._end(sums, packed)
        item.exact = twin.end() and item.exact

    def _stated(self, item: Item, check: int, packed: int, size: int) -> Steps:
        """Compares check sum and sizes of the local header, and of the record behind the file, with the file."""
        entry, described = item.entry, bool(item.entry.flags & 8)
        unknown = {0, _FAR} if described else set[int]()
        for stated, true in ((check, entry.crc), (packed, entry.packed), (size, entry.size)):
            if stated != true and stated not in unknown:
                self._flaw("stated", item.name)
        if not described or not self._layout or not self._layout.fits(entry):
            item.exact = False
        if not described or not self._layout:
            return
        yield from self._need(28)
        kinds = [Layout(b"", b"", wide) for wide in (True, False)]
        for shape in (kind.descriptor(entry) for kind in kinds if kind.fits(entry)):
            for expected in (shape, shape[4:]):
                if self._held.startswith(expected):
                    item.exact = item.exact and expected == self._layout.descriptor(entry)
                    self._drop(len(expected))
                    return
        self._flaw("stated", item.name)
        for length in (16, 24, 12, 20):
            if self._held[length : length + 2] == b"PK":
                self._drop(length)
                return

    def _end_of_zip(self) -> Steps:
        """Compares the directory and the bytes behind it."""
        while not self._ended and len(self._held) <= MOST_DIRECTORY:
            yield
        if len(self._held) > MOST_DIRECTORY:
            self._flaw("after")
            return
        items, tail = self.contents.items, bytes(self._held)
        fits = self._layout and (self._layout.wide or self._place < _FAR)
        if self._layout and fits and all(item.exact for item in items):
            expected = self._layout.directory([item.entry for item in items], self._place)
            if tail == expected:
                return
        self.contents.exact = False
        directory = compared(tail, items, self._place)
        self.contents.names = directory.names
        for flaw in directory.flaws:
            self._flaw(*flaw)
