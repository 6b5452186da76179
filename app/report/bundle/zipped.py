"""The ZIP around a bundle: every byte of it is determined by the files and the time in ``bag-info.txt``.

The files are deflated in stored blocks only. Compression would make the bytes depend on the version of a library, and
leave bits that can change without changing a file. Most files of a bundle are pictures and archives, which compression
does not shrink. ``docs/bundle.md`` describes the layout.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Any, cast

BLOCK = 0xFFFF  # bytes of a stored block of deflate
_MODE = 0o100644
_FAR = 0xFFFFFFFF
LOCAL = Struct("<4s3H4s3I2H")
_FLAGS = 0x0808  # sizes follow the data, names are UTF-8


class Stored:
    """A compressor that does not compress: blocks of exactly ``BLOCK`` bytes, the last one shorter."""

    def __init__(self) -> None:
        self.held = bytearray()

    def compress(self, chunk: bytes) -> bytes:
        """Adds bytes; returns the blocks that are full."""
        self.held += chunk
        out = bytearray()
        while len(self.held) > BLOCK:
            out += _block(b"\0", self.held[:BLOCK])
            del self.held[:BLOCK]
        return bytes(out)

    def flush(self) -> bytes:
        """The last block."""
        return _block(b"\1", self.held)


def _block(last: bytes, data: bytearray) -> bytes:
    size = len(data)
    return last + size.to_bytes(2, "little") + (size ^ BLOCK).to_bytes(2, "little") + data


def pack(
    files: Iterable[tuple[str, Iterable[bytes]]], made_at: datetime, wide: bool, passphrase: str | None = None
) -> Iterator[bytes]:
    """A ZIP of files (name, pieces), as a stream that holds one piece at a time. With a ``passphrase`` each file is
    encrypted with AES-256 (WinZip's AE-2)."""
    from stream_zip import ZIP_32, ZIP_64, stream_zip

    method = ZIP_64 if wide else ZIP_32
    members = ((name, made_at, _MODE, method, chunks) for name, chunks in files)
    return iter(stream_zip(members, get_compressobj=cast(Any, Stored), password=passphrase))


@dataclass(slots=True)
class ZippedFile:
    """The description of one file in the ZIP: ``name`` and ``extra`` as in its local header, and its measured size and
    check sum."""

    name: bytes
    begin: int
    flags: int = _FLAGS
    method: int = 8
    extra: bytes = b""
    size: int = 0
    packed: int = 0
    crc: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The properties that all entries of one ZIP share: their time as headers write it (DOS, Unix), and 64 bits or
    32."""

    dos: bytes
    unix: bytes
    wide: bool

    @property
    def _time(self) -> bytes:
        return b"UT\x05\x00\x01" + self.unix

    def fits(self, entry: ZippedFile) -> bool:
        """Whether its numbers fit into the headers."""
        return self.wide or max(entry.begin, entry.size, entry.packed) < _FAR

    def local(self, name: bytes) -> bytes:
        """The header before a file."""
        sizes, version, extra = (_FAR, 45, b"\x01\0\x10\0" + bytes(16)) if self.wide else (0, 20, b"")
        extra += self._time
        fields = (b"PK\x03\x04", version, _FLAGS, 8, self.dos, 0, sizes, sizes, len(name), len(extra))
        return LOCAL.pack(*fields) + name + extra

    def descriptor(self, entry: ZippedFile) -> bytes:
        """Check sum and sizes, as written after a file."""
        shape = Struct("<4sIQQ" if self.wide else "<4sIII")
        return shape.pack(b"PK\x07\x08", entry.crc, entry.packed, entry.size)

    def directory(self, entries: Iterable[ZippedFile], place: int) -> bytes:
        """Everything after the last file; ``place`` is the position where it begins."""
        listed = [self._listed(entry) for entry in entries]
        size, count = sum(map(len, listed)), len(listed)
        end = b""
        if self.wide:
            end = Struct("<4sQHHIIQQQQ").pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, place)
            end += Struct("<4sIQI").pack(b"PK\x06\x07", 0, place + size, 1)
            end += Struct("<4s4H2IH").pack(b"PK\x05\x06", *[BLOCK] * 4, _FAR, _FAR, 0)
        else:
            end += Struct("<4s4H2IH").pack(b"PK\x05\x06", 0, 0, count, count, size, place, 0)
        return b"".join(listed) + end

    def _listed(self, entry: ZippedFile) -> bytes:
        version, extra, numbers = 20, b"", (entry.packed, entry.size, entry.begin)
        if self.wide:
            version = 45
            extra = Struct("<2s H 3Q").pack(b"\x01\0", 24, entry.size, entry.packed, entry.begin)
            numbers = (_FAR, _FAR, _FAR)
        extra += self._time
        head = Struct("<4s4B2H4s3I5H2I").pack(
            b"PK\x01\x02", version, 3, version, 0, _FLAGS, 8, self.dos, entry.crc, *numbers[:2],
            len(entry.name), len(extra), 0, 0, 0, _MODE << 16, numbers[2],
        )  # fmt: skip
        return head + entry.name + extra


def times(made_at: datetime) -> tuple[bytes, bytes]:
    """The time of all files as the headers write it (DOS, Unix)."""
    time = made_at.second // 2 | made_at.minute << 5 | made_at.hour << 11
    day = made_at.day | made_at.month << 5 | (made_at.year - 1980) << 9
    unix = int(made_at.timestamp())
    return Struct("<2H").pack(time, day & 0xFFFF), Struct("<I").pack(unix & _FAR)


class Twin:
    """Whether a deflated stream equals the one that ``Stored`` makes from the same bytes. It keeps only the bytes by
    which one is ahead of the other."""

    def __init__(self) -> None:
        self.stored, self.expected, self.actual = Stored(), bytearray(), bytearray()
        self.same = True

    def feed(self, packed: bytes, plain: bytes) -> None:
        """Takes the next deflated bytes, and the bytes that they inflate to."""
        if not self.same:
            return
        self.actual += packed
        self.expected += self.stored.compress(plain)
        common = min(len(self.actual), len(self.expected))
        self.same = self.actual[:common] == self.expected[:common] and len(self.actual) < 1 << 25
        del self.actual[:common], self.expected[:common]

    def end(self) -> bool:
        """Whether the streams are equal to the end."""
        return self.same and self.expected + self.stored.flush() == self.actual


def crc(chunk: bytes, before: int = 0) -> int:
    """The check sum of ZIP, continued from ``before``."""
    return zlib.crc32(chunk, before)
