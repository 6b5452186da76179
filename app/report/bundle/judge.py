"""Whether a bundle is as it was signed: every difference is named."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from app.report.bundle import key
from app.report.bundle.found import Found, Item
from app.report.bundle.model import (
    BAGIT,
    FOLDER,
    INFO,
    KEY,
    MANIFEST,
    PARTS,
    SALTS,
    SIGNATURE,
    STAMP,
    STAMP_SIGNATURE,
    TAGS,
    TAIL,
)
from app.report.bundle.sentences import AROUND

_LINE = re.compile(r"([0-9a-f]{64})  (\S[^\r\n]*)\n")
_PART = re.compile(r"([0-9a-f]{64})  ((?:summary|evidence|original)/\d+)\n")
_SALT = re.compile(r"([0-9a-f]{64})  ([0-9a-f]{64})  ([a-z]+/\d+)  ([^\r\n]+)\n")
MOST_CHANGES = 1_000  # that are named: more than a bundle has files
Flaw = tuple[str, str | None, str | None]


class Change(Struct, frozen=True):
    """One difference: a code of ``CHANGE_SENTENCES``, the file, and what is there instead."""

    code: str
    path: str | None = None
    other: str | None = None


class Verdict(Struct, frozen=True):
    """What a check found. ``result`` is a key of ``RESULT_SENTENCES``. ``key`` is the number of the key it is signed
    with, ``key_compared`` whether that is the number typed from paper (None: none was typed)."""

    result: str
    changes: Sequence[Change]
    key: str | None = None
    key_compared: bool | None = None
    case: str | None = None
    made_at: str | None = None
    files: int = 0
    bytes: int = 0
    withheld: Mapping[str, int] = {}
    stamped: bool = False

    @property
    def status(self) -> int:
        """The exit status: 0 unchanged, 1 changed, 2 not readable or not ours."""
        return {"unchanged": 0, "repacked": 1, "changed": 1}.get(self.result, 2)


def judge(found: Found, number: str | None = None) -> Verdict:
    """The verdict on what was read. ``number``: that of the key, typed from paper, as ``key.typed_number`` gives it."""
    inside = [one for one in found.items if not one.name.endswith("/")]
    if inside and all(one.state == "protected" for one in inside):
        return Verdict("unreadable", [Change("protected")])
    folder = _folder(found)
    if folder is None:
        return Verdict("foreign" if found.is_zip else "unreadable", [])
    bag = _Bag(found, folder)
    flaws = dict.fromkeys([*found.flaws, *bag.flaws(number)])
    changes = [Change(*one) for one in islice(flaws, MOST_CHANGES)]
    if not found.exact and not changes:
        changes = [Change("packing")]
    result = "unchanged"
    if changes:
        result = "repacked" if {one.code for one in changes} <= AROUND else "changed"
    compared = None if number is None else bag.number == number
    payload = bag.payload.values()
    return Verdict(
        result=result,
        changes=changes,
        key=bag.number,
        key_compared=compared,
        case=bag.info.get("Mioboe-Case"),
        made_at=bag.info.get("Mioboe-Made-At"),
        files=len(payload),
        bytes=sum(one.size for one in payload),
        withheld=bag.withheld,
        stamped=STAMP in bag.files,
    )


def _folder(found: Found) -> str | None:
    """The folder of our bundle, by its name or by what only our bundles have; empty where its files were packed without
    it. None: it is none of ours."""
    names = [one.name for one in found.items]
    for name in names:
        folder, slash, path = name.partition("/")
        if path == "" and name in (SIGNATURE, STAMP_SIGNATURE):
            return ""
        if slash and (folder.startswith(FOLDER) or path in (SIGNATURE, STAMP_SIGNATURE)):
            return folder
    told = next((one for one in found.items if one.name.endswith("/" + INFO) and b"Mioboe-" in (one.data or b"")), None)
    if told is not None:
        return told.name.partition("/")[0]
    return FOLDER if found.ours else None


class _Bag:
    """The files of a bundle by their place in its folder, compared with its lists."""

    def __init__(self, found: Found, folder: str) -> None:
        self.found, self.folder = found, folder
        self.files: dict[str, Item] = {}
        for one in found.items:
            if not one.name.endswith("/"):
                self.files.setdefault(self._path(one.name), one)
        self.payload = {path: one for path, one in self.files.items() if path.startswith("data/")}
        self.number = key.number(self._data(KEY))
        text = self._data(INFO).decode("utf-8", "replace")
        pairs = (line.partition(": ") for line in text.splitlines())
        self.info = {name: value for name, _, value in pairs if value}
        self.parts = dict(reversed(one) for one in _PART.findall(self._text(PARTS)))
        self.salts = {one[2]: one for one in _SALT.findall(self._text(SALTS))}
        absent = sorted(part.partition("/")[0] for part in self.parts if part not in self.salts)
        self.withheld = dict(Counter(absent))

    def _path(self, name: str) -> str:
        """The place in the folder; the whole name for what lies outside of it."""
        return name.removeprefix(self.folder + "/" if self.folder else "")

    def _data(self, path: str) -> bytes:
        one = self.files.get(path)
        return (one.data or b"") if one else b""

    def _text(self, path: str) -> str:
        return self._data(path).decode("utf-8", "replace")

    def flaws(self, number: str | None) -> Iterator[Flaw]:
        """Every difference, the gravest first."""
        if number is not None and self.number != number:
            yield "other-key", number, self.number or "?"
        signature, tags = self._data(SIGNATURE), self._data(TAGS)
        if not (len(signature) == 64 and key.signed_by(self._data(KEY), signature, tags)):
            yield "signature", None, None
        yield from self._names()
        yield from self._listed()
        yield from self._stamp()
        yield from self._parts()
        if _lines(self._text(TAGS)) is None:
            yield "changed", TAGS, None
        if self._order_differs():
            yield "order", None, None

    def _names(self) -> Iterator[Flaw]:
        """The tricks with which a ZIP shows different files to different programs."""
        named = self.info.get("External-Identifier", self.folder)
        if self.folder and named != self.folder:
            yield "folder", named, self.folder
        inside = [one.name for one in self.found.items]
        folded = Counter(name.casefold() for name in inside)
        for name in dict.fromkeys(inside):
            if folded[name.casefold()] > 1:
                yield "duplicate", self._path(name), None
        for one, other in zip(inside, self.found.names, strict=False):
            if one != other:
                yield "names", self._path(one), other
        for name in self.found.names[len(inside) :]:
            yield "added", name, None
        for name in [*inside, *self.found.names]:
            parts = re.split(r"[/\\]", name)
            if name.startswith(("/", "\\")) or ".." in parts or ":" in name or not name.isprintable():
                yield "unsafe", self._path(name), None

    def _listed(self) -> Iterator[Flaw]:
        """The files against the two lists."""
        tags, payload = _lines(self._text(TAGS)) or {}, _lines(self._text(MANIFEST)) or {}
        expected = {**tags, **payload}
        expected = {path: sha256 for path, sha256 in expected.items() if path not in TAIL}
        new = {path: one for path, one in self.files.items() if path not in expected and path not in TAIL}
        same: dict[str, list[str]] = {}
        for path, item in reversed(new.items()):
            same.setdefault(item.sha256, []).append(path)
        for path, sha256 in expected.items():
            one = self.files.get(path)
            if one is not None:
                if one.state != "whole":
                    yield one.state, path, None
                elif one.sha256 != sha256:
                    yield "changed", path, None
                continue
            moved = same[sha256].pop() if same.get(sha256) else None
            new.pop(moved or "", None)
            yield ("renamed", path, moved) if moved else ("missing", path, None)
        for path, one in new.items():
            yield "added", path, None
            if one.state != "whole":
                yield one.state, path, None
        for path in dict.fromkeys(["bagit.txt", INFO, MANIFEST, KEY, TAGS, SIGNATURE]):
            if path not in self.files and path not in expected:
                yield "missing", path, None
        for path in (TAGS, SIGNATURE, STAMP, STAMP_SIGNATURE):
            if (one := self.files.get(path)) and one.state != "whole":
                yield one.state, path, None
        if self._data("bagit.txt") not in (b"", BAGIT):
            yield "changed", "bagit.txt", None

    def _stamp(self) -> Iterator[Flaw]:
        """The time stamp: the case's key signed the answer, and the answer holds the hash of this very list."""
        answer, stated = self._data(STAMP), self.info.get("Mioboe-Time-Stamp") == STAMP
        for path in (STAMP, STAMP_SIGNATURE):
            if stated and path not in self.files:
                yield "missing", path, None
            elif not stated and path in self.files:
                yield "added", path, None
        if stated and answer:
            mine = key.signed_by(self._data(KEY), self._data(STAMP_SIGNATURE), answer)
            if not (mine and hashlib.sha256(self._data(TAGS)).digest() in answer):
                yield "stamp", None, None

    def _parts(self) -> Iterator[Flaw]:
        """The parts that are here belong to the list of all parts, each by its salted hash."""
        for salt, sha256, part, path in self.salts.values():
            one = self.files.get(path)
            fits = one is None or one.sha256 == sha256
            if self.parts.get(part) != key.salted(salt, sha256) or not fits:
                yield "part", path, None

    def _order_differs(self) -> bool:
        tags, payload = _lines(self._text(TAGS)), _lines(self._text(MANIFEST))
        if tags is None or payload is None:
            return False
        others = [path for path in tags if path != "bagit.txt"]
        expected = ["bagit.txt", *payload, *others, *(path for path in TAIL if path in self.files)]
        there = [self._path(one.name) for one in self.found.items]
        return sorted(there) == sorted(expected) and there != expected


def _lines(text: str) -> dict[str, str] | None:
    """Path → SHA-256 of a list in the one form that we write; None where it has another."""
    found = _LINE.findall(text)
    if "".join(f"{sha256}  {path}\n" for sha256, path in found) != text or not found:
        return None
    listed = {path: sha256 for sha256, path in found}
    return listed if len(listed) == len(found) else None


def belongs(parts: str, salt: str, sha256: str) -> str | None:
    """Which part of the list ``data/parts.txt`` a file with this SHA-256 is, by its salt; None: none of them."""
    wanted = key.salted(salt, sha256)
    return next((part for hashed, part in _PART.findall(parts) if hashed == wanted), None)
