"""Files that prove a step: kept in the vault as they came, with their SHA-256, and never read by the pipeline."""

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
class Proof:
    """One file kept as evidence of a step (of its part ``subject``)."""

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
    """(step, subject) → how many files."""
    with reading(case.service.engine) as session:
        asked = (
            select(EvidenceRow.step, EvidenceRow.subject, func.count())
            .where(EvidenceRow.case_id == case.id)
            .group_by(col(EvidenceRow.step), col(EvidenceRow.subject))
        )
        return {(step, subject): number for step, subject, number in session.exec(asked)}


def of_step(case: Case, step: str, subject: str) -> Sequence[Proof]:
    """The files of one step, in the order in which they came."""
    with reading(case.service.engine) as session:
        mine = select(EvidenceRow).where(
            EvidenceRow.case_id == case.id, EvidenceRow.step == step, EvidenceRow.subject == subject
        )
        return [_proof(case, row) for row in session.exec(mine.order_by(col(EvidenceRow.created_at)))]


def every(case: Case) -> Sequence[Proof]:
    """All files of the case, in the order in which they came."""
    with reading(case.service.engine) as session:
        mine = select(EvidenceRow).where(EvidenceRow.case_id == case.id).order_by(col(EvidenceRow.created_at))
        return [_proof(case, row) for row in session.exec(mine)]


def find(case: Case, name: str) -> Proof:
    """One file; ``NotFound`` for what is unknown or somebody else's."""
    with reading(case.service.engine) as session:
        row = session.get(EvidenceRow, name)
        if row is None or row.case_id != case.id:
            raise NotFound
        return _proof(case, row)


def remove(case: Case, name: str) -> None:
    """Takes one file out of the case for good."""
    with writing(case.service.engine) as session:
        row = session.get(EvidenceRow, name)
        if row is None or row.case_id != case.id:
            raise NotFound
        session.delete(row)
        audit(session, case.id, "removed")
    forget(case.service.engine)
    case.service.vault.delete(case.id, f"{name}.data", f"{name}.name")


def _proof(case: Case, row: EvidenceRow) -> Proof:
    try:
        stored = json.loads(case.service.vault.get(case.key, f"{row.id}.name"))
    except CannotOpen as error:
        raise Damaged from error
    return Proof(row.id, row.step, row.subject, stored["name"], row.size, stored["sha256"], row.created_at)
