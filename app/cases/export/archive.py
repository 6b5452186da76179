"""The archive of everything as a stream: at most a few pieces and one generated file are in memory at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from stat import S_IFREG

import msgspec

from app.cases import limits
from app.cases.case import Case, case_of_row
from app.cases.change import changing
from app.cases.export.contents import Member, Missing, members
from app.cases.export.readme import readme
from app.errors import NoCase
from app.i18n.languages import LANGUAGES
from app.report.manifest import SCHEMA, ArchivedFile, Manifest
from app.storage.database import reading
from app.storage.tables import CaseRow, now
from app.storage.vault import CannotOpen
from app.version import version

MODE = S_IFREG | 0o600
# Most originals are compressed already, and of texts level 1 saves nearly as much as level 9, in a fifth of the time.
LEVEL = 1


@dataclass(slots=True)
class _Inventory:
    """The files that the archive holds so far, and those that it lacks."""

    at: datetime
    files: list[ArchivedFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def counted(self, path: str, chunks: Iterable[bytes], case: Case | None = None) -> Iterator[bytes]:
        """The chunks of a file, which enters the inventory at its end. A damaged file ends where the damage begins,
        because the other files are still wanted; a case that was erased meanwhile ends the archive (``NoCase``)."""
        digest, size = sha256(), 0
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk
        except CannotOpen:
            if case is None or not _is_there(case):
                raise NoCase from None
            self.damaged.append(path)
        self.files.append(ArchivedFile(path, size, digest.hexdigest()))

    def manifest(self) -> bytes:
        at = self.at.isoformat(timespec="seconds")
        whole = Manifest(SCHEMA, at, version(), self.missing, self.damaged, self.files)
        return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def archive(cases: Sequence[Case], lang: str, more: Sequence[tuple[str, bytes]] = ()) -> Iterator[bytes]:
    """A ZIP with everything of these cases, in pieces of at most 64 KiB. With several cases, or with ``more`` files
    (path, content), each case has a folder. Summaries are in ``lang``, the README in every language. ``TooOften``
    beyond the limit."""
    from stream_zip import ZIP_AUTO, stream_zip  # with its cipher, which is not used, 30 ms

    for case in cases:
        limits.count(case.service, "export", case.source, case.id)
        with changing(case) as change:
            change.audit("exported")
    entries = _members(cases, lang, more, _Inventory(now()))
    return iter(stream_zip((path, at, MODE, ZIP_AUTO(most, LEVEL), chunks) for path, at, most, chunks in entries))


def _members(
    cases: Sequence[Case], lang: str, more: Sequence[tuple[str, bytes]], inventory: _Inventory
) -> Iterator[Member]:
    at, folders = inventory.at, len(cases) != 1 or bool(more)
    texts = [(f"README.{code}.txt", readme(code, folders).encode()) for code in LANGUAGES]
    for path, data in (*texts, *more):
        yield Member(path, at, len(data), inventory.counted(path, (data,)))
    for case in cases:
        folder = f"case-{case.id[:8].upper()}/" if folders else ""
        for member in members(case, lang, at):
            path = folder + member.path
            if isinstance(member, Missing):
                inventory.missing.append(path)
            else:
                yield Member(path, member.at, member.most, inventory.counted(path, member.chunks, case))
    data = inventory.manifest()
    yield Member("manifest.json", at, len(data), (data,))


def _is_there(case: Case) -> bool:
    with reading(case.service.engine) as session:
        row = session.get(CaseRow, case.id)
        return row is not None and case_of_row(case.service, row) is not None
