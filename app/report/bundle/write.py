"""A bundle as a stream of bytes, from the members of a case.

The hash of each file is computed while it passes, and the lists of hashes, the signature and the time stamp come last
in the ZIP. So nothing has to be read twice, nothing waits for the last file, and one piece is in memory at a time. A
file that differs from what was received stops the stream before anything is signed.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from app.i18n.languages import LANGUAGES
from app.report.bundle import key
from app.report.bundle.checker import checker
from app.report.bundle.lists import AGENT, WIDE, Info, hash_list, info_text
from app.report.bundle.lists import wide as needs_wide
from app.report.bundle.model import (
    BAGIT,
    CHECKER,
    INFO,
    KEY,
    MANIFEST,
    PARTS,
    SALTS,
    SIGNATURE,
    STAMP,
    STAMP_SIGNATURE,
    TAGS,
    About,
    LeftOut,
    Member,
    NotStamped,
    NotWhole,
)
from app.report.bundle.readme import Facts, readme
from app.report.bundle.sentences import README_SENTENCES
from app.report.bundle.zipped import pack

File = tuple[str, Iterable[bytes]]
Stamp = Callable[[bytes], bytes]  # what is to be stamped → the whole answer of the service; raises ``NotStamped``


def stream(members: Sequence[Member], about: About, seed: bytes, stamp: Stamp | None = None) -> Iterator[bytes]:
    """The ZIP. ``seed`` is the secret of the case's key, 32 bytes. Without ``stamp`` the same members give the same
    bytes.

    Raises ``NotWhole`` in the middle where a file differs from what was received.
    """
    bag = _Bag(about, seed, wide(members))
    files = chain(bag.payload(members), bag.lists(stamp))
    return pack(((f"{about.folder}/{path}", chunks) for path, chunks in files), about.made_at, bag.wide)


def protected(chunks: Iterable[bytes], about: About, passphrase: str, large: bool) -> Iterator[bytes]:
    """A bundle inside an encrypted ZIP (AES-256), so that the names of its files are hidden too. ``passphrase`` is
    ASCII: programs do not agree on other characters."""
    return pack([(f"{about.folder}.zip", chunks)], about.made_at, large, passphrase)


def wide(members: Iterable[Member]) -> bool:
    """Whether the ZIP needs sizes of 64 bits."""
    return sum(member.size or 0 for member in members if not member.withheld) > WIDE


class _Meter:
    """Hashes and counts pieces as they pass."""

    def __init__(self, chunks: Iterable[bytes], expected: str | None) -> None:
        self.chunks, self.expected = chunks, expected
        self.hash, self.size = hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.hash.update(chunk)
            self.size += len(chunk)
            yield chunk
        if self.expected not in (None, self.hash.hexdigest()):
            raise NotWhole


class _Bag:
    """The bag while it is written: the data of the files that have passed."""

    def __init__(self, about: About, seed: bytes, wide: bool) -> None:
        self.about, self.seed, self.wide = about, seed, wide
        self.payload_hashes: list[tuple[str, str]] = []  # (SHA-256, path), in the order of the ZIP
        self.sizes: list[tuple[str, int]] = []
        self.parts: list[str] = []
        self.salts: list[str] = []
        self.numbers: Counter[str] = Counter()
        self.withheld: Counter[str] = Counter()
        self.left_out: list[str] = []

    def payload(self, members: Sequence[Member]) -> Iterator[File]:
        """``bagit.txt``, with which every bag begins, and everything in ``data/``."""
        yield "bagit.txt", (BAGIT,)
        for member in members:
            if member.withheld and member.sha256:
                self._enter(member, member.sha256)
                continue
            try:
                meter = _Meter(member.open(), member.sha256)
            except LeftOut:
                self.left_out.append(member.path)
                continue
            if member.withheld:
                for _ in meter:
                    pass
            else:
                yield from self._file(member.path, meter)
            self._enter(member, meter.hash.hexdigest())
        for path, lines in ((PARTS, self.parts), (SALTS, self.salts)):
            yield from self._file(path, _Meter(("".join(lines).encode(),), None))

    def _file(self, path: str, meter: _Meter) -> Iterator[File]:
        yield path, meter
        self.payload_hashes.append((meter.hash.hexdigest(), path))
        self.sizes.append((path, meter.size))

    def _enter(self, member: Member, sha256: str) -> None:
        """Enters a part in the lists: its salted hash always, its salt only where the part itself is included."""
        if member.kind is None:
            return
        self.numbers[member.kind] += 1
        part = f"{member.kind}/{self.numbers[member.kind]:03}"
        salt = key.salt(self.seed, part, sha256)
        self.parts.append(f"{key.salted(salt, sha256)}  {part}\n")
        if member.withheld:
            self.withheld[member.kind] += 1
        else:
            self.salts.append(f"{salt}  {sha256}  {part}  {member.path}\n")

    def lists(self, stamp: Stamp | None) -> Iterator[File]:
        """The files that describe and sign the bag. The time stamp is requested before its description is written."""
        tags, answer = self._tags(README_SENTENCES["no_stamp"]), b""
        if stamp is not None:
            stamped = self._tags(None)
            try:
                answer, tags = stamp(stamped[TAGS]), stamped
            except NotStamped as error:
                tags = self._tags(error.sentence)
        if answer:
            tags |= {STAMP: answer, STAMP_SIGNATURE: key.sign(self.seed, answer)}
        for path, data in tags.items():
            yield path, (data,)

    def _tags(self, stamp: str | None) -> dict[str, bytes]:
        """The tag files in their order. ``stamp``: the reason why there is no time stamp; None: there is one."""
        public = key.public_key(self.seed)
        number, about = key.number(public) or "", self.about
        facts = Facts(about.case, about.folder, number, self.withheld, self.left_out, stamp)
        tags = {
            INFO: self._info(number, stamped=stamp is None),
            **{f"README.{lang}.txt": readme(facts, lang) for lang in sorted(LANGUAGES)},
            MANIFEST: hash_list(self.payload_hashes).encode(),
            KEY: public,
            CHECKER: checker(),
        }
        hashes = [(hashlib.sha256(data).hexdigest(), path) for path, data in [("bagit.txt", BAGIT), *tags.items()]]
        tag_list = hash_list(hashes).encode()
        return {**tags, TAGS: tag_list, SIGNATURE: key.sign(self.seed, tag_list)}

    def _info(self, number: str, *, stamped: bool) -> bytes:
        about = self.about
        info = Info(
            about.folder,
            AGENT + about.version,
            about.case,
            about.made_at.isoformat(timespec="seconds"),
            number,
            sum(size for _, size in self.sizes),
            len(self.sizes),
            self.withheld.total(),
            stamped,
            self.left_out,
            wide=self.wide and not needs_wide(self.sizes),
        )
        return info_text(info).encode()
