"""Signing in by name, password and, where the account has one, second factor; and proving it again later. An unknown
name, a wrong password, a wrong code and an attempt that comes too early get the same answer after the same amount of
work: one hash and two transactions."""

from sqlmodel import select

from app.cases.accounts import second_factor, throttle
from app.cases.accounts.account import Account, account_of_row, name_key
from app.cases.accounts.passwords import right_password
from app.errors import LOG, Mistake
from app.i18n import N_
from app.storage.database import LOCKED, writing
from app.storage.service import Service
from app.storage.tables import AccountRow


class WrongSignIn(Mistake):
    """An unknown name, a wrong password or a wrong second factor, or an attempt that comes too early; the message is
    the same for all."""

    status = 403
    title = N_("You are not signed in")
    message = N_(
        "The name, the password or the code does not fit. "
        "After wrong attempts you have to wait for a while, at most 15 minutes, before the right ones work."
    )


def sign_in(service: Service, name: str, password: str, code: str, address: str, known: str = "") -> Account:
    """The account of this name. ``code`` is from the app, or a recovery code; ``address`` is the network address of the
    request; ``known`` is what this browser keeps from an earlier sign-in (``throttle.known_browser``). ``WrongSignIn``
    whatever is wrong; ``TooOften`` after too many attempts."""
    key = name_key(name)
    with writing(service.engine) as session:
        row = session.exec(select(AccountRow).where(AccountRow.name_key == key)).first()
        throttle.count_sign_in(session, service, address, row.id if row else None, known)
        subject = throttle.subject(service, key, row.id if row else None, known)
        early = throttle.too_early(session, subject)
    account = _proven(service, row, password, code, subject, early)
    LOG.info("signed in account=%s", account.id[:8])
    return account


def prove(account: Account, password: str, code: str | None) -> None:
    """Verifies again that the person who has the account open is its holder. ``code`` is None where only the password
    is asked for. ``WrongSignIn`` otherwise, also where the attempt comes too early."""
    service = account.service
    with writing(service.engine) as session:
        row = session.get(AccountRow, account.id)
        subject = service.keyed_hash("prove", account.id)
        early = throttle.too_early(session, subject)
    _proven(service, row, password, code, subject, early)


def _proven(
    service: Service, row: AccountRow | None, password: str, code: str | None, subject: str, early: bool
) -> Account:
    right = right_password(row, password) and not early
    with writing(service.engine) as session:
        locked = session.get(AccountRow, row.id if row else "", with_for_update=LOCKED)
        # Where the password was changed or the account closed in the meantime, what was compared counts no more.
        same = locked is not None and row is not None and locked.password_hash == row.password_hash
        if not right or not same or locked is None:
            raise WrongSignIn
        if code is not None and not second_factor.accept(session, service, locked, code):
            raise WrongSignIn
        throttle.succeeded(session, subject)
        return account_of_row(service, locked)
