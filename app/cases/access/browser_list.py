"""The browsers in which a case is open, or an account signed in: listed, and closed one by one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.cases.access import browsers
from app.cases.access.browser_state import Held, all_held, state_of
from app.cases.access.browsers import Visitor
from app.cases.accounts.account import Account
from app.cases.case import Case, close_in, hash_token
from app.cases.change import changing
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import SessionRow, now


class Listed(NamedTuple):
    """One browser. ``client`` says what it is, or is empty; ``here`` marks the one that asks."""

    id: str
    client: str
    since: datetime
    seen: datetime
    here: bool


def of_case(case: Case, token: str) -> list[Listed]:
    """The browsers in which the owner has the case open, the last used first; ``token`` is that of the browser that
    asks. Browsers of helpers are listed with their help, not here."""
    with reading(case.service.engine) as session:
        return _listed(case.service, all_held(session, *_of_case(case)), token)


def of_account(account: Account, token: str) -> list[Listed]:
    """The browsers in which the account is signed in, the last used first."""
    with reading(account.service.engine) as session:
        return _listed(account.service, all_held(session, _of_account(account)), token)


def close_of_case(case: Case, browser: str) -> None:
    """Closes the case in the browser with this id; nothing happens where it is not open there."""
    with changing(case) as change:
        for row in _rows_of_case(change.session, case):
            if row.id == browser:
                close_in(change.session, row)
                change.audit("closed")


def close_of_account(account: Account, browser: str) -> None:
    """Closes the browser with this id, with all that is open in it; nothing happens where it is not this account's."""
    with writing(account.service.engine) as session:
        for row in _rows_of_account(session, account):
            if row.id == browser:
                session.delete(row)


def close_others_of_case(case: Case, here: Visitor) -> str:
    """Closes the case in all other browsers, also where somebody copied this browser's token; returns the new token of
    this one."""
    with changing(case) as change:
        token = browsers.renew(change.session, case.service, here)
        for row in _rows_of_case(change.session, case):
            if row.token_hash != hash_token(token):
                close_in(change.session, row)
        change.audit("closed")
        return token


def close_others_of_account(account: Account, here: Visitor) -> str:
    """Signs the account out in all other browsers, also where somebody copied this browser's token; returns the new
    token of this one."""
    with writing(account.service.engine) as session:
        token = browsers.renew(session, account.service, here)
        for row in _rows_of_account(session, account):
            if row.token_hash != hash_token(token):
                session.delete(row)
        return token


def _rows_of_case(session: Session, case: Case) -> Sequence[SessionRow]:
    return session.exec(select(SessionRow).where(*_of_case(case))).all()


def _rows_of_account(session: Session, account: Account) -> Sequence[SessionRow]:
    return session.exec(select(SessionRow).where(_of_account(account))).all()


def _of_case(case: Case) -> tuple[ColumnElement[bool], ...]:
    return col(SessionRow.case_id) == case.id, col(SessionRow.grant_id).is_(None)


def _of_account(account: Account) -> ColumnElement[bool]:
    return col(SessionRow.account_id) == account.id


def _listed(service: Service, held: Sequence[Held], token: str) -> list[Listed]:
    """The listed form of these browsers, without those whose session has ended since the rows were read."""
    moment, mine = now(), hash_token(token)
    browsers = [
        Listed(row.id, row.client, row.created_at, row.seen_at, row.token_hash == mine)
        for holding in held
        if state_of(service, holding, "", moment) and (row := holding.browser)
    ]
    return sorted(browsers, key=lambda browser: (browser.here, browser.seen), reverse=True)
