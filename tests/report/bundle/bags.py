"""Bundles for tests: made by the product, taken apart, and put together again with something changed."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.report.bundle import key, write
from app.report.bundle.judge import Verdict, judge
from app.report.bundle.model import About, LeftOut, Member
from app.report.bundle.read import Reader
from app.report.bundle.zipped import pack

SEED, OTHER_SEED = bytes(range(32)), b"somebody else's secret, 32 bytes"
MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ABOUT = About("ABCD1234", MADE, "0.1.0")
NUMBER = key.number(key.public_key(SEED)) or ""
FOLDER = ABOUT.folder
PHOTO, MAIL = "data/evidence/001-写真.jpg", "data/evidence/002-mail.eml"
CONTENT = {
    PHOTO: b"\xff\xd8 a photo " * 30_000,
    MAIL: b"From: shop@example.com\r\n\r\nhello",
    "data/originals/001-export.zip": b"PK\x03\x04 no real one",
    "data/summary.pdf": b"%PDF-1.7 summary",
    "data/summary.json": b'{"schema": "mioboe.summary/2"}',
}
KINDS = {"evidence": "evidence", "originals": "original"}


def member(path: str, data: bytes, withheld: bool = False) -> Member:
    """A member with its hash, as if it had been received."""
    kind = KINDS.get(path.split("/")[1], "summary")
    return Member(path, kind, lambda: (data[:7], data[7:]), hashlib.sha256(data).hexdigest(), len(data), withheld)


def bundle(content: Mapping[str, bytes] = CONTENT, seed: bytes = SEED, withheld: Sequence[str] = ()) -> bytes:
    """A whole bundle; the parts of the kinds in ``withheld`` are not in it."""
    members = [member(path, data) for path, data in content.items()]
    members = [member(one.path, content[one.path], one.kind in withheld) for one in members]
    about = About("ABCD1234", MADE, "0.1.0", withheld=bool(withheld))
    return b"".join(write.stream(members, about, seed))


def stamped(seed: bytes = SEED) -> bytes:
    """A bundle with a time stamp: an answer that holds the hash, as every service gives it somewhere inside."""
    members = [member(path, data) for path, data in CONTENT.items()]
    return b"".join(write.stream(members, ABOUT, seed, lambda tags: b"0\x22\x04\x20" + hashlib.sha256(tags).digest()))


def wide(seed: bytes = SEED) -> bytes:
    """A small bundle with sizes of 64 bits: a huge file was meant to be in it and could not be opened."""

    def fails() -> tuple[bytes, ...]:
        raise LeftOut

    huge = Member("data/evidence/003-film.mp4", "evidence", fails, None, 4 << 30)
    members = [*(member(path, data) for path, data in CONTENT.items()), huge]
    return b"".join(write.stream(members, ABOUT, seed))


def check(data: bytes, number: str | None = None, step: int = 1 << 20) -> Verdict:
    """The verdict on some bytes, taken in pieces of ``step``."""
    reader = Reader()
    for at in range(0, len(data), step):
        reader.feed(data[at : at + step])
    return judge(reader.end(), number)


def files(data: bytes) -> dict[str, bytes]:
    """The files of a bundle without its folder, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def packed(
    content: Mapping[str, bytes] | Sequence[tuple[str, bytes]], folder: str = FOLDER, wide: bool = False
) -> bytes:
    """A ZIP as a bundle has it, around any files."""
    pairs = content.items() if isinstance(content, Mapping) else content
    return b"".join(pack(((f"{folder}/{path}", (data,)) for path, data in pairs), MADE, wide))


def zipped(content: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP as other programs make it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(f"{FOLDER}/", b"")
        for path, data in content.items():
            archive.writestr(f"{FOLDER}/{path}", data)
    return out.getvalue()
