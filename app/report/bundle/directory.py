"""The directory at the end of a ZIP that other programs packed, and whether it describes the files as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import Struct

from app.report.bundle.found import Flaw, Item, name_text

_FAR, _FAR16 = 0xFFFFFFFF, 0xFFFF
_LISTED = Struct("<4s4B2H4s3I5H2I")
_END = Struct("<4s4H2IH")
_WIDE_END = Struct("<4sQHHIIQQQQ")
_LOCATOR = Struct("<4sIQI")
_WIDE, _NAME = 0x0001, 0x7075  # extra fields: numbers of 64 bits, and a name that some programs prefer
_REGULAR, _FOLDER = 0o100000, 0o040000


@dataclass(slots=True)
class Directory:
    """The names in the directory, and where it does not fit the files."""

    names: list[str] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """(id, content) of the extra fields of a header."""
    at = 0
    while at + 4 <= len(extra):
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        yield int.from_bytes(extra[at : at + 2], "little"), extra[at + 4 : at + 4 + size]
        at += 4 + size


def wide_numbers(extra: bytes, numbers: Sequence[int]) -> list[int]:
    """The numbers of a header; numbers that are too large for 32 bits are in its extra field."""
    held = next((content for kind, content in extra_fields(extra) if kind == _WIDE), b"")
    whole = []
    for number in numbers:
        if number == _FAR and len(held) >= 8:
            number, held = int.from_bytes(held[:8], "little"), held[8:]
        whole.append(number)
    return whole


def compared(data: bytes, items: Sequence[Item], place: int) -> Directory:
    """Compares the end of a ZIP, which begins at ``place``, with its files."""
    directory, at, count = Directory(), 0, 0
    while data.startswith(b"PK\x01\x02", at) and at + _LISTED.size <= len(data):
        fields = _LISTED.unpack_from(data, at)
        name_size, extra_size, comment = fields[11:14]
        begin = at + _LISTED.size
        name, extra = data[begin : begin + name_size], data[begin + name_size : begin + name_size + extra_size]
        item = items[count] if count < len(items) else None
        directory.flaws += _entry(fields, name, extra, item)
        if comment:
            directory.flaws.append(("bytes", None, None))
        directory.names.append(name_text(name))
        at, count = begin + name_size + extra_size + comment, count + 1
    end = list(_end(data, at, count, place))
    if ("cut", None, None) not in end:
        directory.flaws += [("stated", item.name, None) for item in items[count:]]
    directory.flaws += end
    return directory


def _entry(fields: Sequence[int], name: bytes, extra: bytes, item: Item | None) -> Iterator[Flaw]:
    """The differences of one line of the directory. Damage of the file itself is reported elsewhere."""
    (flags, method), (check, packed, size), disk, (mode, begin) = fields[5:7], fields[8:11], fields[14], fields[16:]
    size, packed, begin = wide_numbers(extra, [size, packed, begin])
    if item is None:
        yield "added", name_text(name), None
        return
    entry = item.entry
    if name != entry.name:
        yield "names", item.name, name_text(name)
    for kind, content in (*extra_fields(extra), *extra_fields(entry.extra)):
        if kind == _NAME and content[5:] != entry.name:
            yield "names", item.name, name_text(content[5:])
    sums = (check, packed, size) if item.state == "whole" else (entry.crc, entry.packed, entry.size)
    stated = (flags, method, begin, disk, *sums)
    if stated != (entry.flags, entry.method, entry.begin, 0, entry.crc, entry.packed, entry.size):
        yield "stated", item.name, None
    kind = mode >> 16 & 0o170000
    if kind not in (0, _FOLDER if item.is_folder else _REGULAR) or (mode & 0x10 and not item.is_folder):
        yield "link", item.name, None


def _end(data: bytes, at: int, count: int, place: int) -> Iterator[Flaw]:
    """The differences behind the last line of the directory, which ends at ``at``."""
    size, wide = at, None
    if data.startswith(b"PK\x06\x06", at) and len(data) >= at + _WIDE_END.size + _LOCATOR.size:
        wide = _WIDE_END.unpack_from(data, at)
        locator = _LOCATOR.unpack_from(data, at + _WIDE_END.size)
        right = (44, 0, 0, count, count, size, place), (b"PK\x06\x07", 0, place + size, 1)
        if ((wide[1], *wide[4:]), locator) != right:
            yield "end", None, None
        at += _WIDE_END.size + _LOCATOR.size
    if not data.startswith(b"PK\x05\x06", at) or len(data) < at + _END.size:
        yield "bytes" if data.find(b"PK\x05\x06", at) > at else "cut", None, None
        return
    _, disk, first, here, total, stated_size, begin, comment = _END.unpack_from(data, at)
    right_end = (0, 0, count, count, size, place)
    for stated, true, far in zip(
        (disk, first, here, total, stated_size, begin), right_end, (*[_FAR16] * 4, _FAR, _FAR), strict=True
    ):
        if stated != true and not (wide and stated == far):
            yield "end", None, None
    if comment or len(data) > at + _END.size:
        yield "after", None, None
