"""The result of reading a ZIP: its files with their hashes, and flaws around them."""

import hashlib
from dataclasses import dataclass, field

from app.report.bundle.model import INFO, KEY, MANIFEST, PARTS, SALTS, TAIL
from app.report.bundle.zipped import ZippedFile, crc

KEPT = frozenset({"bagit.txt", INFO, MANIFEST, KEY, PARTS, SALTS, *TAIL})  # the files that say what the others are
MOST_KEPT = 16 << 20  # bytes of all of these together; lists of thousands of files are smaller
MOST_NAME = 4_096  # bytes of a name that are read
Flaw = tuple[str, str | None, str | None]


def name_text(raw: bytes) -> str:
    """A name as text. Bytes that are not UTF-8 are written as numbers; names that Mioboe writes contain no such
    bytes."""
    return raw[:MOST_NAME].decode("utf-8", "backslashreplace")


@dataclass(slots=True)
class Item:
    """A file or folder in the ZIP. ``data`` are its bytes where it is one of ``KEPT``. ``state``: whole, damaged,
    expands or protected. ``exact``: every byte at its place is what a bundle has there."""

    entry: ZippedFile
    name: str
    sha256: str = ""
    data: bytes | None = None
    state: str = "whole"
    exact: bool = True

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.entry.size

    @property
    def is_folder(self) -> bool:
        """Whether it is the entry of a folder. Bundles of Mioboe have no entries of folders."""
        return self.name.endswith("/")


@dataclass(slots=True)
class Contents:
    """The content of a ZIP. ``flaws`` are (code of ``CHANGE_SENTENCES``, name, other name); ``names`` those of its
    directory. ``exact``: each byte is as in a bundle of these files with the time ``dos`` and ``unix`` (as its headers
    write it), and with sizes of 64 bits where it is ``wide``."""

    items: list[Item] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    is_zip: bool = False
    ours: bool = False  # the name of our folder is at the place of the first file's name
    exact: bool = True
    dos: bytes = b""
    unix: bytes = b""
    wide: bool = False


class Sums:
    """Hash, size and check sum of a file as it passes, and its bytes if it is a small tag file."""

    def __init__(self, item: Item) -> None:
        self.item, self.hash, self.size, self.crc = item, hashlib.sha256(), 0, 0
        keep = item.name in KEPT or item.name.partition("/")[2] in KEPT
        self.kept: bytearray | None = bytearray() if keep else None

    def take(self, piece: bytes) -> None:
        self.hash.update(piece)
        self.size += len(piece)
        self.crc = crc(piece, self.crc)
        if self.kept is not None:
            self.kept += piece
            if len(self.kept) > MOST_KEPT:
                self.kept = None

    def end(self, room: int, packed: int) -> None:
        entry = self.item.entry
        entry.size, entry.packed, entry.crc = self.size, packed, self.crc
        self.item.sha256 = self.hash.hexdigest()
        self.item.data = None if self.kept is None or len(self.kept) > room else bytes(self.kept)
