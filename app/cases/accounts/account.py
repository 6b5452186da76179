"""An account: a name, a role, and the ways in which its holder proves who they are. No email address, no other data."""

import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from app.cases.case import Case, audit, case_of_row, close_case, hash_token
from app.cases.files import erase
from app.cases.modes import HELD
from app.errors import LOG, Mistake, NotFound
from app.i18n import N_
from app.storage import tombstones
from app.storage.database import forget, reading, writing
from app.storage.desk_tables import HandoverRow, InvitationRow
from app.storage.guard import hold, upkeep
from app.storage.service import Service
from app.storage.tables import AccountRow, CaseRow, GrantRow, LookRow, SessionRow, now

ROLES = ("person", "helper", "operator")
SHORTEST_NAME, LONGEST_NAME = 3, 32
SHORTEST_OTHER = 2  # of a name in another script than the Latin one, such as 花子
# Names that would pass for somebody who runs the service.
RESERVED = frozenset(
    {"mioboe", "admin", "administrator", "root", "operator", "support", "system", "security", "運営者"}
)
NAME_SENTENCES = {
    "length": N_("A user name has 3 to 32 characters, or at least 2 in another script than a to z."),
    "characters": N_("A user name can have letters, digits, and the characters . _ - only."),
}


class NameTaken(Mistake):
    """Somebody has this name, or the name is reserved."""

    status = 409
    title = N_("This name cannot be used")
    message = N_("This name cannot be used here. Choose another one.")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who has an account. ``has_password`` is False where only passkeys or a sign-in service open it."""

    id: str
    name: str
    role: str  # one of ROLES
    created_at: datetime
    has_password: bool
    has_second_factor: bool
    service: Service = field(repr=False)


def account_of_row(service: Service, row: AccountRow) -> Account:
    """The account of a row."""
    with_password, with_factor = row.password_hash is not None, row.totp_secret is not None
    return Account(row.id, row.name, row.role, row.created_at, with_password, with_factor, service)


def account_of_id(service: Service, account_id: str) -> Account | None:
    """The account with this id, or None."""
    with reading(service.engine) as session:
        row = session.get(AccountRow, account_id)
        return None if row is None else account_of_row(service, row)


def account_of_name(service: Service, name: str) -> Account | None:
    """The account with exactly this name (capital letters and width do not matter), or None."""
    with reading(service.engine) as session:
        row = session.exec(select(AccountRow).where(AccountRow.name_key == name_key(name))).first()
        return None if row is None else account_of_row(service, row)


def is_taken(service: Service, name: str) -> bool:
    """Whether a name can no longer be chosen."""
    return name_key(name) in RESERVED or account_of_name(service, name) is not None


def name_key(name: str) -> str:
    """The name in the form in which names are compared: NFKC, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:200].strip()).casefold())


def name_problem(name: str) -> str | None:
    """Why a name is not allowed (a message key), or None."""
    plain = unicodedata.normalize("NFKC", name.strip()[:200])  # to join the parts of a long one would cost much
    if not (SHORTEST_NAME if plain.isascii() else SHORTEST_OTHER) <= len(plain) <= LONGEST_NAME:
        return NAME_SENTENCES["length"]
    if not all(unicodedata.category(letter)[0] in "LMN" or letter in "._-" for letter in plain):
        return NAME_SENTENCES["characters"]
    return None


def create(
    service: Service,
    name: str,
    password_hash: str | None,
    totp_secret: bytes | None = None,
    totp_step: int = 0,
    role: str = "person",
    account_id: str = "",
) -> Account:
    """A new account; ``id`` is given where a passkey was already made for it. ``NameTaken`` also for names that only
    the operator may assign."""
    normalized = unicodedata.normalize("NFKC", name.strip())
    if role == "person" and name_key(normalized) in RESERVED:
        raise NameTaken
    row = AccountRow(
        id=account_id or secrets.token_hex(16),
        name=normalized,
        name_key=name_key(normalized),
        role=role,
        password_hash=password_hash,
        totp_secret=service.vault.lock(totp_secret) if totp_secret else None,
        totp_step=totp_step,
        key_id=service.vault.keys.id if totp_secret else "",
    )
    try:
        with writing(service.engine) as session:
            session.add(row)
    except IntegrityError as error:
        raise NameTaken from error
    LOG.info("account opened account=%s role=%s", row.id[:8], role)
    return account_of_row(service, row)


def own_cases(account: Account) -> list[Case]:
    """The cases that are kept in the account, the newest first."""
    mine = (CaseRow.account_id == account.id, col(CaseRow.key).is_not(None))
    with reading(account.service.engine) as session:
        rows = session.exec(select(CaseRow).where(*mine).order_by(col(CaseRow.created_at).desc())).all()
    return [case for row in rows if (case := case_of_row(account.service, row))]


def keep(account: Account, case: Case, browser: str) -> None:
    """Moves a guest's case into the account. From then on only the account opens it: its code stops working, and it is
    closed in all browsers except the one with the token ``browser``. ``NotFound`` where it already belongs to an
    account."""
    with writing(account.service.engine) as session:
        row = hold(session, case.id)
        if row is None or row.account_id not in (None, account.id):
            raise NotFound
        row.account_id, row.resume_public, row.resume_hash = account.id, None, None
        close_case(session, case.id, but=browser)
        audit(session, case.id, "kept")


def close_browsers(session: Session, account_id: str, but: str = "") -> None:
    """Ends the account's sessions in all browsers, or in all except the one with the token ``but``."""
    session.exec(
        delete(SessionRow).where(
            col(SessionRow.account_id) == account_id, col(SessionRow.token_hash) != hash_token(but)
        )
    )


def close(account: Account) -> None:
    """Erases the account's cases, then the account with all that belongs to it. It is closed in every browser. A case
    that it opened for a caller is erased too, unless the caller has a code for it."""
    for case_id in (*(case.id for case in own_cases(account)), *_held_cases(account)):
        erase.erase(account.service, case_id)
    with upkeep(account.service.engine) as session:
        row = session.get(AccountRow, account.id)
        if row is not None:
            # What somebody did as a helper stays in the logs of those whose cases these are.
            session.exec(update(LookRow).where(col(LookRow.helper_id) == account.id).values(helper_id=None))
            for name in ("account_id", "helper_id"):  # the record of who was let in stays
                mine = getattr(InvitationRow, name) == account.id
                session.exec(update(InvitationRow).where(mine).values({name: None}))
            session.delete(row)
            tombstones.note(session, "account", account.id)
    tombstones.add(account.service.settings.tombstone_list, [("account", account.id)])
    forget(account.service.engine)
    LOG.info("account closed account=%s", account.id[:8])


def _held_cases(account: Account) -> list[str]:
    """The ids of the cases that the account opened for callers who neither took them over nor have a code for it."""
    held = select(HandoverRow.case_id).where(col(HandoverRow.until) > now())
    mine = (GrantRow.helper_id == account.id, GrantRow.mode == HELD, col(GrantRow.ended_at).is_(None))
    with reading(account.service.engine) as session:
        return list(session.exec(select(GrantRow.case_id).where(*mine, col(GrantRow.case_id).not_in(held))))
