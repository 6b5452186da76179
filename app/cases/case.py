"""A person's case: created at the first choice or upload, deleted when it is erased. ``app.cases.access.browsers``
keeps in which browsers it is open."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select, update

from app.cases.limits import Source
from app.errors import Damaged
from app.settings import Settings
from app.storage.phone_tables import PhoneRow
from app.storage.service import Service
from app.storage.tables import AuditRow, CaseRow, SessionRow, now
from app.storage.vault import CannotOpen, CaseKey

if TYPE_CHECKING:
    from analyzers.events.answers import Through

SAMPLE_LIFE = timedelta(days=1)  # how long a case of the sample export is kept


@dataclass(frozen=True, slots=True)
class Case:
    """An open case.

    ``lang`` is the language once chosen with ``?lang=``, else None; ``account_id`` is None for the case of a guest;
    ``source`` is where the current request comes from; ``helper`` is the name of the helper who makes the request,
    empty for the case's own person. ``held``: that helper alone holds the case, into which its person has no way yet.
    ``sample``: it was made from the sample export, so all of it is invented, and no personal data may be added to it.
    """

    id: str
    lang: str | None
    created_at: datetime
    has_code: bool  # a resume code was made
    until: datetime  # when it is erased by itself
    account_id: str | None  # in whose account it is kept; None for a guest's case
    service: Service = field(repr=False)
    key: CaseKey = field(repr=False)
    source: Source = field(default=Source(), repr=False)
    helper: str = ""
    held: bool = False
    sample: bool = False
    versions: Mapping[str, int] = field(default_factory=dict, repr=False)  # of its own blobs (``app.storage.blob``)

    @property
    def may_remove(self) -> bool:
        """Whether the request may remove something: a helper may in a case that they alone hold."""
        return not self.helper or self.held

    @property
    def through(self) -> "Through":
        """Who writes down what the current request says."""
        return "helper" if self.helper else "person"

    @property
    def number(self) -> str:
        """The number that a summary, its letters and its bundle give to the case."""
        return self.id[:8].upper()


def case_of_row(service: Service, row: CaseRow) -> Case | None:
    """The case of a row, with its key; None once it is erased or its time has ended."""
    until = kept_until(service.settings, row)
    if row.key is None or until <= now():
        return None
    try:
        key = service.vault.open_key(row.id, row.key)
    except CannotOpen as error:
        raise Damaged from error
    with_code = row.resume_hash is not None
    return Case(
        row.id,
        row.lang,
        row.created_at,
        with_code,
        until,
        row.account_id,
        service,
        key,
        sample=row.sample,
        versions=row.blobs,
    )


def kept_until(settings: Settings, row: CaseRow) -> datetime:
    """When a case is erased automatically: ``keep_cases`` days after it was opened, a sample case after a day, or
    earlier where the person chose so."""
    longest = row.created_at + (SAMPLE_LIFE if row.sample else timedelta(days=settings.keep_cases))
    return min(longest, row.keep_until) if row.keep_until else longest


def open_case(
    session: Session,
    service: Service,
    lang: str | None,
    account_id: str | None = None,
    prepared: tuple[CaseKey, bytes] | None = None,
    sample: bool = False,
) -> Case:
    """A new case, made in this transaction; kept in an account, or a guest's. ``sample``: it is made of the sample
    export.

    ``prepared`` is a new key and its locked form, for callers that had to encrypt before they could open the case.
    """
    key, locked = prepared or service.vault.new_key(secrets.token_hex(16))
    row = CaseRow(id=key.case_id, key=locked, key_id=service.vault.keys.id, account_id=account_id, lang=lang)
    row.sample = sample
    session.add(row)
    session.flush()
    audit(session, row.id, "opened")
    until = kept_until(service.settings, row)
    return Case(row.id, row.lang, row.created_at, False, until, account_id, service, key, sample=sample)


def close_case(session: Session, case_id: str, but: str = "", helpers: bool = False) -> None:
    """Closes a case in all browsers of its owner except the one with the token ``but``, and (``helpers``) in those of
    helpers. Accounts stay signed in there. Codes for phones end."""
    session.exec(update(PhoneRow).where(col(PhoneRow.case_id) == case_id).values(state="ended"))
    for row in session.exec(select(SessionRow).where(SessionRow.case_id == case_id)):
        if (helpers or row.grant_id is None) and row.token_hash != hash_token(but):
            close_in(session, row)
    for row in session.exec(select(SessionRow).where(SessionRow.sample_id == case_id)):
        close_sample_in(session, row)


def close_in(session: Session, row: SessionRow) -> None:
    """Closes the case in one browser, and forgets the browser unless somebody is signed in there."""
    if row.account_id is None:
        session.delete(row)
    else:
        row.case_id = row.grant_id = row.sample_id = None


def close_sample_in(session: Session, row: SessionRow) -> None:
    """Closes the sample case in one browser. The case that was open there before is open again; a browser without one
    is forgotten."""
    row.sample_id = None
    if row.account_id is None and row.case_id is None:
        session.delete(row)


def hash_token(token: str) -> str:
    """The SHA-256 of a token; the database keeps nothing else of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def audit(session: Session, case_id: str, event: str) -> None:
    """Records an event of a case in the audit, without content."""
    session.add(AuditRow(case_id=case_id, event=event))
