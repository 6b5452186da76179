"""What somebody may do to a bundle: each has a name, and the code and the file that a check must name."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from app.report.bundle import key
from app.report.bundle.model import KEY, MANIFEST, PARTS, SIGNATURE, TAGS
from tests.report.bundle.bags import CONTENT, FOLDER, MAIL, OTHER_SEED, PHOTO, bundle, files, packed, zipped

PDF = "data/summary.pdf"


@dataclass(frozen=True, slots=True)
class Tampering:
    """How a bundle is changed, and the code and file to be named. ``paper``: only the number on paper tells."""

    make: Callable[[], bytes]
    code: str
    path: str | None = None
    paper: bool = False


@cache
def _whole() -> bytes:
    return bundle()


def _with(changes: Mapping[str, bytes | None]) -> bytes:
    """The bundle with some files replaced, added (bytes) or dropped (None), in a ZIP like ours."""
    new = {**files(_whole()), **changes}
    return packed({path: data for path, data in new.items() if data is not None})


def _listed(path: str, data: bytes, tags: bool) -> dict[str, bytes | None]:
    """A replaced file with the list of files made to fit; with ``tags`` the list of lists, too."""
    old = files(_whole())

    def fitted(name: str, before: bytes, after: bytes) -> bytes:
        sums = [hashlib.sha256(one).hexdigest().encode() for one in (before, after)]
        return old[name].replace(sums[0], sums[1])

    manifest = fitted(MANIFEST, old[path], data)
    changes: dict[str, bytes | None] = {path: data, MANIFEST: manifest}
    return {**changes, TAGS: fitted(TAGS, old[MANIFEST], manifest)} if tags else changes


def _renamed(old: str, new: str) -> bytes:
    return packed([(new if path == old else path, data) for path, data in files(_whole()).items()])


def _flipped(at: int) -> bytes:
    data = bytearray(_whole())
    data[at] ^= 0x10
    return bytes(data)


def _two_names() -> bytes:
    """The directory calls a file otherwise than the file itself does."""
    name = b"002-mail.eml"
    at = _whole().rindex(name)
    return _whole()[:at] + b"002-nail.eml" + _whole()[at + len(name) :]


def _swapped_key() -> bytes:
    """The lists signed anew by somebody else, whose key takes the place of the case's; nothing else fits it."""
    tags = files(_whole())[TAGS]
    return _with({KEY: key.public_key(OTHER_SEED), SIGNATURE: key.sign(OTHER_SEED, tags)})


def _swapped_contents() -> bytes:
    old = files(_whole())
    return _with({PHOTO: old[MAIL], MAIL: old[PHOTO]})


TAMPERINGS = {
    "flip": Tampering(lambda: _flipped(_whole().index(b"a photo")), "changed", PHOTO),
    "empty": Tampering(lambda: _with({MAIL: b""}), "changed", MAIL),
    "shorten": Tampering(lambda: _with({PHOTO: CONTENT[PHOTO][:-1]}), "changed", PHOTO),
    "drop": Tampering(lambda: _with({MAIL: None}), "missing", MAIL),
    "add": Tampering(lambda: _with({"data/evidence/003-new.txt": b"new"}), "added", "data/evidence/003-new.txt"),
    "add beside": Tampering(lambda: _with({"notes.txt": b"new"}), "added", "notes.txt"),
    "rename": Tampering(lambda: _renamed(MAIL, "data/evidence/002-other.eml"), "renamed", MAIL),
    "swap contents": Tampering(_swapped_contents, "changed", PHOTO),
    "replace the PDF": Tampering(lambda: _with({PDF: b"%PDF-1.7 another"}), "changed", PDF),
    "replace the PDF and its hash": Tampering(lambda: _with(_listed(PDF, b"%PDF", False)), "changed", MANIFEST),
    "replace the PDF and all hashes": Tampering(lambda: _with(_listed(PDF, b"%PDF", True)), "signature"),
    "edit the README": Tampering(lambda: _with({"README.ja.txt": b"all is well"}), "changed", "README.ja.txt"),
    "edit the checking page": Tampering(lambda: _with({"verify.html": b"unchanged"}), "changed", "verify.html"),
    "edit the parts": Tampering(lambda: _with({PARTS: b""}), "changed", PARTS),
    "drop the list": Tampering(lambda: _with({MANIFEST: None}), "missing", MANIFEST),
    "drop the signature": Tampering(lambda: _with({SIGNATURE: None}), "missing", SIGNATURE),
    "change the signature": Tampering(lambda: _with({SIGNATURE: b"0" * 64}), "signature"),
    "swap the key": Tampering(_swapped_key, "changed", KEY),
    "sign all anew": Tampering(lambda: bundle(seed=OTHER_SEED), "other-key", paper=True),
    "reorder": Tampering(lambda: packed(dict(reversed(files(_whole()).items()))), "order"),
    "re-zip": Tampering(lambda: zipped(files(_whole())), "packing"),
    "rename the folder": Tampering(lambda: packed(files(_whole()), FOLDER + "X"), "folder", FOLDER),
    "truncate": Tampering(lambda: _whole()[:-5_000], "cut"),
    "append": Tampering(lambda: _whole() + b"more", "after"),
    "prepend": Tampering(lambda: b"MZ a program" + _whole(), "bytes"),
    "two files of one name": Tampering(
        lambda: packed([*files(_whole()).items(), (MAIL, b"another")]), "duplicate", MAIL
    ),
    "two names of one file": Tampering(_two_names, "names", MAIL),
    "climb out": Tampering(lambda: _with({"../../evil.txt": b"x"}), "unsafe", "../../evil.txt"),
}
