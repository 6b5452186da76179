"""Kinds of change to the fields around the files of a bundle: dates, versions, flags, sizes, attributes and places."""

from collections.abc import Callable

from app.report.bundle.model import MANIFEST, PARTS
from tests.report.bundle.mutations import SUMMARY, Mutation, content, directory_at, each, flip, record
from tests.report.bundle.surgery import Record


def numbered(where: str, at: int, value: int, size: int = 2) -> Mutation:
    """Another number in the header (``local``), the line (``line``) or both (``both``; ``at`` as in the header)."""

    def changed(one: Record) -> None:
        if where != "line":
            one.number("local", at, value, size)
        if where != "local":
            one.number("line", at + 2 * (where == "both"), value, size)

    return record(changed)


def _moved(seconds: int) -> Callable[[Record], None]:
    def changed(one: Record) -> None:
        for where in ("extra", "line_extra"):
            old = getattr(one, where)
            unix = int.from_bytes(old[-4:], "little") + seconds
            setattr(one, where, old[:-4] + unix.to_bytes(4, "little"))

    return changed


def _dated(one: Record) -> None:
    one.number("local", 10, 0x5A21_0000, 4)
    one.number("line", 12, 0x5A21_0000, 4)


def _flagged(flags: int) -> Callable[[Record], None]:
    def changed(one: Record) -> None:
        one.number("local", 6, flags, 2)
        one.number("line", 8, flags, 2)

    return changed


def _timeless(one: Record) -> None:
    one.extra, one.line_extra = one.extra[:-9], one.line_extra[:-9]


HEADERS: dict[str, Mutation] = {
    "one date": record(_moved(3600)),
    "every date, seconds": each(_moved(1)),
    "every date, two years": each(_moved(-63_072_000)),
    "every DOS date": each(_dated),
    "one DOS date in the directory": numbered("line", 12, 0x21, 2),
    "one DOS date in the header": numbered("local", 10, 0x21, 2),
    "no unix time": each(_timeless),
    "another extra field": record(lambda one: setattr(one, "extra", b"ux\x04\0abcd" + one.extra)),
    "an extra field in the directory": record(lambda one: setattr(one, "line_extra", one.line_extra + b"ux\x04\0abcd")),
    "a broken extra field": record(lambda one: setattr(one, "line_extra", one.line_extra + b"xx\xff\xff")),
    "version in the header": numbered("local", 4, 10),
    "version in the directory": numbered("line", 6, 63),
    "made by another version": numbered("line", 4, 0x0314 + 1),
    "made by Windows": numbered("line", 4, 0x0014),
    "encrypted in the header": numbered("local", 6, 0x0809),
    "encrypted in the directory": numbered("line", 8, 0x0809),
    "one file encrypted": numbered("both", 6, 0x0809),
    "all files encrypted": each(_flagged(0x0809)),
    "names are no UTF-8": each(_flagged(8)),
    "sizes are stated": numbered("both", 6, 0x0800),
    "method in the header": numbered("local", 8, 0),
    "method in the directory": numbered("line", 10, 0),
    "another method": numbered("both", 8, 12),
    "check sum in the header": numbered("local", 14, 0x12345678, 4),
    "sizes in the header": numbered("local", 18, 7, 4),
    "size in the header": numbered("local", 22, 7, 4),
    "check sum in the directory": numbered("line", 16, 0x12345678, 4),
    "sizes in the directory": numbered("line", 20, 7, 4),
    "size in the directory": numbered("line", 24, 7, 4),
    "disk of a file": numbered("line", 34, 1),
    "inner attributes": numbered("line", 36, 1),
    "may be run": numbered("line", 38, 0o100755 << 16, 4),
    "a link": numbered("line", 38, 0o120777 << 16, 4),
    "a folder by its attributes": numbered("line", 38, 0o100644 << 16 | 0x10, 4),
    "check sum behind the file": record(lambda one: setattr(one, "behind", one.behind[:4] + b"abcd" + one.behind[8:])),
    "sizes behind the file": record(lambda one: setattr(one, "behind", one.behind[:8] + b"\x07" + one.behind[9:])),
    "no sign behind the file": record(lambda one: setattr(one, "behind", one.behind[4:])),
    "nothing behind the file": record(lambda one: setattr(one, "behind", b"")),
    "two of what is behind": record(lambda one: setattr(one, "behind", one.behind * 2)),
    "place of a file": lambda data: _place(data),
    "a dropped file": content(lambda new: new.pop(SUMMARY)),
    "a changed file": content(lambda new: new.update({SUMMARY: b"%PDF forged"})),
    "the list without a file": content(lambda new: new.update({MANIFEST: new[MANIFEST][67:]})),
    "parts without one": content(lambda new: new.update({PARTS: new[PARTS][80:]})),
}


def _place(data: bytes) -> bytes:
    """The directory sends two files to each other's place."""
    at = data.index(b"PK\x01\x02", directory_at(data) + 4)
    at += 42 if data[4] != 45 else 46 + int.from_bytes(data[at + 28 : at + 30], "little") + 20
    return flip(data, at)
