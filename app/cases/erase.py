"""Forgetting: a case on request, and what has become too old. A crash in between is made good at the next start."""

from datetime import timedelta

from fastapi import Request
from sqlmodel import col, delete, select

from app.cases import case as cases
from app.cases import runs as jobs
from app.errors import NotFound
from app.storage import database as db
from app.storage.service import Service
from app.storage.tables import (
    AttemptRow,
    CaseRow,
    EvidenceRow,
    ProgressRow,
    RunRow,
    SessionRow,
    SightingRow,
    SymptomRow,
    UploadRow,
    VerdictRow,
    now,
)

OWNED = (SessionRow, UploadRow, VerdictRow, ProgressRow, SymptomRow, RunRow, EvidenceRow, SightingRow)


def delete_case(request: Request) -> None:
    """Destroys the open case: its key, its rows and its blobs. ``NoCase`` where none is open."""
    case = cases.require(request)
    erase(case.service, case.id)
    request.scope["mioboe.case"] = None
    request.scope["mioboe.cookie"] = ""


def leave(request: Request) -> None:
    """Closes the case in this browser; it stays, and its resume code opens it again."""
    case = cases.require(request)
    token = request.cookies.get(cases.cookie_name(request), "")
    with db.writing(case.service.engine) as session:
        session.exec(delete(SessionRow).where(col(SessionRow.token_hash) == cases.token_hash(token)))
        cases.audit(session, case.id, "left")
    request.scope["mioboe.case"] = None
    request.scope["mioboe.cookie"] = ""


def erase(service: Service, case_id: str) -> None:
    """The key first: from then on the blobs are noise even if their removal is cut off."""
    with db.writing(service.engine) as session:
        row = session.get(CaseRow, case_id)
        if row is None or row.key is None:
            return
        for table in OWNED:
            session.exec(delete(table).where(col(table.case_id) == case_id))
        row.key = row.resume_public = row.resume_hash = row.lang = None
        row.erased_at = now()
        cases.audit(session, case_id, "erased")
    db.forget(service.engine)
    service.vault.delete_all(case_id)


def remove_upload(request: Request, upload_id: str) -> None:
    """Takes one thing that was handed in out of the open case, with its events, and has the case examined again.

    ``NotFound`` for an id that is unknown or belongs to another case.
    """
    case = cases.require(request)
    with db.writing(case.service.engine) as session:
        row = session.get(UploadRow, upload_id)
        if row is None or row.case_id != case.id:
            raise NotFound
        session.delete(row)
        cases.audit(session, case.id, "removed")
        jobs.want(session, case.id)
    db.forget(case.service.engine)
    case.service.vault.delete(case.id, *(f"{upload_id}.{part}" for part in ("data", "name", "events")))
    jobs.wake(request, case.id)


def expire(service: Service) -> None:
    """Originals and whole cases whose time is over (``keep_uploads``, ``keep_cases``), and stale counters."""
    settings, today = service.settings, now()
    with db.reading(service.engine) as session:
        old = today - timedelta(days=settings.keep_cases)
        cases_due = list(
            session.exec(select(CaseRow.id).where(col(CaseRow.created_at) < old, col(CaseRow.key).is_not(None)))
        )
        old = today - timedelta(days=settings.keep_uploads)
        due = select(UploadRow).where(UploadRow.state == "read", col(UploadRow.created_at) < old)
        uploads_due = list(session.exec(due))
    for case_id in cases_due:
        erase(service, case_id)
    for upload in uploads_due:
        with db.writing(service.engine) as session:
            row = session.get(UploadRow, upload.id)
            if row is not None:
                row.state = "expired"
        service.vault.delete(upload.case_id, f"{upload.id}.data")
    with db.writing(service.engine) as session:
        session.exec(delete(AttemptRow).where(col(AttemptRow.until) < today - timedelta(days=1)))
    db.forget(service.engine)


def sweep(service: Service) -> None:
    """At start: removes blobs that no row knows (a cut upload, an erasure that did not end), then what is due."""
    with db.reading(service.engine) as session:
        alive = set(session.exec(select(CaseRow.id).where(col(CaseRow.key).is_not(None))))
        known = {*session.exec(select(UploadRow.id)), *session.exec(select(EvidenceRow.id))}
    for case_id in service.vault.cases():
        names = service.vault.names(case_id)
        orphans = [name for name in names if name.partition(".")[0] not in known and name not in cases.OWN_BLOBS]
        service.vault.delete(case_id, *(orphans if case_id in alive else names))
    expire(service)
