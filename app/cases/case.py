"""A person's case: opened at the first choice or upload, found by the browser's cookie, gone when it is deleted.

For pages: ``current`` or ``require`` gives the case of a request; ``choose`` opens one where there is none (so does
``app.web.uploads.receive``). Each function is one transaction. The cookie of a case that was opened, resumed or deleted
in a request is set on its response by ``app.web.security``; a page does nothing for it.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from fastapi import Request
from sqlmodel import Session, col, delete, select

from analyzers.events.owner import VERDICTS
from app.errors import Damaged, NoCase, NotFound, Unreadable
from app.i18n.translate import LANGS
from app.report.model import Report
from app.storage import database as db
from app.storage.service import Service
from app.storage.tables import AuditRow, CaseRow, RunRow, SessionRow, SymptomRow, UploadRow, VerdictRow, now
from app.storage.vault import CannotOpen, CaseKey

# Blobs of the case itself; the others are named after their upload.
OWN_BLOBS = frozenset({"report", "notes", "mappings"})


@dataclass(frozen=True, slots=True)
class Case:
    """The case that is open in this browser. ``lang`` is the language once chosen with ``?lang=``, else None."""

    id: str
    lang: str | None
    created_at: datetime
    has_code: bool  # a resume code was made
    service: Service = field(repr=False)
    key: CaseKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Upload:
    """One thing handed in. ``number`` is the ``upload`` of its events; ``state`` is stored | read | expired."""

    id: str
    number: int
    name: str
    size: int
    sha256: str
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """How the examination stands. ``state``: none | queued | running | done | failed; ``error``: number in the log."""

    state: str
    done: int = 0
    total: int = 0
    rows: int = 0
    error: str | None = None

    @property
    def busy(self) -> bool:
        return self.state in ("queued", "running")


# --- which case --------------------------------------------------------------------------------------------------


def current(request: Request) -> Case | None:
    """The case that this browser has open, or None. Looked up once a request."""
    known = request.scope.get("mioboe.case", ...)
    if known is ...:
        known = request.scope["mioboe.case"] = _of_cookie(request)
    return cast("Case | None", known)


def require(request: Request) -> Case:
    """The case that this browser has open; ``NoCase`` (404, a page that says what to do) without one."""
    case = current(request)
    if case is None:
        raise NoCase
    return case


def service(request: Request) -> Service:
    """The service that answers this request."""
    return cast(Service, request.app.state.service)


def cookie_name(request: Request) -> str:
    """Browsers keep ``__Host-`` cookies on https only, so plain http (a home network) needs a plain name."""
    return "__Host-mioboe" if request.url.scheme == "https" else "mioboe"


def _of_cookie(request: Request) -> Case | None:
    token = request.cookies.get(cookie_name(request), "")
    if not 20 <= len(token) <= 100:
        return None
    here = service(request)
    with db.reading(here.engine) as session:
        entry = session.get(SessionRow, token_hash(token))
        row = session.get(CaseRow, entry.case_id) if entry else None
        return None if row is None else of_row(here, row)


def token_hash(token: str) -> str:
    """What the database keeps of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def of_row(here: Service, row: CaseRow) -> Case | None:
    """The case of a row, its key opened; None once it is erased."""
    if row.key is None:
        return None
    try:
        key = here.vault.open_key(row.id, row.key)
    except CannotOpen as error:
        raise Damaged from error
    return Case(row.id, row.lang, row.created_at, row.resume_hash is not None, here, key)


def open_in(session: Session, request: Request, prepared: tuple[CaseKey, bytes] | None = None) -> Case:
    """The case of this browser, made in this transaction where there is none yet; its cookie goes out with the answer.

    ``prepared`` is a new key and its locked form, for those who had to encrypt before they could open the case.
    """
    case = current(request)
    if case is not None:
        return case
    here = service(request)
    key, locked = prepared or here.vault.new_key(secrets.token_hex(16))
    row = CaseRow(id=key.case_id, key=locked, lang=request.scope.get("mioboe.lang"))
    session.add(row)
    session.flush()
    audit(session, row.id, "opened")
    case = Case(row.id, row.lang, row.created_at, False, here, key)
    let_in(session, request, case)
    return case


def let_in(session: Session, request: Request, case: Case) -> None:
    """Opens the case in this browser: a new random token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(SessionRow(token_hash=token_hash(token), case_id=case.id))
    request.scope["mioboe.case"] = case
    request.scope["mioboe.cookie"] = token


def audit(session: Session, case_id: str, event: str) -> None:
    """Notes what happened, without content."""
    session.add(AuditRow(case_id=case_id, event=event))


# --- what the person says ----------------------------------------------------------------------------------------


def choose(request: Request, symptoms: Collection[str]) -> Case:
    """Sets what the person says has happened (replaces the earlier choice). Opens a case where there is none."""
    with db.writing(service(request).engine) as session:
        case = open_in(session, request)
        session.exec(delete(SymptomRow).where(col(SymptomRow.case_id) == case.id))
        session.add_all(SymptomRow(case_id=case.id, symptom=one) for one in sorted(set(symptoms)))
    return case


def symptoms(case: Case) -> list[str]:
    """What the person said has happened, sorted."""
    with db.reading(case.service.engine) as session:
        chosen = select(SymptomRow.symptom).where(SymptomRow.case_id == case.id).order_by(SymptomRow.symptom)
        return list(session.exec(chosen))


def set_language(case: Case, lang: str) -> None:
    """Keeps the language of ``?lang=``. One that is none of ours is ignored."""
    if lang in LANGS and lang != case.lang:
        with db.writing(case.service.engine) as session:
            row = session.get_one(CaseRow, case.id)
            row.lang = lang


def answer(case: Case, finding: str, verdict: str) -> None:
    """Answers one finding of the present report: mine | family | not_mine | not_sure. ``NotFound`` for any other id."""
    found = next((one for one in (report(case) or {"findings": []})["findings"] if one["id"] == finding), None)
    if found is None:
        raise NotFound
    if verdict not in VERDICTS:
        raise Unreadable
    row = VerdictRow(
        case_id=case.id, subject=f"finding:{finding}", verdict=verdict, triggers=list(found["triggers"]), at=now()
    )
    with db.writing(case.service.engine) as session:
        session.merge(row)


def verdicts(case: Case) -> list[VerdictRow]:
    """All answers, the latest first."""
    with db.reading(case.service.engine) as session:
        rows = select(VerdictRow).where(VerdictRow.case_id == case.id).order_by(col(VerdictRow.at).desc())
        return list(session.exec(rows))


# --- what was handed in and what it showed -----------------------------------------------------------------------


def uploads(case: Case) -> list[Upload]:
    """What was handed in, in order. The names come from the vault."""
    with db.reading(case.service.engine) as session:
        rows = list(session.exec(select(UploadRow).where(UploadRow.case_id == case.id).order_by(col(UploadRow.number))))
    return [_upload(case, row) for row in rows]


def _upload(case: Case, row: UploadRow) -> Upload:
    try:
        said = json.loads(case.service.vault.get(case.key, f"{row.id}.name"))
    except CannotOpen as error:
        raise Damaged from error
    return Upload(row.id, row.number, said["name"], row.size, said["sha256"], row.state, row.created_at)


def run(case: Case) -> Run:
    """How the examination of this case stands."""
    with db.reading(case.service.engine) as session:
        row = session.get(RunRow, case.id)
    return Run("none") if row is None else Run(row.state, row.done, row.total, row.rows, row.error)


def report(case: Case) -> Report | None:
    """The latest report (``app.report.model``) with the answers given since in it, or None before the first is made.

    ``shared`` of a finding says that its answer was given to another one, which cites the same rows.
    """
    with db.reading(case.service.engine) as session:
        made = session.get(RunRow, case.id)
    if made is None or not made.made:
        return None
    try:
        found: Report = json.loads(case.service.vault.get(case.key, "report"))
    except CannotOpen as error:
        raise Damaged from error
    given = verdicts(case)
    entities = any(row.subject.startswith("entity:") for row in given)
    by_subject = {row.subject: (place, row.verdict) for place, row in enumerate(given)}
    by_trigger = {name: (place, row.verdict) for place, row in reversed([*enumerate(given)]) for name in row.triggers}
    for finding in found["findings"]:
        named = {entity_subject(case, one) for one in finding.get("entities", ())} if entities else set()
        own = [by_subject[name] for name in (f"finding:{finding['id']}", *named) if name in by_subject]
        shared = [by_trigger[name] for name in finding["triggers"] if name in by_trigger]
        # The latest answer to this very finding or to something that it names, else to one that shares a trigger.
        finding["verdict"] = min(own or shared)[1] if own or shared else None
        finding["shared"] = bool(shared and not own)
    return found


def entity_subject(case: Case, one: Mapping[str, Any]) -> str:
    """What the database calls an address, network, stay, card or order of a report."""
    parts = (one["kind"], one["value"], one["from"] or "", one["to"] or "")
    return f"entity:{one['kind']}:{case.key.keyed_hash('entity', *parts)}"
