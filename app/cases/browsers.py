"""Browsers: who is signed in and which case is open in each, for how long, and how it is ended.

A browser is one ``SessionRow``, which its cookie finds. It may hold an account, a case, both, or an account that has
somebody else's case open under a grant. Its token is replaced whenever somebody proves who they are, and whenever
another case or a new code comes into it: a copy of the former token then opens nothing.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from app.cases.accounts.account import Account, account_of_row
from app.cases.case import Case, audit, case_of_row, close_in, hash_token, open_case
from app.cases.limits import Source
from app.errors import NotFound
from app.settings import Settings
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, CaseRow, GrantRow, SessionRow, now
from app.storage.vault import CaseKey

# How long a browser stays open without use, and altogether. A guest's case is open for as long as cases are kept
# (``Settings.keep_cases``), unless it is not used.
GUEST_IDLE = timedelta(days=14)
PERSON_IDLE = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=30)  # helpers and operators see what is not theirs
ACCOUNT_LIFE = timedelta(days=7)
CONFIRMED = timedelta(minutes=10)  # how long a proof of who somebody is counts for what cannot be undone
SEEN_EVERY = timedelta(minutes=1)  # use is written down at most this often
REPEATED = timedelta(minutes=1)  # how long a form that was sent twice is known again


class Here(NamedTuple):
    """The browser that a request comes from: the token it sent, or what tells it from others while it has none; what
    tells the form of the request from others, or an empty text; what the browser is, in a word or two of ours; and
    where the limits count it."""

    token: str
    form: str
    client: str
    source: Source = Source()


class Grant(NamedTuple):
    """What a helper may do in the open case (``mode``: read | work), and until when."""

    id: str
    mode: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Browser:
    """What one browser holds. ``token`` is the one it should have: another than it sent where a form was sent twice.
    ``over`` says that the help in a case has just ended, so that its pages can say why they are closed."""

    id: str
    token: str
    account: Account | None
    case: Case | None
    grant: Grant | None
    confirmed_at: datetime | None
    over: bool = False


class Opened(NamedTuple):
    """A case and the token of the browser it was opened in; None where it was open in that browser already."""

    case: Case
    token: str | None


def look_up(service: Service, here: Here) -> Browser | None:
    """The browser of a request, or None where nothing is open in it (any more). Writes down that it is in use, and
    ends what is over."""
    moment = now()
    with reading(service.engine) as session:
        token, row = _find(session, service, here, moment)
        if row is None:
            return None
        found = state_of(session, service, row, token, moment)
        idle, holds = moment - row.seen_at, (row.account_id, row.case_id, row.grant_id)
    if idle >= SEEN_EVERY or found is None or holds != _holds(found):
        with suppress(OperationalError):  # a page is shown though its use cannot be written down
            _settle(service, token, moment)
    return found


def renew(session: Session, service: Service, here: Here, **changed: Any) -> str:
    """Gives this browser a new token and returns it; what the browser holds stays, except for ``changed`` (columns of
    ``SessionRow``). The former token opens nothing any more.

    The token of a request with a form follows from the former token and that form (under the server's secret, so that
    nobody else can work it out). So a form that was sent twice ends with one token, whichever answer arrives.
    """
    moment = now()
    token, row = _find(session, service, here, moment)
    kept: dict[str, str | datetime | None] = {}
    if row is not None:
        if state := state_of(session, service, row, token, moment):
            kept = dict(zip(("account_id", "case_id", "grant_id"), _holds(state), strict=True))
            kept |= {"confirmed_at": state.confirmed_at, "created_at": row.created_at}
        session.delete(row)
    renewed = _successor(service, here) if here.form else secrets.token_urlsafe(32)
    if row is None and (left := session.get(SessionRow, hash_token(renewed))):
        session.delete(left)
    session.flush()
    session.add(SessionRow(token_hash=hash_token(renewed), client=here.client, **{**kept, **changed}))
    session.flush()
    return renewed


def open_new(
    session: Session, service: Service, here: Here, lang: str | None, prepared: tuple[CaseKey, bytes] | None = None
) -> Opened:
    """A new case, open in this browser, and kept in the account that is signed in there. ``prepared`` as for
    ``open_case``."""
    moment = now()
    _, row = _find(session, service, here, moment)
    account = _account(session, service, row, moment) if row else None
    case = open_case(session, service, lang, account.id if account else None, prepared)
    return Opened(case, enter(session, service, here, case.id))


def enter(session: Session, service: Service, here: Here, case_id: str, grant_id: str | None = None) -> str:
    """Opens a case in this browser and returns its new token; what was open in it before is closed."""
    return renew(session, service, here, case_id=case_id, grant_id=grant_id, created_at=now())


def open_own(account: Account, case_id: str, here: Here) -> Opened:
    """Opens one of the account's cases in this browser. ``NotFound`` for those of others."""
    with writing(account.service.engine) as session:
        row = session.get(CaseRow, case_id)
        case = case_of_row(account.service, row) if row is not None and row.account_id == account.id else None
        if case is None:
            raise NotFound
        audit(session, case.id, "resumed")
        return Opened(case, enter(session, account.service, here, case.id))


def sign_in(service: Service, here: Here, account_id: str) -> str:
    """Signs an account in and returns the browser's new token. A case of nobody's, or of this account, stays open."""
    moment = now()
    with writing(service.engine) as session:
        token, row = _find(session, service, here, moment)
        state = state_of(session, service, row, token, moment) if row else None
        case = state.case if state and not state.grant else None
        stays = case is not None and case.account_id in (None, account_id)
        return renew(
            session,
            service,
            here,
            account_id=account_id,
            case_id=case.id if case and stays else None,
            grant_id=None,
            confirmed_at=moment,
            created_at=moment,
        )


def confirm(service: Service, here: Here) -> str:
    """Notes that the account's holder has just proved once more who they are; returns the browser's new token."""
    moment = now()
    with writing(service.engine) as session:
        return renew(session, service, here, confirmed_at=moment)


def sign_out(service: Service, here: Here) -> str:
    """Signs out. A guest's case stays open: returns the browser's new token, or an empty text where nothing stays."""
    moment = now()
    with writing(service.engine) as session:
        token, row = _find(session, service, here, moment)
        state = state_of(session, service, row, token, moment) if row else None
        if state and state.case and not state.grant and state.case.account_id is None:
            changed = {"account_id": None, "confirmed_at": None, "created_at": moment}
            return renew(session, service, here, **changed)
        if row is not None:
            if row.case_id:
                service.vault.forget_case(row.case_id)
            session.delete(row)
        return ""


def leave(service: Service, here: Here) -> None:
    """Closes the case in this browser, and the browser too where no account is signed in."""
    moment = now()
    with writing(service.engine) as session:
        _, row = _find(session, service, here, moment)
        if row is None or row.case_id is None:
            return
        if row.grant_id is None:
            audit(session, row.case_id, "left")
        service.vault.forget_case(row.case_id)
        close_in(session, row)


def forget_ended(service: Service) -> None:
    """Removes the rows of browsers in which nothing is open any more."""
    moment = now()
    with writing(service.engine) as session:
        for row in session.exec(select(SessionRow)):
            signed_out = row.account_id is None or moment >= account_end(row, "person")
            if signed_out and (row.case_id is None or moment >= guest_end(row, service.settings)):
                session.delete(row)


def guest_end(row: SessionRow, settings: Settings) -> datetime:
    """When a case that was opened without an account is closed in this browser."""
    return min(row.seen_at + GUEST_IDLE, row.created_at + timedelta(days=settings.keep_cases))


def account_end(row: SessionRow, role: str) -> datetime:
    """When an account is signed out of this browser: after a time without use, and some time after its holder last
    proved who they are."""
    idle = PERSON_IDLE if role == "person" else STAFF_IDLE
    return min(row.seen_at + idle, (row.confirmed_at or row.created_at) + ACCOUNT_LIFE)


# A browser with the rows of all that it may hold.
_HOLDING = (
    select(SessionRow, CaseRow, AccountRow, GrantRow)
    .outerjoin(CaseRow, col(SessionRow.case_id) == col(CaseRow.id))
    .outerjoin(AccountRow, col(SessionRow.account_id) == col(AccountRow.id))
    .outerjoin(GrantRow, col(SessionRow.grant_id) == col(GrantRow.id))
    .where(SessionRow.token_hash == bindparam("token_hash"))
)


def _find(session: Session, service: Service, here: Here, moment: datetime) -> tuple[str, SessionRow | None]:
    """The row of this browser and the token that belongs to it.

    Somebody who presses a button twice sends the same form again with the token that the first one replaced, and never
    sees the first answer. That form, and no other, finds the row which the first one made.
    """
    if 20 <= len(here.token) <= 100:
        row = _row_of(session, here.token)
        if row is not None:
            return here.token, row
    if here.token and here.form:
        token = _successor(service, here)
        row = _row_of(session, token)
        if row is not None and moment - row.renewed_at < REPEATED:
            return token, row
    return "", None


def _row_of(session: Session, token: str) -> SessionRow | None:
    """The row of a browser. What it holds is read with it, so that ``session.get`` finds it without another query: a
    session refers to rows only as long as somebody else does, hence ``info``."""
    held = session.info["held"] = session.exec(_HOLDING, params={"token_hash": hash_token(token)}).first()
    return held[0] if held else None


def _successor(service: Service, here: Here) -> str:
    return service.keyed_hash("browser", here.token, here.form)


def state_of(session: Session, service: Service, row: SessionRow, token: str, moment: datetime) -> Browser | None:
    """What a browser still holds at this moment; None where nothing is left."""
    account = _account(session, service, row, moment)
    kept = session.get(CaseRow, row.case_id) if row.case_id else None
    grant = _grant(session, row, account, moment) if row.grant_id else None
    if row.grant_id:
        opens = grant is not None
    elif kept and kept.account_id is not None:
        opens = account is not None and account.id == kept.account_id
    else:
        opens = moment < guest_end(row, service.settings)
    case = case_of_row(service, kept) if kept and opens else None
    if account is None and case is None:
        return None
    if case is not None and account is not None and grant is not None:
        case = replace(case, helper=account.name)
    over = bool(row.grant_id) and case is None
    confirmed = row.confirmed_at if account else None
    return Browser(row.id, token, account, case, grant if case else None, confirmed, over)


def _account(session: Session, service: Service, row: SessionRow, moment: datetime) -> Account | None:
    known = session.get(AccountRow, row.account_id) if row.account_id else None
    return None if known is None or moment >= account_end(row, known.role) else account_of_row(service, known)


def _grant(session: Session, row: SessionRow, account: Account | None, moment: datetime) -> Grant | None:
    """The grant under which a helper has a case open, while it holds."""
    known = session.get(GrantRow, row.grant_id)
    if known is None or account is None or account.role != "helper" or known.helper_id != account.id:
        return None
    if known.case_id != row.case_id or known.ended_at is not None or moment >= known.until:
        return None
    return Grant(known.id, known.mode, known.until)


def _holds(state: Browser) -> tuple[str | None, str | None, str | None]:
    return (
        state.account.id if state.account else None,
        state.case.id if state.case else None,
        state.grant.id if state.grant else None,
    )


def _settle(service: Service, token: str, moment: datetime) -> None:
    with writing(service.engine) as session:
        row = session.get(SessionRow, hash_token(token))
        if row is None:
            return
        state = state_of(session, service, row, token, moment)
        if state is None:
            session.delete(row)
            return
        row.account_id, row.case_id, row.grant_id = _holds(state)
        row.confirmed_at, row.seen_at = state.confirmed_at, moment
