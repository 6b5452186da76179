"""Compares the files of a bundle with what was signed, and the lists of the bundle with what its writer makes from
these files."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from unicodedata import category

from app.report.bundle import key
from app.report.bundle.found import Contents, Flaw, Item
from app.report.bundle.lists import PATTERNS, Info, folders, hash_list, info_text, listed, moment, pairs, wide
from app.report.bundle.model import (
    BAGIT,
    CHECKER,
    INFO,
    KEY,
    MANIFEST,
    MOST_STAMP,
    PARTS,
    SALTS,
    SIGNATURE,
    STAMP,
    STAMP_SIGNATURE,
    TAGS,
    TAIL,
)
from app.report.bundle.zipped import times

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Bag:
    """The files in the folder of a bundle by their path in it, and the files beside the folder."""

    def __init__(self, bundle: Contents, folder: str) -> None:
        self.contents, self.folder = bundle, folder
        self.files: dict[str, Item] = {}
        self.twice: list[str] = []
        self.beside: list[Item] = []
        self.folders: list[str] = []
        self.prefix = folder + "/" if folder else ""
        for item in bundle.items:
            self._place(item)
        self.payload = {path: item for path, item in self.files.items() if path.startswith("data/")}
        self.number = key.number(self._data(KEY))
        self.info = dict(pairs(self._text(INFO)))
        self.tags, self.manifest = listed(self._text(TAGS)), listed(self._text(MANIFEST))
        self.parts: list[tuple[str, str]] = re.findall(PATTERNS["part"], self._text(PARTS))
        self.salts: list[tuple[str, str, str, str]] = re.findall(PATTERNS["salt"], self._text(SALTS))
        salted = {part for _, _, part, _ in self.salts}
        self.withheld = dict(Counter(sorted(part.partition("/")[0] for _, part in self.parts if part not in salted)))

    def _place(self, item: Item) -> None:
        """Adds a file at its path. A file beside the folder can never replace one in it."""
        if item.is_folder:
            self.folders.append(item.name)
        elif not item.name.startswith(self.prefix):
            self.beside.append(item)
        elif (path := item.name.removeprefix(self.prefix)) in self.files:
            self.twice.append(path)
        else:
            self.files[path] = item

    def _data(self, path: str) -> bytes:
        item = self.files.get(path)
        return (item.data or b"") if item and item.state == "whole" else b""

    def _text(self, path: str) -> str:
        return self._data(path).decode("utf-8", "replace")

    def flaws(self, number: str | None) -> Iterator[Flaw]:
        """Every difference, the most serious first."""
        if number is not None and self.number != number:
            yield "other-key", number, self.number or "?"
        signature, tags = self._data(SIGNATURE), self._data(TAGS)
        if not (self.number and len(signature) == 64 and key.signed_by(self._data(KEY), signature, tags)):
            yield "signature", None, None
        for code, name, other in self.contents.flaws:
            yield code, name and name.removeprefix(self.prefix), other
        yield from self._names()
        differing = list(self._listed())
        yield from differing
        yield from self._stamp()
        if not differing:  # otherwise the files do not show what these lists have to say
            yield from self._lists()
            yield from self._parts()
        yield from self._around()

    def _names(self) -> Iterator[Flaw]:
        """Differences in names: names that no bundle has, and tricks by which programs see different files."""
        for name in dict.fromkeys([*(item.name for item in self.contents.items), *self.contents.names]):
            climbs = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name
            if climbs or any(category(c) in _UNSEEN for c in name):
                yield "unsafe", name.removeprefix(self.prefix), None
        for path in self.twice:
            yield "duplicate", path, None
        for item in self.beside:
            yield "added", item.name, None
        inner = {path[: at.end()] for path in self.files for at in re.finditer("/", path)} | {""}
        parents = {self.prefix + path for path in inner}
        counts = Counter(self.folders)
        for name in counts:
            whole = all(item.size == 0 and item.state == "whole" for item in self.contents.items if item.name == name)
            if name not in parents or counts[name] > 1 or not whole:
                yield "added", name.removeprefix(self.prefix), None

    def _listed(self) -> Iterator[Flaw]:
        """Differences between the files and the two lists."""
        expected = {**(self.tags or {}), **(self.manifest or {})}
        expected = {path: sha256 for path, sha256 in expected.items() if path not in TAIL}
        new = {path: item for path, item in self.files.items() if path not in expected and path not in TAIL}
        same: dict[str, list[str]] = {}
        for path, item in reversed(new.items()):
            same.setdefault(item.sha256, []).append(path)
        for path, sha256 in expected.items():
            present = self.files.get(path)
            if present is not None:
                if present.state != "whole":
                    yield present.state, path, None
                elif present.sha256 != sha256:
                    yield "changed", path, None
                continue
            moved = same[sha256].pop() if same.get(sha256) else None
            new.pop(moved or "", None)
            yield ("renamed", path, moved) if moved else ("missing", path, None)
        for path, item in new.items():
            yield "added", path, None
            if item.state != "whole":
                yield item.state, path, None
        for path, paths in ((TAGS, self.tags), (MANIFEST, self.manifest)):
            if paths is None and path in self.files:
                yield "changed", path, None
        for path in ("bagit.txt", INFO, MANIFEST, KEY, CHECKER, PARTS, SALTS, TAGS, SIGNATURE):
            if path not in self.files and path not in expected:
                yield "missing", path, None
        for path in TAIL:
            if (own := self.files.get(path)) and own.state != "whole":
                yield own.state, path, None

    def _lists(self) -> Iterator[Flaw]:
        """The tag files as the writer would make them from their content and from the files that they list."""
        if self._data("bagit.txt") != BAGIT:
            yield "changed", "bagit.txt", None
        tags, payload = list(self.tags or {}), list(self.manifest or {})
        readmes = [path for path in tags if re.fullmatch(PATTERNS["readme"], path)]
        if not readmes or tags != ["bagit.txt", INFO, *sorted(readmes), MANIFEST, KEY, CHECKER]:
            yield "changed", TAGS, None
        if payload[-2:] != [PARTS, SALTS] or not all(path.startswith("data/") for path in payload):
            yield "changed", MANIFEST, None
        if self._data(INFO) != self._info().encode():
            yield "changed", INFO, None

    def _info(self) -> str:
        """The content of ``bag-info.txt`` as far as it is true."""
        info, case, stated = self.info, self.info.get("Mioboe-Case", ""), self._text(INFO)
        agent, made_at, folder = (info.get(name, "") for name in (
            "Bag-Software-Agent", "Mioboe-Made-At", "External-Identifier",
        ))  # fmt: skip
        right = re.fullmatch(PATTERNS["case"], case) and re.fullmatch(PATTERNS["agent"], agent) and moment(made_at)
        if not right or folder not in folders(case):
            return ""
        sizes = [(path, item.size) for path, item in self.payload.items()]
        return info_text(Info(
            folder, agent, case, made_at, self.number or "", sum(size for _, size in sizes), len(sizes),
            sum(self.withheld.values()), self._stamped,
            [value for label, value in pairs(stated) if label == "Mioboe-Left-Out"],
            wide=info.get("Mioboe-Sizes") == "64" and not wide(sizes),
        ))  # fmt: skip

    @property
    def _stamped(self) -> bool:
        return self.info.get("Mioboe-Time-Stamp") == STAMP

    def _stamp(self) -> Iterator[Flaw]:
        """Checks the time stamp: the case's key signed the answer, and the answer holds the hash of this very list."""
        answer, stated = self._data(STAMP), self._stamped
        for path in (STAMP, STAMP_SIGNATURE):
            if stated and path not in self.files:
                yield "missing", path, None
            elif not stated and path in self.files:
                yield "added", path, None
        if stated:
            signature = self._data(STAMP_SIGNATURE)
            mine = self.number and len(signature) == 64 and key.signed_by(self._data(KEY), signature, answer)
            holds = len(answer) <= MOST_STAMP and hashlib.sha256(self._data(TAGS)).digest() in answer
            if not (mine and holds):
                yield "stamp", None, None

    def _parts(self) -> Iterator[Flaw]:
        """Checks the parts: each part in the bundle belongs to the list of all parts, by its salted hash, and the lists
        are in order."""
        names, hashes = [part for _, part in self.parts], {part: hashed for hashed, part in self.parts}
        counts: Counter[str] = Counter()
        for part in names:
            kind = part.partition("/")[0]
            counts[kind] += 1
            if part != f"{kind}/{counts[kind]:03}":
                yield "part", PARTS, None
        if hash_list(self.parts) != self._text(PARTS):
            yield "part", PARTS, None
        lines, salted = ["  ".join(line) + "\n" for line in self.salts], [part for _, _, part, _ in self.salts]
        paths = [path for *_, path in self.salts]
        if "".join(lines) != self._text(SALTS) or salted != [part for part in names if part in set(salted)]:
            yield "part", SALTS, None
        if paths != [path for path in self.manifest or {} if path in set(paths)]:
            yield "part", SALTS, None
        for salt, sha256, part, path in self.salts:
            item = self.files.get(path)
            fits = item is None or item.sha256 == sha256
            if hashes.get(part) != key.salted(salt, sha256) or not fits:
                yield "part", path, None

    def _around(self) -> Iterator[Flaw]:
        """Differences that no file has: in the folder, the order or other parts of the ZIP."""
        named = self.info.get("External-Identifier", self.folder)
        if named != self.folder:
            yield ("folder", named, self.folder) if self.folder else ("bare", named, None)
        if self._order_differs():
            yield "order", None, None
        made_at = moment(self.info.get("Mioboe-Made-At", ""))
        sizes = [(path, item.size) for path, item in self.payload.items()]
        is_wide = self.info.get("Mioboe-Sizes") == "64" or wide(sizes)
        there, right = (
            (self.contents.dos, self.contents.unix, self.contents.wide),
            (*times(made_at), is_wide) if made_at else (),
        )
        if not self.contents.exact or self.folders or there != right:
            yield "packing", None, None

    def _order_differs(self) -> bool:
        if self.tags is None or self.manifest is None:
            return False
        others = [path for path in self.tags if path != "bagit.txt"]
        expected: Sequence[str] = ["bagit.txt", *self.manifest, *others, *(path for path in TAIL if path in self.files)]
        return sorted(self.files) == sorted(expected) and list(self.files) != expected


def belongs(parts: str, salt: str, sha256: str) -> str | None:
    """The part in the list ``data/parts.txt`` that a file with this SHA-256 is, by its salt; None: it is none of
    them."""
    wanted = key.salted(salt, sha256)
    return next((part for hashed, part in re.findall(PATTERNS["part"], parts) if hashed == wanted), None)
