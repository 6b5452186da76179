"""The uploads of a case: which there are, entering new ones, and removing one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.cases.case import Case, audit
from app.cases.runs import Notify, request_run
from app.errors import Damaged, NotFound
from app.storage.database import forget, reading, writing
from app.storage.tables import UploadRow
from app.storage.vault import CannotOpen


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload. ``number`` is the ``upload`` of its events; ``state`` is stored | read | expired."""

    id: str
    number: int
    name: str
    size: int
    sha256: str
    state: str
    created_at: datetime


@dataclass(slots=True)
class NewFile:
    """A file whose content is in the vault and that no row refers to yet."""

    id: str
    name: str | None  # None: pasted
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256)


def uploads(case: Case) -> list[Upload]:
    """All uploads, in order. The names come from the vault."""
    with reading(case.service.engine) as session:
        rows = list(session.exec(select(UploadRow).where(UploadRow.case_id == case.id).order_by(col(UploadRow.number))))
    return [_upload(case, row) for row in rows]


def _upload(case: Case, row: UploadRow) -> Upload:
    try:
        stored = json.loads(case.service.vault.get(case.key, f"{row.id}.name"))
    except CannotOpen as error:
        raise Damaged from error
    return Upload(row.id, row.number, stored["name"], row.size, stored["sha256"], row.state, row.created_at)


def enter(session: Session, case: Case, files: Sequence[NewFile]) -> tuple[list[NewFile], list[NewFile]]:
    """Enters new files as uploads in this transaction; gives those that are new and those the case has already."""
    mine = select(UploadRow).where(UploadRow.case_id == case.id).order_by(col(UploadRow.number))
    earlier = list(session.exec(mine))
    known, number = {row.fingerprint for row in earlier}, max((row.number for row in earlier), default=0)
    new: list[NewFile] = []
    duplicates: list[NewFile] = []
    for file in files:
        sha256 = file.hash.hexdigest()
        fingerprint = case.key.keyed_hash("upload", sha256)
        file.name = file.name if file.name is not None else f"pasted-{number + 1}.txt"
        if fingerprint in known:
            duplicates.append(file)
            continue
        number += 1
        known.add(fingerprint)
        new.append(file)
        stored = json.dumps({"name": file.name, "sha256": sha256}).encode()
        case.service.vault.put(case.key, f"{file.id}.name", stored)
        session.add(UploadRow(id=file.id, case_id=case.id, number=number, size=file.size, fingerprint=fingerprint))
    if new:
        audit(session, case.id, "uploaded")
    return new, duplicates


def remove(case: Case, upload_id: str, notify: Notify) -> None:
    """Removes an upload with its events, and has the case examined again.

    ``NotFound`` for an id that is unknown or belongs to another case.
    """
    with writing(case.service.engine) as session:
        row = session.get(UploadRow, upload_id)
        if row is None or row.case_id != case.id:
            raise NotFound
        session.delete(row)
        audit(session, case.id, "removed")
        request_run(session, case.id, case.source)
    forget(case.service.engine)
    case.service.vault.delete(case.id, *(f"{upload_id}.{part}" for part in ("data", "name", "events")))
    notify(case.id)
