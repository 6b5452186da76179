"""Changes of a password, and the way back for somebody who lost everything: a code that the operator makes."""

from sqlmodel import Session, col, delete

from app.cases.accounts import challenges, throttle
from app.cases.accounts.account import Account, account_of_id
from app.cases.accounts.passwords import canonical
from app.cases.accounts.sign_in import prove
from app.cases.case import hash_token
from app.cases.codes import in_groups, plain_code, random_code
from app.cases.hashing import hashed
from app.errors import LOG, WrongCode
from app.storage.database import forget, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, ChallengeRow, PasskeyRow, RecoveryCodeRow, SessionRow

RECOVERY = "recover"  # the kind of challenge
RECOVERY_MINUTES = 60
RECOVERY_LENGTH = 28  # characters of 5 bits: 140 bits


def change_password(account: Account, old: str, new: str, browser: str) -> None:
    """The new password holds from now on, and the account is closed in all browsers but the one with the token
    ``browser``. ``WrongSignIn`` where the old one does not fit; an account without a password gets its first."""
    if account.has_password:
        prove(account, old, None)
    kept = hashed(canonical(new))
    with writing(account.service.engine) as session:
        session.get_one(AccountRow, account.id).password_hash = kept
        close_browsers(session, account.id, browser)
    LOG.info("password changed account=%s", account.id[:8])


def close_browsers(session: Session, account_id: str, but: str = "") -> None:
    """Ends the account's sessions in all browsers, or in all but the one with the token ``but``."""
    session.exec(
        delete(SessionRow).where(
            col(SessionRow.account_id) == account_id, col(SessionRow.token_hash) != hash_token(but)
        )
    )


def recovery_code(account: Account) -> str:
    """A code that opens the account once, within an hour, for a new password. The operator makes it for a person whom
    they know, and an earlier one stops working."""
    plain = random_code(RECOVERY_LENGTH)
    mine = (col(ChallengeRow.account_id) == account.id, col(ChallengeRow.kind) == RECOVERY)
    with writing(account.service.engine) as session:
        session.exec(delete(ChallengeRow).where(*mine))
    data = {"account": account.id}
    challenges.begin(account.service, RECOVERY, plain, data, account_id=account.id, minutes=RECOVERY_MINUTES)
    LOG.warning("recovery code made account=%s", account.id[:8])
    return in_groups(plain)


def account_of_recovery_code(service: Service, code: str, address: str) -> Account:
    """The account that an operator's code opens; it is not used up yet. ``WrongCode``, ``Wait``."""
    with writing(service.engine) as session:
        throttle.count_sign_in(session, service, address)
    data = challenges.pending(service, RECOVERY, plain_code(code))
    account = account_of_id(service, data["account"]) if data else None
    if account is None:
        raise WrongCode
    return account


def recover(account: Account, code: str, password: str) -> None:
    """Uses the code up: the password is new, all other ways in end (second factor, recovery codes, passkeys), because
    somebody else may have them, and every browser is signed out."""
    kept = hashed(canonical(password))
    if challenges.take(account.service, RECOVERY, plain_code(code)) is None:
        raise WrongCode
    with writing(account.service.engine) as session:
        row = session.get_one(AccountRow, account.id)
        row.password_hash, row.totp_secret, row.totp_step = kept, None, 0
        session.exec(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account.id))
        session.exec(delete(PasskeyRow).where(col(PasskeyRow.account_id) == account.id))
        close_browsers(session, account.id)
    forget(account.service.engine)
    LOG.warning("recovery code used account=%s", account.id[:8])


def set_role(account: Account, role: str) -> None:
    """Gives the account another role (one of ``ROLES``), and signs it out everywhere: the new role begins with a
    sign-in."""
    with writing(account.service.engine) as session:
        session.get_one(AccountRow, account.id).role = role
        close_browsers(session, account.id)
    LOG.warning("role changed account=%s role=%s", account.id[:8], role)


def sign_out_everywhere(account: Account) -> None:
    """Closes the account in every browser."""
    with writing(account.service.engine) as session:
        close_browsers(session, account.id)
    LOG.warning("signed out everywhere account=%s", account.id[:8])
