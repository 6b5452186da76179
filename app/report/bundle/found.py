"""What a check finds in a ZIP: its files, by their hashes, and what is wrong around them."""

import hashlib
from dataclasses import dataclass, field

from app.report.bundle.model import INFO, KEY, MANIFEST, PARTS, SALTS, TAIL
from app.report.bundle.zipped import crc

KEPT = frozenset({"bagit.txt", INFO, MANIFEST, KEY, PARTS, SALTS, *TAIL})  # the files that say what the others are
MOST_KEPT = 16 << 20  # bytes of all of these together; lists of thousands of files are smaller


@dataclass(slots=True)
class Item:
    """A file in the ZIP. ``data`` are its bytes where it is one of ``KEPT``. ``state``: whole, damaged, expands or
    protected. ``exact``: the ZIP holds it as a bundle does."""

    name: str
    sha256: str = ""
    size: int = 0
    data: bytes | None = None
    state: str = "whole"
    exact: bool = True


@dataclass(slots=True)
class Found:
    """What is in a ZIP. ``flaws`` are (code of ``CHANGE_SENTENCES``, name, other name); ``names`` those of its
    directory; ``exact``: each byte is one that a bundle of these files has."""

    items: list[Item] = field(default_factory=list)
    flaws: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    is_zip: bool = False
    ours: bool = False  # the name of our folder stands where the first file begins
    exact: bool = True


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

    def end(self, room: int) -> None:
        self.item.sha256, self.item.size = self.hash.hexdigest(), self.size
        self.item.data = None if self.kept is None or len(self.kept) > room else bytes(self.kept)
