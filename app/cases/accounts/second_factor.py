"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for those who lost the app.

Every code works once. The app's secret is kept locked with the master key; of a recovery code only a keyed hash.
"""

import base64
import hmac
import secrets
import time
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import Session, col, delete, func, select

from app.cases.accounts import challenges
from app.cases.accounts.account import Account, close_browsers
from app.cases.codes import in_groups, plain_code, random_code
from app.errors import LOG
from app.storage.database import LOCKED, forget, reading, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, RecoveryCodeRow
from app.storage.vault import CannotOpen

STEP = 30  # seconds
TOLERANCE = 1  # steps by which the clock of a telephone may be early or late
DIGITS = 6
SECRET_BYTES = 20  # as long as SHA-1, which is the one algorithm that every app knows
CODES = 10
CODE_LENGTH = 24  # characters of 5 bits: 120 bits
SETTING_UP = "second-factor"  # the kind of challenge
MINUTES = 20  # to set it up


def new_secret() -> bytes:
    """A secret for an authenticator app."""
    return secrets.token_bytes(SECRET_BYTES)


def typed_key(secret: bytes) -> str:
    """The secret for typing into an app that cannot read the picture: base32 in groups of four."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def address(secret: bytes, name: str) -> str:
    """The ``otpauth:`` address by which an app learns the secret."""
    return _totp(secret).get_provisioning_uri(name, "Mioboe")


def step_of(secret: bytes, code: str, after: int, at: float) -> int | None:
    """The time step to which the app's code belongs, if that is later than the step ``after`` and the code is valid at
    the time ``at`` (seconds since 1970); else None."""
    digits = "".join(unicodedata.normalize("NFKC", code[:40]).split())
    here, matching = int(at) // STEP, None
    after = after if after <= here + TOLERANCE else 0  # The clock was set back.
    for step in range(here - TOLERANCE, here + TOLERANCE + 1):
        same = hmac.compare_digest(_totp(secret).generate(step * STEP), digits.encode())
        if same and step > after and matching is None:
            matching = step
    return matching


def first_step(secret: bytes, code: str) -> int | None:
    """The time step of the first code of a new secret, which shows that the app knows the secret."""
    return step_of(secret, code, 0, time.time())


def accept(session: Session, service: Service, row: AccountRow, code: str) -> bool:
    """Whether this code proves the second factor of the account; the code is then used up. True where the account has
    no second factor."""
    if row.totp_secret is None:
        return True
    step = step_of(service.vault.unlock(row.totp_secret), code, row.totp_step, time.time())
    if step is not None:
        row.totp_step = step
        return True
    used = session.get(RecoveryCodeRow, _code_hash(service, code), with_for_update=LOCKED)
    if used is None or used.account_id != row.id:
        return False
    session.delete(used)
    LOG.info("recovery code used account=%s", row.id[:8])
    return True


def begin(account: Account, browser: str) -> None:
    """Begins to set up the second factor in one browser."""
    data = {"secret": locked(account.service, new_secret())}
    challenges.begin(account.service, SETTING_UP, browser, data, account_id=account.id, minutes=MINUTES)


def begun(account: Account, browser: str) -> bytes | None:
    """The secret that this browser is setting up, or None."""
    return opened(account.service, challenges.pending(account.service, SETTING_UP, browser))


def confirm(account: Account, browser: str, code: str) -> list[str] | None:
    """Finishes the setup with a first code of the app, and closes the account in all other browsers, which were opened
    without a second factor. Returns the recovery codes, which can be shown only now; None where the code is wrong."""
    secret = begun(account, browser)
    step = None if secret is None else first_step(secret, code)
    if secret is None or step is None or challenges.take(account.service, SETTING_UP, browser) is None:
        return None
    with writing(account.service.engine) as session:
        row = session.get_one(AccountRow, account.id)
        row.totp_secret, row.totp_step = account.service.vault.lock(secret), step
        row.key_id = account.service.vault.keys.id
        codes = _renew(session, account)
        close_browsers(session, account.id, browser)
    LOG.info("second factor set up account=%s", account.id[:8])
    return codes


def new_codes(account: Account) -> list[str]:
    """Ten recovery codes, which can be shown only now; the earlier codes stop working."""
    with writing(account.service.engine) as session:
        return _renew(session, account)


def codes_left(account: Account) -> int:
    """How many recovery codes have not been used."""
    with reading(account.service.engine) as session:
        return session.exec(select(func.count()).where(col(RecoveryCodeRow.account_id) == account.id)).one()


def remove(account: Account, browser: str) -> None:
    """Removes the second factor: signing in needs no code any more. The secret and the recovery codes are deleted, and
    the account is closed in all browsers except the one with the token ``browser``."""
    with writing(account.service.engine) as session:
        row = session.get_one(AccountRow, account.id)
        row.totp_secret, row.totp_step = None, 0
        session.exec(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account.id))
        close_browsers(session, account.id, browser)
    forget(account.service.engine)
    LOG.info("second factor removed account=%s", account.id[:8])


def locked(service: Service, secret: bytes) -> str:
    """A secret, encrypted for storage in a challenge."""
    return base64.b64encode(service.vault.lock(secret)).decode()


def opened(service: Service, data: dict[str, str] | None) -> bytes | None:
    """The secret of a challenge; None where there is no challenge, or where the master key has changed since."""
    try:
        return None if data is None else service.vault.unlock(base64.b64decode(data["secret"]))
    except CannotOpen:
        return None


def _renew(session: Session, account: Account) -> list[str]:
    session.exec(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.account_id) == account.id))
    codes = [random_code(CODE_LENGTH) for _ in range(CODES)]
    session.add_all(
        RecoveryCodeRow(code_hash=_code_hash(account.service, code), account_id=account.id) for code in codes
    )
    return [in_groups(code) for code in codes]


def _code_hash(service: Service, code: str) -> str:
    return service.keyed_hash("recovery", plain_code(code))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 (inside HMAC, as RFC 6238 has it)
