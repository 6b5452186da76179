"""Browsers: who is signed in and which case is open in each, for how long, and how that ends.

A browser is one ``SessionRow``, which its cookie identifies. It may hold an account, a case, both, or an account that
has somebody else's case open under a grant. Its token is replaced whenever somebody proves who they are, and whenever
another case or a new code comes into it: a copy of the former token then opens nothing.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from app.cases.access.browser_state import Browser, Held, account_end, account_in, guest_end, held_by, held_in, state_of
from app.cases.accounts.account import Account
from app.cases.case import Case, audit, case_of_row, close_in, close_sample_in, hash_token, open_case
from app.cases.limits import Source
from app.errors import NotFound
from app.storage.database import writing
from app.storage.guard import hold
from app.storage.service import Service
from app.storage.tables import SessionRow, now
from app.storage.vault import CaseKey

SEEN_EVERY = timedelta(minutes=1)  # use is written down at most this often
REPEATED = timedelta(minutes=1)  # how long a form that was sent twice is known again


class Visitor(NamedTuple):
    """The browser that a request comes from.

    Its token, or what distinguishes it from others while it has none; what distinguishes the request's form from
    others, or an empty text; the browser's name in a word or two; and the source by which limits count it.
    """

    token: str
    form: str
    client: str
    source: Source = Source()


class Opened(NamedTuple):
    """A case and the new token of the browser it was opened in; the token is None where the case was already open
    there."""

    case: Case
    token: str | None


def look_up(service: Service, here: Visitor) -> Browser | None:
    """The browser of a request, or None where nothing is open in it. Also records that the browser is in use and which
    of its sessions have ended; ``forget_ended`` removes the row later."""
    moment = now()
    token, held = _find(lambda token_of_cookie: held_by(service.engine, token_of_cookie), service, here, moment)
    if held is None:
        return None
    browser, row = state_of(service, held, token, moment), held.browser
    idle, holds = moment - row.seen_at, _Holds(row.account_id, row.case_id, row.grant_id, row.sample_id)
    if abs(idle) >= SEEN_EVERY or (browser is not None and holds != _holds(browser)):
        with suppress(OperationalError):  # a page is shown though its use cannot be written down
            _settle(service, token, moment)
    return browser


def renew(session: Session, service: Service, here: Visitor, **changed: Any) -> str:
    """Gives this browser a new token and returns it. What is open in the browser stays open, except for ``changed``
    (columns of ``SessionRow``); the former token stops working.

    The token of a request with a form is computed from the former token and that form, with the server's secret, so
    that nobody else can compute it. A form that was sent twice therefore gets one token, whichever answer arrives.
    """
    moment = now()
    token, held = _find(partial(held_in, session), service, here, moment)
    kept: dict[str, str | datetime | None] = {}
    if held is not None:
        if state := state_of(service, held, token, moment):
            kept = {**_holds(state)._asdict()}
            kept |= {"confirmed_at": state.confirmed_at, "created_at": held.browser.created_at}
        session.delete(held.browser)
    renewed = _successor(service, here) if here.form else secrets.token_urlsafe(32)
    if held is None and (left := session.get(SessionRow, hash_token(renewed))):
        session.delete(left)
    session.flush()
    session.add(SessionRow(token_hash=hash_token(renewed), client=here.client, **{**kept, **changed}))
    session.flush()
    return renewed


def open_new(
    session: Session,
    service: Service,
    here: Visitor,
    lang: str | None,
    prepared: tuple[CaseKey, bytes] | None = None,
    sample: bool = False,
) -> Opened:
    """Opens a new case in this browser, and adds it to the account that is signed in there. A ``sample`` case belongs
    to no account, and the browser's own case stays open beside it. ``prepared`` is as for ``open_case``."""
    if sample:
        case = open_case(session, service, lang, prepared=prepared, sample=True)
        return Opened(case, renew(session, service, here, sample_id=case.id))
    moment = now()
    _, held = _find(partial(held_in, session), service, here, moment)
    account = account_in(service, held, moment) if held else None
    case = open_case(session, service, lang, account.id if account else None, prepared)
    return Opened(case, enter(session, service, here, case.id))


def enter(session: Session, service: Service, here: Visitor, case_id: str, grant_id: str | None = None) -> str:
    """Opens a case in this browser and returns its new token; what was open in it before is closed."""
    return renew(session, service, here, case_id=case_id, grant_id=grant_id, sample_id=None, created_at=now())


def open_own(account: Account, case_id: str, here: Visitor) -> Opened:
    """Opens one of the account's cases in this browser. ``NotFound`` for a case of another account."""
    with writing(account.service.engine) as session:
        row = hold(session, case_id)
        case = case_of_row(account.service, row) if row is not None and row.account_id == account.id else None
        if case is None:
            raise NotFound
        audit(session, case.id, "resumed")
        return Opened(case, enter(session, account.service, here, case.id))


def sign_in(service: Service, here: Visitor, account_id: str) -> str:
    """Signs an account in and returns the browser's new token. A guest's case, or a case of this account, stays
    open."""
    moment = now()
    with writing(service.engine) as session:
        token, held = _find(partial(held_in, session), service, here, moment)
        state = state_of(service, held, token, moment) if held else None
        case = state.own if state and not state.own_grant else None
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


def confirm(service: Service, here: Visitor) -> str:
    """Records that the account's holder has just proved again who they are, and returns the browser's new token."""
    moment = now()
    with writing(service.engine) as session:
        return renew(session, service, here, confirmed_at=moment)


def sign_out(service: Service, here: Visitor) -> str:
    """Signs out. A guest's case stays open: returns the browser's new token, or an empty text where nothing is open any
    more."""
    moment = now()
    with writing(service.engine) as session:
        token, held = _find(partial(held_in, session), service, here, moment)
        state = state_of(service, held, token, moment) if held else None
        if state and state.own and not state.own_grant and state.own.account_id is None:
            changed = {"account_id": None, "confirmed_at": None, "created_at": moment}
            return renew(session, service, here, **changed)
        if held is not None:
            if held.browser.case_id:
                service.vault.forget_case(held.browser.case_id)
            session.delete(held.browser)
        return ""


def leave(service: Service, here: Visitor) -> None:
    """Closes the case in this browser, and the browser too where no account is signed in."""
    moment = now()
    with writing(service.engine) as session:
        _, held = _find(partial(held_in, session), service, here, moment)
        row = held.browser if held else None
        if row is not None and row.sample_id is not None:
            close_sample_in(session, row)
            return
        if row is None or row.case_id is None:
            return
        if row.grant_id is None:
            audit(session, row.case_id, "left")
        service.vault.forget_case(row.case_id)
        close_in(session, row)


def forget_ended(service: Service) -> None:
    """Removes the rows of browsers in which nothing is open."""
    moment = now()
    with writing(service.engine) as session:
        for row in session.exec(select(SessionRow)):
            signed_out = row.account_id is None or moment >= account_end(row, "person")
            if signed_out and ((row.case_id or row.sample_id) is None or moment >= guest_end(row, service.settings)):
                session.delete(row)


def _find(
    find: Callable[[str], Held | None], service: Service, here: Visitor, moment: datetime
) -> tuple[str, Held | None]:
    """The token of this browser and the result of ``find`` for it.

    Somebody who presses a button twice sends the same form again with the token that the first request replaced, and
    never sees the first answer. Such a form, and no other, finds the row of the first request.
    """
    if 20 <= len(here.token) <= 100:
        held = find(here.token)
        if held is not None:
            return here.token, held
    if here.token and here.form:
        token = _successor(service, here)
        held = find(token)
        if held is not None and moment - held.browser.renewed_at < REPEATED:
            return token, held
    return "", None


def _successor(service: Service, here: Visitor) -> str:
    return service.keyed_hash("browser", here.token, here.form)


class _Holds(NamedTuple):
    """The columns of a browser's row that say what is open in it."""

    account_id: str | None
    case_id: str | None
    grant_id: str | None
    sample_id: str | None


def _holds(state: Browser) -> _Holds:
    return _Holds(
        state.account.id if state.account else None,
        state.own.id if state.own else None,
        state.own_grant.id if state.own_grant else None,
        state.sample.id if state.sample else None,
    )


def _settle(service: Service, token: str, moment: datetime) -> None:
    with writing(service.engine) as session:
        held = held_in(session, token)
        if held is None:
            return
        state, row = state_of(service, held, token, moment), held.browser
        if state is None:
            return
        row.account_id, row.case_id, row.grant_id, row.sample_id = _holds(state)
        row.confirmed_at, row.seen_at = state.confirmed_at, moment
