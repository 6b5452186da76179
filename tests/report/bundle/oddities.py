"""More kinds of change: what few programs write and many read, names that mean something to some systems, texts that
look the same, and keys that everybody can sign for."""

import base64
import hashlib
import struct
from collections.abc import Callable

from app.report.bundle import key
from app.report.bundle.model import INFO, KEY, MANIFEST, SIGNATURE, TAGS
from tests.report.bundle.bags import NUMBER
from tests.report.bundle.forgeries import Files, anew, edited, listing, text
from tests.report.bundle.headers import numbered
from tests.report.bundle.mutations import Mutation, beside, directory_at, each, record, zipped
from tests.report.bundle.surgery import Record

_END = b"PK\x05\x06"
_IDENTITY = b"\1" + bytes(31)  # the point of Ed25519 that every number takes to itself
_PEM = b"-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"


def _ends(data: bytes) -> bytes:
    """The end record once more, inside the comment of the first."""
    at = data.rindex(_END)
    return data[: at + 20] + (22).to_bytes(2, "little") + data[at:]


def _before_end(data: bytes, more: bytes) -> bytes:
    at = data.rindex(_END)
    return data[:at] + more + data[at:]


def _directory_twice(data: bytes) -> bytes:
    return data[: directory_at(data)] + data[directory_at(data) : data.rindex(_END)] + data[directory_at(data) :]


def _lines_reversed(data: bytes) -> bytes:
    """The files stay in their order, the directory names them the other way round."""
    at, lines = directory_at(data), list[bytes]()
    end = data.index(_END) if data[4] != 45 else data.index(b"PK\x06\x06")
    place = at
    while place < end:
        size = 46 + sum(struct.unpack_from("<3H", data, place + 28))
        lines.append(data[place : place + size])
        place += size
    return data[:at] + b"".join(reversed(lines)) + data[end:]


def _data(change: Callable[[bytes], bytes]) -> Mutation:
    """Other packed bytes of one file, with its sizes made to fit."""

    def changed(one: Record) -> None:
        one.data = change(one.data)
        if one.local[4] != 45:
            one.behind = one.behind[:8] + len(one.data).to_bytes(4, "little") + one.behind[12:]
            one.number("line", 20, len(one.data), 4)

    return record(changed)


def _time_field(new: bytes) -> Callable[[Record], None]:
    def changed(one: Record) -> None:
        one.extra, one.line_extra = one.extra[:-9] + new, one.line_extra[:-9] + new

    return changed


def _both_flags(more: int) -> Callable[[Record], None]:
    def changed(one: Record) -> None:
        one.number("local", 6, 0x0808 | more, 2)
        one.number("line", 8, 0x0808 | more, 2)

    return changed


def _named(new: str) -> Mutation:
    """One file with another last part of its name."""
    return record(lambda one: one.rename(one.name.replace(b"summary.pdf", new.encode())))


def _public(point: bytes) -> bytes:
    return _PEM % base64.b64encode(bytes.fromhex("302a300506032b6570032100") + point)


def _weak(point: bytes, signature: bytes) -> Mutation:
    """A key to which a signature fits that nobody had to make; everything else fits it."""

    def changed(new: Files) -> None:
        old = (key.number(new[KEY]) or NUMBER).encode()
        new[KEY] = _public(point)
        digest = hashlib.sha256(bytes.fromhex("302a300506032b6570032100") + point).hexdigest()[:32].upper()
        number = " ".join(digest[at : at + 4] for at in range(0, 32, 4))
        new[INFO] = new[INFO].replace(old, number.encode())
        new[SIGNATURE] = signature

    return anew(changed)


FORMS: dict[str, Mutation] = {
    "an end inside the comment of the end": _ends,
    "the directory twice": _directory_twice,
    "the directory in another order": _lines_reversed,
    "a signature of the directory": lambda data: _before_end(data, b"PK\5\5\4\0sign"),
    "an extra record before the directory": zipped(lambda zip_: zip_.between.update({-1: b"PK\6\x08\4\0\0\0more"})),
    "a mark of several disks": zipped(lambda zip_: setattr(zip_, "before", b"PK\7\x08")),
    "a mark of one disk": zipped(lambda zip_: setattr(zip_, "before", b"PK00")),
    "an empty archive behind": lambda data: data + _END + bytes(18),
    "an empty archive in front": lambda data: _END + bytes(18) + data,
    "a file's data again behind it": _data(lambda data: data + data),
    "an empty block behind": _data(lambda data: b"\0" + data[1:] + b"\1\0\0\xff\xff"),
    "an empty block in front": _data(lambda data: b"\0\0\0\xff\xff" + data),
    "a block of an unknown kind": _data(lambda data: b"\7" + data[1:]),
    "another complement of the length": _data(lambda data: data[:3] + bytes([data[3] ^ 1]) + data[4:]),
    "no bytes at all": _data(lambda _: b""),
    "fixed codes": _data(lambda _: b"\x03\0"),
    "patched data": each(_both_flags(1 << 5)),
    "strong encryption": each(_both_flags(1 << 6)),
    "hidden headers": each(_both_flags(1 << 13)),
    "how well it was packed": each(_both_flags(1 << 1)),
    "a flag of no meaning": each(_both_flags(1 << 15)),
    "a version above all": numbered("both", 4, 99),
    "huge sizes in the directory": numbered("line", 20, 0xFFFFFFFF, 4),
    "a huge size in the directory": numbered("line", 24, 0xFFFFFFFF, 4),
    "a place that is huge": numbered("line", 34, 0xFFFF),
    "for its owner alone": numbered("line", 38, 0o100600 << 16, 4),
    "as its owner": numbered("line", 38, 0o104644 << 16, 4),
    "a device": numbered("line", 38, 0o020644 << 16, 4),
    "no attributes": numbered("line", 38, 0, 4),
    "hidden": numbered("line", 38, 0o100644 << 16 | 2, 4),
    "text by its attributes": numbered("line", 36, 1),
    "three times in the time field": each(_time_field(b"UT\x0d\0\7" + bytes(12))),
    "the time field empty": each(_time_field(b"UT\0\0")),
    "a time field of Windows": each(_time_field(b"\x0a\0\4\0abcd")),
    "the time field twice": each(lambda one: setattr(one, "extra", one.extra + one.extra[-9:])),
    "a zone of the year 1970": each(_time_field(b"UT\5\0\1\0\0\0\0")),
}
SEEMING: dict[str, Mutation] = {
    "a device of Windows": beside("{folder}/data/evidence/CON"),
    "a stream of Windows": beside("{folder}/data/summary.pdf:more"),
    "a dot behind the name": _named("summary.pdf."),
    "a short name of Windows": _named("SUMMAR~1.PDF"),
    "a long name": beside("{folder}/data/evidence/" + "n" * 400),
    "a deep folder": beside("{folder}/data/" + "d/" * 200 + "x"),
    "a line end in a name": _named("summary\n.pdf"),
    "a letter of another alphabet": _named("summаry.pdf"),
    "a wide letter": _named("ｓummary.pdf"),
    "a character without width": _named("summ\u200bary.pdf"),
    "written by its number": _named("summary%2Epdf"),
    "a command in a name": _named("<script>alert(1)<.script>.pdf"),
    "a wild card": beside("{folder}/data/*"),
    "the home folder": beside("~/evil.txt"),
    "a file of a system": beside("__MACOSX/._summary.pdf"),
    "a hidden file": beside("{folder}/.DS_Store"),
    "the folder as a file": beside("{folder}"),
    "lists of other sums": beside("{folder}/manifest-md5.txt", b"d41d8cd98f00b204e9800998ecf8427e  data/summary.pdf\n"),
    "files to fetch": anew(lambda new: new.update({"fetch.txt": b"https://example.org/x 5 data/summary.pdf\n"})),
    "another version of the form": text("bagit.txt", lambda given: given.replace(b"1.0", b"0.97")),
    "other characters": text("bagit.txt", lambda given: given.replace(b"UTF-8", b"UTF-16")),
    "a tab between sum and name": listing(MANIFEST, lambda given: given.replace(b"  ", b"\t", 1)),
    "a dot before a name in the list": listing(MANIFEST, lambda given: given.replace(b"  data", b"  ./data", 1)),
    "a written-out name in the list": listing(MANIFEST, lambda given: given.replace(b"summary", b"%73ummary", 1)),
    "an empty line in the list": listing(MANIFEST, lambda given: given.replace(b"\n", b"\n\n", 1)),
    "a remark in the list": listing(MANIFEST, lambda given: b"# sums\n" + given),
    "old line ends in the list": listing(MANIFEST, lambda given: given.replace(b"\n", b"\r")),
    "a zero byte in the list": listing(MANIFEST, lambda given: given[:-1] + b"\0\n"),
    "a list of a list": listing(MANIFEST, lambda given: given + b"0" * 64 + b"  bag-info.txt\n"),
    "a list with itself": listing(TAGS, lambda given: given + b"0" * 64 + b"  tagmanifest-sha256.txt\n"),
    "short sums": listing(TAGS, lambda given: given[1:]),
    "a folded line": text(INFO, lambda given: given.replace(b"Mioboe 0.1.0", b"Mioboe\n  0.1.0")),
    "a field in capitals": text(INFO, lambda given: given.replace(b"Mioboe-Case", b"MIOBOE-CASE")),
    "two blanks behind a field": text(INFO, lambda given: given.replace(b"Case: ", b"Case:  ")),
    "another line end inside": text(INFO, lambda given: given.replace(b"Case: ", b"Case:\xe2\x80\xa8 ")),
    "a day that is none": text(INFO, lambda given: given.replace(b"-03-04T", b"-02-30T")),
    "a second that is none": text(INFO, lambda given: given.replace(b"05:06:07", b"05:06:60")),
    "wide digits": text(INFO, lambda given: given.replace(b"Bundle: 1", "Bundle: １".encode())),
    "a case in small letters": text(INFO, lambda given: given.replace(b"Case: ABCD", b"Case: abcd")),
    "the number without blanks": text(INFO, lambda given: b"\n".join(
        b"Mioboe-Key: " + line[12:].replace(b" ", b"") if line.startswith(b"Mioboe-Key: ") else line
        for line in given.split(b"\n"))),
    "a blank line in the README": edited("README.en.txt", lambda given: given + b"\n"),
    "a key of another kind": text(KEY, lambda given: given.replace(b"PUBLIC KEY", b"RSA PUBLIC KEY")),
    "the bare key": text(KEY, lambda given: b"".join(given.splitlines()[1:-1]) + b"\n"),
    "a key for everybody": _weak(_IDENTITY, _IDENTITY + bytes(32)),
    "a key for everybody, written otherwise": _weak(b"\xee" + b"\xff" * 30 + b"\x7f", _IDENTITY + bytes(32)),
    "a key for everybody, with a sign": _weak(b"\1" + bytes(30) + b"\x80", _IDENTITY + bytes(32)),
    "a signature for everybody": edited(SIGNATURE, lambda _: _IDENTITY + bytes(32)),
    "half of the signature": edited(SIGNATURE, lambda given: given[:32] + bytes(32)),
}  # fmt: skip
# Whole bundles of somebody else: only the number from paper tells.
OTHERS: dict[str, Mutation] = {
    "another README, signed": text("README.en.txt", lambda given: given + b"All of this is true.\n"),
    "another page, signed": text("verify.html", lambda given: given.replace(b"</html>", b"<!-- x --></html>")),
}
