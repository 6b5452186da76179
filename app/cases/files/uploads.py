"""The uploads of a case: listing them, entering new ones, and removing one."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import col, select

from app.cases.case import Case
from app.cases.change import Change, as_json, changing
from app.cases.operation.runs import Notify, request_run
from app.cases.record import custody
from app.errors import Damaged, NotFound
from app.sandbox.parent import Pieces
from app.storage import blob, tombstones
from app.storage.blob import Blob
from app.storage.database import forget, reading
from app.storage.outages import left_to_the_sweep
from app.storage.tables import UploadRow

HEAD = 4096
NAMED: Blob[Mapping[str, str]] = Blob(".name", as_json, json.loads)  # the name and the SHA-256 of an upload
EVENTS: Blob[bytes] = Blob(".events", bytes, bytes)  # what was read from an upload (``build.Read``)


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload. Its ``number`` is the value of ``upload`` in its events; ``state`` is stored | read | expired.
    ``from_log``: its stored name is damaged, so what is known of it is from the log of the case."""

    id: str
    number: int
    name: str
    size: int
    sha256: str
    state: str
    created_at: datetime
    from_log: bool = False


@dataclass(slots=True)
class NewFile:
    """A file whose content is in the vault, before a row refers to it."""

    id: str
    name: str | None  # None: pasted
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256)
    head: bytearray = field(default_factory=bytearray)  # its first bytes, at most ``HEAD``

    def take(self, chunk: bytes) -> None:
        """The next bytes of the file."""
        self.size += len(chunk)
        self.hash.update(chunk)
        if len(self.head) < HEAD:
            self.head += chunk[: HEAD - len(self.head)]


class Entered(NamedTuple):
    """The result for each file: new, or already in the case; and the log lines to write once the files are stored."""

    new: list[NewFile]
    duplicates: list[NewFile]
    events: list[custody.Event]


def uploads(case: Case) -> list[Upload]:
    """All uploads, in order. The names come from the vault."""
    with reading(case.service.engine) as session:
        rows = list(session.exec(select(UploadRow).where(UploadRow.case_id == case.id).order_by(col(UploadRow.number))))
    return [find(case, row) for row in rows]


def to_read(case: Case, name: str, size: int) -> int | Pieces:
    """The decrypted bytes of a blob for a confined process: an in-memory file, or pieces where the system has no
    in-memory files (macOS), because decrypted bytes must not be written to a disk. ``CannotOpen`` at once or, for
    pieces, when they are read."""
    return blob.in_memory(case, name) if hasattr(os, "memfd_create") else Pieces(size, lambda: blob.pieces(case, name))


def find(case: Case, row: UploadRow) -> Upload:
    """The upload of a row. ``Damaged`` where neither its name nor the log of the case can be decrypted."""
    from_log = False
    try:
        stored = NAMED.of(row.id).load(case)
    except Damaged:
        known = custody.known(case, "original", row.number)
        if known is None:
            raise
        stored, from_log = known, True
    return Upload(row.id, row.number, stored["name"], row.size, stored["sha256"], row.state, row.created_at, from_log)


def enter(change: Change, files: Sequence[NewFile]) -> Entered:
    """Enters new files as uploads in the transaction of a change."""
    case = change.case
    mine = select(UploadRow).where(UploadRow.case_id == case.id).order_by(col(UploadRow.number))
    earlier = list(change.session.exec(mine))
    known = {row.fingerprint for row in earlier}
    number = max((row.number for row in earlier), default=0)
    number = max(number, custody.highest(case, "original"))
    entered = Entered([], [], [])
    for file in files:
        sha256 = file.hash.hexdigest()
        fingerprint = case.key.keyed_hash("upload", sha256)
        file.name = file.name if file.name is not None else f"pasted-{number + 1}.txt"
        if fingerprint in known:
            entered.duplicates.append(file)
            continue
        number += 1
        known.add(fingerprint)
        entered.new.append(file)
        change.store(NAMED.of(file.id), {"name": file.name, "sha256": sha256})
        change.enter_original(file.id)
        change.add(UploadRow(id=file.id, case_id=case.id, number=number, size=file.size, fingerprint=fingerprint))
        entered.events.append(custody.event("received", "original", number, file.name, sha256))
    if entered.new:
        change.audit("uploaded")
    return entered


def remove(case: Case, upload_id: str, notify: Notify) -> None:
    """Removes an upload with its events, and has the case examined again.

    ``NotFound`` for an id that is unknown or belongs to another case.
    """
    with changing(case) as change:
        change.check_removing()
        row = change.session.get(UploadRow, upload_id)
        if row is None or row.case_id != case.id:
            raise NotFound
        custody.add(change, [_removed(case, row)])
        change.remove(row)
        change.forget(gone := change.blobs_of(upload_id))
        tombstones.note(change.session, "upload", upload_id)
        change.audit("removed")
        request_run(change.session, case.id, case.source)
    tombstones.add(case.service.settings.tombstone_list, [("upload", upload_id)])
    forget(case.service.engine)
    with left_to_the_sweep():
        case.service.vault.delete(case.id, *gone)
    notify(case.id)


def _removed(case: Case, row: UploadRow) -> custody.Event:
    """The line of the log about a removal. Damaged files can be removed, too."""
    try:
        upload = find(case, row)
    except Damaged:
        return custody.event("removed", "original", row.number, "", None)
    return custody.event("removed", "original", row.number, upload.name, upload.sha256)
