"""Bytes that can be read at any offset: of a file descriptor, of a part of other bytes, or of an inflated member."""

import os
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import Any, Protocol

from app.reader.limits import MIB
from app.reader.problems import Refused

CHUNK = 4 * MIB
_STEP = 4 * MIB  # Inflated bytes between two places where inflating can be taken up again.


class Seekable(Protocol):
    """``size`` bytes; ``read`` returns ``count`` of them from offset ``place`` on, fewer only at the end."""

    @property
    def size(self) -> int: ...

    def read(self, place: int, count: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class FileBytes:
    """An open descriptor; its file position is not changed."""

    fd: int
    size: int

    def read(self, place: int, count: int) -> bytes:
        parts: list[bytes] = []
        while count > 0:
            part = os.pread(self.fd, count, place)
            if not part:
                break
            parts.append(part)
            place += len(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)


@dataclass(frozen=True, slots=True)
class MemoryBytes:
    """Bytes that are in memory."""

    data: bytes | mmap

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, place: int, count: int) -> bytes:
        return self.data[place : place + count]


@dataclass(frozen=True, slots=True)
class PartBytes:
    """A part of other bytes, such as a stored member of an archive."""

    whole: Seekable
    begin: int
    size: int

    def read(self, place: int, count: int) -> bytes:
        return self.whole.read(self.begin + place, max(0, min(count, self.size - place)))


class InflatedBytes:
    """Deflated data that can be read at any position and is never in memory as a whole. The first pass over it
    (``chunks``) saves the state of the decompressor every few MiB; a later read inflates again from the nearest saved
    state."""

    def __init__(self, packed: Seekable) -> None:
        self.packed = packed
        self.size = 0
        self.places: list[int] = [0]
        self.states: list[tuple[int, Any]] = [(0, zlib.decompressobj(-15))]

    def chunks(self, *, note: bool = False) -> Iterator[bytes]:
        """The inflated bytes from the beginning; ``note`` prepares for ``read``. Raises ``Refused`` when damaged."""
        if note:
            self.size, self.places = 0, [0]
            self.states = [(0, zlib.decompressobj(-15))]
        for chunk in self._inflate(0, zlib.decompressobj(-15), note=note):
            self.size += len(chunk) if note else 0
            yield chunk

    def read(self, place: int, count: int) -> bytes:
        nearest = bisect_right(self.places, place) - 1
        packed_place, state = self.states[nearest]
        parts, skip = [], place - self.places[nearest]
        for chunk in self._inflate(packed_place, state.copy(), note=False):
            part = chunk[skip : skip + count]
            skip = max(0, skip - len(chunk))
            parts.append(part)
            count -= len(part)
            if count <= 0:
                break
        return b"".join(parts)

    def _inflate(self, place: int, state: Any, *, note: bool) -> Iterator[bytes]:
        done = 0
        while not state.eof:
            packed = state.unconsumed_tail or self.packed.read(place, MIB)
            if not state.unconsumed_tail:
                place += len(packed)
            try:
                chunk = state.decompress(packed, MIB)
            except zlib.error:
                raise Refused("corrupt") from None
            if not packed and not chunk:
                raise Refused("corrupt")  # The data end before the deflated stream does.
            done += len(chunk)
            if chunk:
                yield chunk
            if note and done - self.places[-1] >= _STEP and not state.eof:
                self.places.append(done)
                self.states.append((place, state.copy()))  # The copy keeps the packed bytes that it has not used.


def chunks_of(source: Seekable, begin: int = 0) -> Iterator[bytes]:
    """The bytes from offset ``begin`` on in pieces of 4 MiB."""
    for place in range(begin, source.size, CHUNK):
        yield source.read(place, CHUNK)
