"""A bundle's ZIP taken apart into its records, changed, and written again; and its lists made and signed anew."""

import hashlib
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.report.bundle import key
from app.report.bundle.model import INFO, KEY, MANIFEST, SIGNATURE, STAMP, STAMP_SIGNATURE, TAGS, TAIL
from tests.report.bundle.bags import OTHER_SEED, files, packed


@dataclass(slots=True)
class Record:
    """One file: header, name, extra fields, data and what stands behind them; then the same of its line at the end."""

    local: bytearray
    name: bytes
    extra: bytes
    data: bytes
    behind: bytes
    line: bytearray
    line_name: bytes
    line_extra: bytes
    comment: bytes = b""

    def number(self, where: str, at: int, value: int, size: int) -> None:
        """Writes a number into the header (``local``) or the line."""
        getattr(self, where)[at : at + size] = value.to_bytes(size, "little")

    def rename(self, name: bytes) -> None:
        """Another name in both places."""
        self.name = self.line_name = name


@dataclass(slots=True)
class Zip:
    """A ZIP as records. ``written`` fits lengths, places and sizes to what is there, unless ``end`` was changed."""

    records: list[Record]
    end: bytearray
    before: bytes = b""
    after: bytes = b""
    between: dict[int, bytes] = field(default_factory=dict)  # in front of the file with this index; -1: the directory
    wide: bool = False

    def find(self, path: str) -> Record:
        """The file at a path of the folder."""
        return next(one for one in self.records if one.name.decode().partition("/")[2] == path)

    def written(self) -> bytes:
        """The bytes, with every place and length right."""
        out, lines = bytearray(self.before), bytearray()
        for index, one in enumerate(self.records):
            out += self.between.get(index, b"")
            place = len(out)
            struct.pack_into("<2H", one.local, 26, len(one.name), len(one.extra))
            out += one.local + one.name + one.extra + one.data + one.behind
            struct.pack_into("<3H", one.line, 28, len(one.line_name), len(one.line_extra), len(one.comment))
            extra = one.line_extra
            if self.wide:
                extra = extra[:20] + place.to_bytes(8, "little") + extra[28:]
            else:
                struct.pack_into("<I", one.line, 42, place)
            lines += one.line + one.line_name + extra + one.comment
        out += self.between.get(-1, b"")
        place, count, end = len(out), len(self.records), bytearray(self.end)
        if self.wide:
            struct.pack_into("<4Q", end, 24, count, count, len(lines), place)
            struct.pack_into("<Q", end, 56 + 8, place + len(lines))
        else:
            struct.pack_into("<2H2I", end, 8, count, count, len(lines), place)
        return bytes(out + lines + end + self.after)


def apart(data: bytes) -> Zip:
    """The records of a genuine bundle."""
    wide, end_at = data[4] == 45, data.rindex(b"PK\x05\x06")
    end_begin = end_at - 76 if wide else end_at
    at = struct.unpack_from("<Q", data, end_begin + 48)[0] if wide else struct.unpack_from("<I", data, end_at + 16)[0]
    directory, records, places = at, list[Record](), list[int]()
    while at < end_begin:
        name, extra = struct.unpack_from("<2H", data, at + 28)
        names = data[at + 46 : at + 46 + name + extra]
        place = struct.unpack_from("<Q", names, name + 20)[0] if wide else struct.unpack_from("<I", data, at + 42)[0]
        places.append(place)
        begin = place + 30 + sum(struct.unpack_from("<2H", data, place + 26))
        head = data[place + 30 : begin]
        line = bytearray(data[at : at + 46])
        records.append(
            Record(
                bytearray(data[place : place + 30]),
                head[:name],
                head[name:],
                b"",
                b"",
                line,
                names[:name],
                names[name:],
            )
        )
        at += 46 + name + extra
    behind = 24 if wide else 16
    for one, place, following in zip(records, places, [*places[1:], directory], strict=True):
        begin = place + 30 + len(one.name) + len(one.extra)
        one.data, one.behind = data[begin : following - behind], data[following - behind : following]
    return Zip(records, bytearray(data[end_begin:]), wide=wide)


def signed_anew(data: bytes, change: Callable[[dict[str, bytes]], object] = lambda _: None) -> bytes:
    """The bundle with the key of somebody else: ``change`` may write, add and drop files; the lists that it leaves as
    they are are made to fit, and everything is signed."""
    old = files(data)
    new = dict(old)
    new[KEY] = key.public_key(OTHER_SEED)
    new[INFO] = old[INFO].replace((key.number(old[KEY]) or "").encode(), (key.number(new[KEY]) or "").encode())
    change(new)
    payload = {path: content for path, content in new.items() if path.startswith("data/")}
    if b"Payload-Oxum: " in new.get(INFO, b"") and b"Payload-Oxum: x" not in new[INFO]:
        head, _, tail = new[INFO].partition(b"Payload-Oxum: ")
        size = sum(map(len, payload.values()))
        new[INFO] = head + f"Payload-Oxum: {size}.{len(payload)}".encode() + tail[tail.index(b"\n") :]
    if new[MANIFEST] == old[MANIFEST]:
        new[MANIFEST] = _list(payload)
    if new[TAGS] == old[TAGS]:
        others = [path for path in new if path not in payload and path not in TAIL]
        new[TAGS] = _list({path: new[path] for path in others})
    if new[SIGNATURE] == old[SIGNATURE]:
        new[SIGNATURE] = key.sign(OTHER_SEED, new[TAGS])
    if STAMP in new and new[STAMP] == old[STAMP]:
        before, after = (hashlib.sha256(one[TAGS]).digest() for one in (old, new))
        new[STAMP] = new[STAMP].replace(before, after)
    if STAMP_SIGNATURE in new and new[STAMP_SIGNATURE] == old[STAMP_SIGNATURE]:
        new[STAMP_SIGNATURE] = key.sign(OTHER_SEED, new[STAMP])
    return folder_packed(new, data)


def _list(content: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in content.items()).encode()


def folder_packed(content: Mapping[str, bytes], like: bytes) -> bytes:
    """Files in the exact layout, in the folder of the bundle ``like``."""
    folder = like[30 : like.index(b"/", 30)].decode()
    return packed(content, folder, wide=like[4] == 45)
