"""ZIP archives: the directory at the end is read and checked before any member is; members are never written out."""

import stat
import struct
import unicodedata
from dataclasses import dataclass

from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.seekable import Seekable

_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FAR = 0xFFFFFFFF
_END_REACH = 22 + 65_535 + 20 + 4_096
_OFFICE = ("[content_types].xml", "_rels/", "docprops/", "xl/", "word/", "ppt/", "mimetype", "meta-inf/")


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One member, from the directory; ``begin`` is the offset of its own header, ``refused`` a refusal code."""

    name: str
    packed: int
    size: int
    crc: int
    method: int
    begin: int
    refused: str | None
    folder: bool


def entries(source: Seekable, limits: Limits) -> list[ArchiveEntry]:
    """The members of an archive in the order of its directory. Raises ``Refused``."""
    try:
        count, size, place, shift = _directory(source)
    except (struct.error, ValueError, OverflowError):
        raise Refused("corrupt") from None
    if count > limits.entries:
        raise Refused("too-many-entries")
    data = source.read(place, size)
    entries, at = [], 0
    while at < len(data) and data.startswith(b"PK\x01\x02", at):
        try:
            entry, at = _entry(data, at, shift)
        except (struct.error, ValueError, OverflowError):
            raise Refused("corrupt") from None
        entries.append(entry)
        if len(entries) > limits.entries:
            raise Refused("too-many-entries")
    if len(entries) != count:
        raise Refused("corrupt")
    if all(entry.folder and entry.refused is None for entry in entries):
        raise Refused("empty")
    _no_overlap(source, entries, place)
    return entries


def body(source: Seekable, entry: ArchiveEntry) -> int:
    """The position of a member's packed data, behind its header. Raises ``Refused``."""
    head = source.read(entry.begin, _LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise Refused("corrupt")
    name_size, extra_size = _LOCAL.unpack(head)[-2:]
    begin: int = entry.begin + _LOCAL.size + name_size + extra_size
    if begin + entry.packed > source.size:
        raise Refused("corrupt")
    return begin


def is_office(names: list[str]) -> bool:
    """Whether an archive is a workbook or document, by what is in it."""
    folded = [name.lower() for name in names]
    return "[content_types].xml" in folded or ("mimetype" in folded and "content.xml" in folded)


def begins_office(data: bytes) -> bool:
    """Whether an archive is a workbook or document, judged from its beginning by the name of its first member."""
    return data[30:62].lower().startswith(tuple(name.encode() for name in _OFFICE))


def _directory(source: Seekable) -> tuple[int, int, int, int]:
    """Count of entries, size and position of the directory, and by how much a prefix shifts all positions."""
    reach = min(source.size, _END_REACH)
    tail = source.read(source.size - reach, reach)
    at = _end(tail)
    disk, _, _, count, size, place = struct.unpack_from("<4H2L", tail, at + 4)
    end = source.size - reach + at
    if count == 0xFFFF or size == _FAR or place == _FAR:
        locator = source.read(end - 20, 20) if end >= 20 else b""
        if locator.startswith(_LOCATOR64):
            end, (count, size, place) = _directory64(source, locator, end)
    if disk not in (0, 0xFFFF):
        raise Refused("corrupt")
    shift = end - size - place
    if shift < 0 or size > source.size:
        raise Refused("corrupt")
    return count, size, place + shift, shift


def _end(tail: bytes) -> int:
    """The place of the end record: the record whose comment reaches exactly to the end of the file, otherwise the last
    complete record."""
    whole = []
    at = tail.rfind(_END)
    while at >= 0:
        if at + 22 <= len(tail):
            over = at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") - len(tail)
            if over == 0:
                return at
            whole += [at] if over < 0 else []
        at = tail.rfind(_END, 0, at)
    if not whole:
        raise Refused("corrupt")
    return whole[0]


def _directory64(source: Seekable, locator: bytes, end: int) -> tuple[int, tuple[int, int, int]]:
    stated = struct.unpack_from("<Q", locator, 8)[0]
    for place in (end - 20 - 56, stated):
        if 0 <= place <= source.size - 56:
            record = source.read(place, 56)
            if record.startswith(_END64):
                return place, struct.unpack_from("<3Q", record, 32)
    raise Refused("corrupt")


def _entry(data: bytes, at: int, shift: int) -> tuple[ArchiveEntry, int]:
    fields = _ENTRY.unpack_from(data, at)
    version, flags, method = fields[1], fields[3], fields[4]
    crc, packed, size, name_size, extra_size, comment_size = fields[7:13]
    mode, begin = fields[15] >> 16, fields[16]
    at += _ENTRY.size
    if at + name_size + extra_size + comment_size > len(data):
        raise Refused("corrupt")
    raw, extra = data[at : at + name_size], data[at + name_size : at + name_size + extra_size]
    size, packed, begin = _wide(extra, size, packed, begin)
    name = _name(raw, utf8=bool(flags & 0x800))
    folder = name.endswith("/")
    refused = None
    kind = stat.S_IFMT(mode) if version >> 8 in (3, 19) else 0
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        refused = "not-a-regular-file"
    elif method == 99:
        refused = "unsupported-compression"
    elif flags & 0x41:
        refused = "encrypted"
    elif method not in (0, 8):
        refused = "unsupported-compression"
    entry = ArchiveEntry(name, packed, size, crc, method, begin + shift, refused, folder)
    return entry, at + name_size + extra_size + comment_size


def _wide(extra: bytes, size: int, packed: int, begin: int) -> tuple[int, int, int]:
    """Sizes and positions above 4 GiB, from an extra field that holds them in this order and only where they are
    needed."""
    values = [size, packed, begin]
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            fields = extra[at + 4 : at + 4 + length]
            for number, value in enumerate(values):
                if value == _FAR and len(fields) >= 8:
                    values[number] = int.from_bytes(fields[:8], "little")
                    fields = fields[8:]
        at += 4 + length
    return values[0], values[1], values[2]


def _name(raw: bytes, *, utf8: bool) -> str:
    """The name as a person can read it: Japanese Windows writes CP932 and macOS UTF-8, both without saying so."""
    text = ""
    for codec in ("utf-8", "cp932") if not raw.isascii() else ("ascii",):
        try:
            text = raw.decode(codec)
            break
        except UnicodeDecodeError:
            continue
    text = text or raw.decode("utf-8" if utf8 else "cp437", "replace")
    return visible(unicodedata.normalize("NFC", text).replace("\\", "/"))


def visible(name: str) -> str:
    """Control and direction characters as visible codes, so that a name is what it looks like."""
    return "".join(f"\\u{{{ord(c):x}}}" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in name)


def _no_overlap(source: Seekable, entries: list[ArchiveEntry], directory: int) -> None:
    """Refuses members that share bytes or reach into the directory: small archives unpack to gigabytes in this way."""
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.begin):
        if entry.begin < reached:
            raise Refused("overlap")
        reached = entry.begin + _LOCAL.size + entry.packed
        if reached > directory:
            raise Refused("overlap" if reached <= source.size else "corrupt")
