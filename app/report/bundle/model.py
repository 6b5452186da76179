"""The parts of a bundle, and the names that writing and checking share."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.i18n import N_
from app.report.typeset.shown import marked

FOLDER = "mioboe-evidence-"  # and the number of the case: the one folder in which everything lies
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE, KEY = "tagmanifest-sha256.txt.sig", "public-key.pem"
STAMP, STAMP_SIGNATURE = "tagmanifest.tsr", "tagmanifest.tsr.sig"
INFO, CHECKER = "bag-info.txt", "verify.html"
PARTS, SALTS = "data/parts.txt", "data/salts.txt"
MOST_STAMP = 1 << 20  # bytes of a time stamp
TAIL = (TAGS, SIGNATURE, STAMP, STAMP_SIGNATURE)  # what the list of tag files cannot list, at the end of the ZIP

# The kinds of parts, for the list of withheld parts that a recipient sees.
KIND_LABELS = {
    "summary": N_("Summary"),
    "evidence": N_("Evidence files"),
    "original": N_("Original files as they were handed in"),
}
# Windows keeps these names for devices, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class LeftOut(Exception):  # noqa: N818 (what happened)
    """A member cannot be made now: the bundle is made without it and lists it as missing."""


class NotWhole(Exception):  # noqa: N818 (what happened)
    """A file differs from what was received, so nothing may be signed."""


class NotStamped(Exception):  # noqa: N818 (what happened)
    """There is no time stamp; ``sentence`` (a message key) says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the case.

    ``path`` lies below ``data/``. ``open`` gives its bytes in pieces; it is called when its turn comes and may raise
    ``LeftOut``. ``sha256`` (hex) and ``size`` are those from when it was received; None: made now. A ``kind`` of
    ``KIND_LABELS`` makes it a part that can be withheld and shown later; None: belongs to this bundle only.
    """

    path: str
    kind: str | None
    open: Callable[[], Iterable[bytes]]
    sha256: str | None = None
    size: int | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """The head of a bundle. ``made_at`` is the time of the last change of the case, so that the same case gives the
    same bytes; ``case`` its public number (letters and digits). The name of a bundle with ``withheld`` parts differs,
    so that nobody sends the full one instead."""

    case: str
    made_at: datetime
    version: str
    withheld: bool = False

    @property
    def folder(self) -> str:
        """The folder in the ZIP."""
        return FOLDER + self.case + ("-part" if self.withheld else "")


def safe_name(name: str) -> str:
    """A file's name in a form that every system can unpack, that fits on one line of a list, and that cannot act as a
    path."""
    plain = marked(unicodedata.normalize("NFC", name), lambda _: "", stays="")
    plain = re.sub(r'[\\/:*?"<>|%\u2028\u2029]', "_", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    plain = (stem[:60].rstrip(" .") + dot + ending) or "file"
    return "_" + plain if _DEVICES.match(plain) else plain
