"""Members of an archive, inflated in a stream while their real bytes are counted."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.reader.archives.directory import ArchiveEntry, body
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.seekable import InflatedBytes, PartBytes, Seekable, chunks_of


@dataclass(slots=True)
class Budget:
    """The amounts that all members of one upload have used together."""

    limits: Limits
    inflated: int = 0
    entries: int = 0

    def enter(self, count: int) -> None:
        """Count the entries of one more archive."""
        self.entries += count
        if self.entries > self.limits.entries:
            raise Refused("too-many-entries")


class Packed:
    """One member of an archive. Its bytes count once, however often they are read."""

    def __init__(self, source: Seekable, entry: ArchiveEntry, budget: Budget) -> None:
        self.entry, self.budget = entry, budget
        self.counted = 0
        self.source: PartBytes | InflatedBytes
        part = PartBytes(source, body(source, entry), entry.packed)
        self.source = part if entry.method == 0 else InflatedBytes(part)
        if entry.method == 0 and entry.packed != entry.size:
            raise Refused("size-mismatch")

    def begin(self, count: int) -> bytes:
        """The first bytes of the file, by which its kind is recognised."""
        return self.source.read(0, count)

    def chunks(self, *, note: bool = False) -> Iterator[bytes]:
        """All bytes in order. Raises ``Refused`` as soon as they are too many, and at the end if they are not those
        that the archive promised."""
        entry, size, check = self.entry, 0, 0
        self._allow(entry.size)
        source = self.source
        stream = source.chunks(note=note) if isinstance(source, InflatedBytes) else chunks_of(source)
        for chunk in stream:
            size += len(chunk)
            if size > entry.size:
                raise Refused("size-mismatch")
            self._allow(size)
            self._count(size)
            check = zlib.crc32(chunk, check)
            yield chunk
        if size != entry.size:
            raise Refused("size-mismatch")
        if check != entry.crc:
            raise Refused("corrupt")

    def _allow(self, size: int) -> None:
        """Refuses a member by its stated size before it is read, and by its real size while it is read."""
        limits, budget = self.budget.limits, self.budget
        if size > limits.ratio_from and size > limits.ratio * max(1, self.entry.packed):
            raise Refused("expanded-size")
        if budget.inflated + max(0, size - self.counted) > limits.inflated:
            raise Refused("expanded-size")

    def _count(self, size: int) -> None:
        """Add the bytes that were read for the first time to the budget."""
        self.budget.inflated += max(0, size - self.counted)
        self.counted = max(self.counted, size)
