"""Files that prove a step: kept in the vault as they came, with their SHA-256, and never read by the pipeline."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.cases import case as cases
from app.cases.case import Case
from app.errors import Damaged, NotFound
from app.storage import database as db
from app.storage.tables import EvidenceRow
from app.storage.vault import CannotOpen


@dataclass(slots=True)
class Kept:
    """One thing in the vault that no row knows yet."""

    id: str
    name: str | None  # None: pasted
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256)


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


def enter(session: Session, case: Case, step: str, subject: str, files: list[Kept]) -> tuple[list[Kept], list[Kept]]:
    """The rows of new files, in this transaction; gives what is new and what this step has already."""
    mine = select(EvidenceRow.fingerprint).where(
        EvidenceRow.case_id == case.id, EvidenceRow.step == step, EvidenceRow.subject == subject[:32]
    )
    known = set(session.exec(mine))
    kept: list[Kept] = []
    same: list[Kept] = []
    for one in files:
        sha256 = one.hash.hexdigest()
        fingerprint = case.key.keyed_hash("upload", sha256)
        one.name = one.name or "pasted.txt"
        (same if fingerprint in known else kept).append(one)
        if fingerprint in known:
            continue
        known.add(fingerprint)
        said = json.dumps({"name": one.name, "sha256": sha256}).encode()
        case.service.vault.put(case.key, f"{one.id}.name", said)
        row = EvidenceRow(id=one.id, case_id=case.id, step=step, size=one.size, fingerprint=fingerprint)
        row.subject = subject[:32]
        session.add(row)
    if kept:
        cases.audit(session, case.id, "evidence")
    return kept, same


def count(case: Case) -> Mapping[tuple[str, str], int]:
    """(step, subject) → how many files."""
    with db.reading(case.service.engine) as session:
        asked = (
            select(EvidenceRow.step, EvidenceRow.subject, func.count())
            .where(EvidenceRow.case_id == case.id)
            .group_by(col(EvidenceRow.step), col(EvidenceRow.subject))
        )
        return {(step, subject): number for step, subject, number in session.exec(asked)}


def of_step(case: Case, step: str, subject: str) -> Sequence[Proof]:
    """The files of one step, in the order in which they came."""
    with db.reading(case.service.engine) as session:
        mine = select(EvidenceRow).where(
            EvidenceRow.case_id == case.id, EvidenceRow.step == step, EvidenceRow.subject == subject
        )
        return [_proof(case, row) for row in session.exec(mine.order_by(col(EvidenceRow.created_at)))]


def every(case: Case) -> Sequence[Proof]:
    """All files of the case, in the order in which they came."""
    with db.reading(case.service.engine) as session:
        mine = select(EvidenceRow).where(EvidenceRow.case_id == case.id).order_by(col(EvidenceRow.created_at))
        return [_proof(case, row) for row in session.exec(mine)]


def find(case: Case, name: str) -> Proof:
    """One file; ``NotFound`` for what is unknown or somebody else's."""
    with db.reading(case.service.engine) as session:
        row = session.get(EvidenceRow, name)
        if row is None or row.case_id != case.id:
            raise NotFound
        return _proof(case, row)


def remove(case: Case, name: str) -> None:
    """Takes one file out of the case for good."""
    with db.writing(case.service.engine) as session:
        row = session.get(EvidenceRow, name)
        if row is None or row.case_id != case.id:
            raise NotFound
        session.delete(row)
        cases.audit(session, case.id, "removed")
    db.forget(case.service.engine)
    case.service.vault.delete(case.id, f"{name}.data", f"{name}.name")


def _proof(case: Case, row: EvidenceRow) -> Proof:
    try:
        said = json.loads(case.service.vault.get(case.key, f"{row.id}.name"))
    except CannotOpen as error:
        raise Damaged from error
    return Proof(row.id, row.step, row.subject, said["name"], row.size, said["sha256"], row.created_at)
