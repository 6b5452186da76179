"""Changes of a password, and recovery for somebody who lost it: a code that the operator makes."""

from sqlmodel import col, delete, select

from app.cases.accounts import challenges, second_factor, throttle
from app.cases.accounts.account import Account, account_of_id, close_browsers
from app.cases.accounts.passwords import canonical
from app.cases.accounts.sign_in import WrongSignIn, prove
from app.cases.codes import in_groups, plain_code, random_code
from app.cases.hashing import hashed
from app.errors import LOG, Mistake, WrongCode
from app.i18n import N_
from app.storage.database import LOCKED, forget, reading, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, ChallengeRow, IdentityRow, PasskeyRow, RecoveryCodeRow, now

RECOVERY = "recover"  # the kind of challenge
RECOVERY_MINUTES = 60
RECOVERY_LENGTH = 28  # characters of 5 bits: 140 bits


class LastWayIn(Mistake):
    status = 409
    title = N_("This is the only way into your account")
    message = N_(
        "Nothing else opens your account, so this passkey was not removed. Add another passkey or a password first."
    )


class WrongRecoveryCode(WrongCode):
    """Unknown, used up or too late."""

    message = N_("This code does not fit, or its hour is over. Check every character, or ask for a new one.")


class WrongSecondFactor(WrongSignIn):
    """The second factor is wrong while an operator's code is used; that code stays valid."""

    message = N_(
        "This account has two-step verification: enter the 6 digits of the app, or a recovery code. "
        "After wrong ones you have to wait for a while, at most 15 minutes."
    )


class OnlyWithoutPassword(Mistake):
    """The account is opened by a passkey or an organisation; a new password would be a weaker way in."""

    status = 409
    message = N_(
        "{name} signs in without a password, so a new one would go around that. If this person can no longer sign in "
        "in that way, give --without-second-factor."
    )


def change_password(account: Account, old: str, new: str, browser: str) -> None:
    """Sets the new password and closes the account in all browsers except the one with the token ``browser``.
    ``WrongSignIn`` where the old password is wrong; an account without a password gets its first one."""
    if account.has_password:
        prove(account, old, None)
    kept = hashed(canonical(new))
    with writing(account.service.engine) as session:
        session.get_one(AccountRow, account.id).password_hash = kept
        close_browsers(session, account.id, browser)
    LOG.info("password changed account=%s", account.id[:8])


def recovery_code(account: Account, *, without_second_factor: bool = False) -> str:
    """A code that gives the account a new password, once, within an hour. The operator makes it for a person whom they
    know; an earlier code stops working. The second factor is still asked for, unless the operator says that it is lost.
    ``OnlyWithoutPassword`` where the account is opened by something stronger than a password."""
    service, plain = account.service, random_code(RECOVERY_LENGTH)
    mine = (col(ChallengeRow.account_id) == account.id, col(ChallengeRow.kind) == RECOVERY)
    with writing(service.engine) as session:
        others = [select(table).where(table.account_id == account.id) for table in (PasskeyRow, IdentityRow)]
        if (
            not account.has_password
            and not without_second_factor
            and any(session.exec(query).first() for query in others)
        ):
            raise OnlyWithoutPassword(name=account.name)
        session.exec(delete(ChallengeRow).where(*mine))
    data = {"account": account.id, "without": without_second_factor}
    challenges.begin(service, RECOVERY, plain, data, account_id=account.id, minutes=RECOVERY_MINUTES)
    LOG.warning("recovery code made account=%s second-factor=%s", account.id[:8], _kept(without_second_factor))
    return in_groups(plain)


def is_code_waiting(account: Account) -> bool:
    """Whether the operator made a code for the account that can still be used."""
    mine = (ChallengeRow.account_id == account.id, ChallengeRow.kind == RECOVERY, col(ChallengeRow.until) >= now())
    with reading(account.service.engine) as session:
        return session.exec(select(ChallengeRow.id).where(*mine)).first() is not None


def account_of_recovery_code(service: Service, code: str, address: str) -> Account:
    """The account that an operator's code opens; it is not used up yet. ``WrongRecoveryCode``, ``TooOften``."""
    with writing(service.engine) as session:
        throttle.count_sign_in(session, service, address)
    data = challenges.pending(service, RECOVERY, plain_code(code))
    account = account_of_id(service, data["account"]) if data else None
    if account is None:
        raise WrongRecoveryCode
    return account


def recover(account: Account, code: str, password: str, second: str = "") -> bool:
    """Uses the code up and sets the password. Passkeys and the link to an organisation are removed, because somebody
    else may have them, and every browser is signed out.

    Returns whether two-step verification has been removed, too: only where the operator said so; otherwise it must be
    proved with ``second``. ``WrongRecoveryCode``, ``WrongSecondFactor``.
    """
    service, kept = account.service, hashed(canonical(password))
    begun = challenges.pending(service, RECOVERY, plain_code(code))
    if begun is None:
        raise WrongRecoveryCode
    without = bool(begun["without"])
    if not without:
        _prove_second_factor(account, second)
    if challenges.take(service, RECOVERY, plain_code(code)) is None:
        raise WrongRecoveryCode
    with writing(service.engine) as session:
        row = session.get_one(AccountRow, account.id)
        row.password_hash = kept
        if without:
            row.totp_secret, row.totp_step = None, 0
            session.exec(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account.id))
        for table in (PasskeyRow, IdentityRow):
            session.exec(delete(table).where(col(table.account_id) == account.id))
        close_browsers(session, account.id)
    forget(service.engine)
    LOG.warning("recovery code used account=%s second-factor=%s", account.id[:8], _kept(without))
    return without


def _prove_second_factor(account: Account, code: str) -> None:
    service = account.service
    with writing(service.engine) as session:
        subject = service.keyed_hash("recover", account.id)
        early = account.has_second_factor and throttle.too_early(session, subject)
    with writing(service.engine) as session:
        row = session.get_one(AccountRow, account.id, with_for_update=LOCKED)
        if early or not second_factor.accept(session, service, row, code):
            raise WrongSecondFactor
        throttle.succeeded(session, subject)


def _kept(without_second_factor: bool) -> str:
    return "ended" if without_second_factor else "kept"


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
