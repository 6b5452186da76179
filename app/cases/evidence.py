"""Evidence files of the steps: kept in the vault unchanged, with their SHA-256, and never read by the pipeline."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.cases.case import Case, audit
from app.cases.uploads import NewFile
from app.errors import Damaged, NotFound
from app.storage.database import forget, reading, writing
from app.storage.tables import EvidenceRow
from app.storage.vault import CannotOpen


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file kept as evidence of a step (of its part ``subject``)."""

    id: str
    step: str
    subject: str
    name: str
    size: int
    sha256: str
    at: datetime


def enter(
    session: Session, case: Case, step: str, subject: str, files: Sequence[NewFile]
) -> tuple[list[NewFile], list[NewFile]]:
    """Enters new files of a step in this transaction; gives those that are new and those the step has already."""
    mine = select(EvidenceRow.fingerprint).where(
        EvidenceRow.case_id == case.id, EvidenceRow.step == step, EvidenceRow.subject == subject[:32]
    )
    known = set(session.exec(mine))
    new: list[NewFile] = []
    duplicates: list[NewFile] = []
    for file in files:
        sha256 = file.hash.hexdigest()
        fingerprint = case.key.keyed_hash("upload", sha256)
        file.name = file.name or "pasted.txt"
        if fingerprint in known:
            duplicates.append(file)
            continue
        new.append(file)
        known.add(fingerprint)
        stored = json.dumps({"name": file.name, "sha256": sha256}).encode()
        case.service.vault.put(case.key, f"{file.id}.name", stored)
        row = EvidenceRow(id=file.id, case_id=case.id, step=step, size=file.size, fingerprint=fingerprint)
        row.subject = subject[:32]
        session.add(row)
    if new:
        audit(session, case.id, "evidence")
    return new, duplicates


def count(case: Case) -> Mapping[tuple[str, str], int]:
    """(step, subject) → number of files."""
    with reading(case.service.engine) as session:
        asked = (
            select(EvidenceRow.step, EvidenceRow.subject, func.count())
            .where(EvidenceRow.case_id == case.id)
            .group_by(col(EvidenceRow.step), col(EvidenceRow.subject))
        )
        return {(step, subject): number for step, subject, number in session.exec(asked)}


def of_step(case: Case, step: str, subject: str) -> Sequence[EvidenceFile]:
    """The files of one step, oldest first."""
    with reading(case.service.engine) as session:
        mine = select(EvidenceRow).where(
            EvidenceRow.case_id == case.id, EvidenceRow.step == step, EvidenceRow.subject == subject
        )
        return [_file(case, row) for row in session.exec(mine.order_by(col(EvidenceRow.created_at)))]


def all_files(case: Case) -> Sequence[EvidenceFile]:
    """All files of the case, oldest first."""
    with reading(case.service.engine) as session:
        mine = select(EvidenceRow).where(EvidenceRow.case_id == case.id).order_by(col(EvidenceRow.created_at))
        return [_file(case, row) for row in session.exec(mine)]


def find(case: Case, name: str) -> EvidenceFile:
    """One file; ``NotFound`` for an id that is unknown or belongs to another case."""
    with reading(case.service.engine) as session:
        row = session.get(EvidenceRow, name)
        if row is None or row.case_id != case.id:
            raise NotFound
        return _file(case, row)


def remove(case: Case, name: str) -> None:
    """Deletes one file."""
    with writing(case.service.engine) as session:
        row = session.get(EvidenceRow, name)
        if row is None or row.case_id != case.id:
            raise NotFound
        session.delete(row)
        audit(session, case.id, "removed")
    forget(case.service.engine)
    case.service.vault.delete(case.id, f"{name}.data", f"{name}.name")


def _file(case: Case, row: EvidenceRow) -> EvidenceFile:
    try:
        stored = json.loads(case.service.vault.get(case.key, f"{row.id}.name"))
    except CannotOpen as error:
        raise Damaged from error
    return EvidenceFile(row.id, row.step, row.subject, stored["name"], row.size, stored["sha256"], row.created_at)
