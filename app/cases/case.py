"""A person's case: opened at the first choice or upload, known to a browser by a random token, gone when it is erased.

Nothing here knows HTTP. Where a case is opened in a browser the result is ``Opened``: ``app.web.session`` turns its
token into a cookie.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete

from app.errors import Damaged
from app.i18n.languages import LANGUAGES
from app.settings import Settings
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import AuditRow, CaseRow, SessionRow, now
from app.storage.vault import CannotOpen, CaseKey

# Blobs of the case itself; the others are named after their upload.
OWN_BLOBS = frozenset({"report", "notes", "mappings", "questions", "settled"})


@dataclass(frozen=True, slots=True)
class Case:
    """An open case. ``lang`` is the language once chosen with ``?lang=``, else None."""

    id: str
    lang: str | None
    created_at: datetime
    has_code: bool  # a resume code was made
    until: datetime  # when it is erased by itself
    account_id: str | None  # in whose account it is kept; None for a guest's case
    service: Service = field(repr=False)
    key: CaseKey = field(repr=False)


class Opened(NamedTuple):
    """A case and the token of the browser it was opened in; None where it was open in that browser already."""

    case: Case
    token: str | None


def case_of_token(service: Service, token: str) -> Case | None:
    """The case that is open in the browser with this token, or None. A browser has it open for as long as cases are
    kept, whatever is done in it; after that the code opens it again."""
    if not 20 <= len(token) <= 100:
        return None
    with reading(service.engine) as session:
        known = session.get(SessionRow, hash_token(token))
        ended = known is None or known.created_at + timedelta(days=service.settings.keep_cases) < now()
        row = None if known is None or ended or known.case_id is None else session.get(CaseRow, known.case_id)
        return None if row is None else case_of_row(service, row)


def case_of_row(service: Service, row: CaseRow) -> Case | None:
    """The case of a row, its key opened; None once it is erased, and from the second on in which its time is over."""
    until = kept_until(service.settings, row)
    if row.key is None or until <= now():
        return None
    try:
        key = service.vault.open_key(row.id, row.key)
    except CannotOpen as error:
        raise Damaged from error
    return Case(row.id, row.lang, row.created_at, row.resume_hash is not None, until, row.account_id, service, key)


def kept_until(settings: Settings, row: CaseRow) -> datetime:
    """When a case is erased by itself: ``keep_cases`` days after it was opened, or earlier where its person says so."""
    longest = row.created_at + timedelta(days=settings.keep_cases)
    return min(longest, row.keep_until) if row.keep_until else longest


def open_case(
    session: Session, service: Service, lang: str | None, prepared: tuple[CaseKey, bytes] | None = None
) -> Opened:
    """A new case, made in this transaction, open in one browser.

    ``prepared`` is a new key and its locked form, for callers that had to encrypt before they could open the case.
    """
    key, locked = prepared or service.vault.new_key(secrets.token_hex(16))
    row = CaseRow(id=key.case_id, key=locked, key_id=service.vault.keys.id, lang=lang)
    session.add(row)
    session.flush()
    audit(session, row.id, "opened")
    until = kept_until(service.settings, row)
    case = Case(row.id, row.lang, row.created_at, False, until, None, service, key)
    return Opened(case, new_token(session, case))


def new_token(session: Session, case: Case) -> str:
    """Opens the case in one more browser: a random token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(SessionRow(token_hash=hash_token(token), case_id=case.id))
    return token


def close(case: Case, token: str) -> None:
    """Closes the case in the browser with this token; the case stays, and its resume code opens it again."""
    with writing(case.service.engine) as session:
        session.exec(delete(SessionRow).where(col(SessionRow.token_hash) == hash_token(token)))
        audit(session, case.id, "left")


def hash_token(token: str) -> str:
    """What the database keeps of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def set_language(case: Case, lang: str) -> None:
    """Keeps the language that was chosen with ``?lang=``. An unknown one is ignored."""
    if lang in LANGUAGES and lang != case.lang:
        with writing(case.service.engine) as session:
            row = session.get_one(CaseRow, case.id)
            row.lang = lang


def audit(session: Session, case_id: str, event: str) -> None:
    """Records what happened to a case, without content."""
    session.add(AuditRow(case_id=case_id, event=event))
