"""Invitations to help: an operator makes one on a page, and the person who enters its code once and in time becomes a
helper with their account."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.cases import limits
from app.cases.accounts import challenges
from app.cases.accounts.account import Account, account_of_id, close_browsers
from app.cases.accounts.change import set_role
from app.cases.codes import in_groups, plain_code, random_code
from app.cases.limits import Source
from app.errors import LOG, Mistake, NotFound, WrongCode
from app.i18n import N_
from app.storage.database import LOCKED, reading, writing
from app.storage.desk_tables import InvitationRow
from app.storage.service import Service
from app.storage.tables import AccountRow, now

LENGTH = 28  # characters of 5 bits: 140 bits
LIFE = timedelta(hours=72)
MINUTES = 60  # for an account to be made or signed in to after the code was entered
LISTED = 100  # invitations in the operator's list
ACCEPTING = "invitation"  # the kind of challenge


class WrongInvitation(WrongCode):
    """Unknown, used up, revoked or too late."""

    message = N_(
        "This invitation does not fit, was used already, or its time is over. Check every character, or ask the "
        "operator of this service for a new one."
    )


class OtherRole(Mistake):
    """The account has a role already."""

    status = 409
    title = N_("This account has another task")
    message = N_(
        "This account is that of an operator or of a helper already. Sign out, and make another account to help."
    )


class Invitation(NamedTuple):
    """An invitation in the operator's list. ``by`` and ``helper`` are names of accounts, or empty; ``state``: open |
    used | revoked | over."""

    id: str
    by: str
    helper: str
    created_at: datetime
    until: datetime
    state: str


class Person(NamedTuple):
    """A helper in the operator's list."""

    id: str
    name: str
    since: datetime


def make(operator: Account) -> str:
    """The code of a new invitation, which can be shown only now. ``NotFound`` for an account that is no operator's."""
    _check(operator)
    limits.count(operator.service, "invitation", Source())
    code = random_code(LENGTH)
    row = InvitationRow(code_hash=_hash(operator.service, code), account_id=operator.id, until=now() + LIFE)
    with writing(operator.service.engine) as session:
        session.add(row)
    LOG.warning("invitation made id=%s account=%s", row.id, operator.id[:8])
    return in_groups(code)


def revoke(operator: Account, name: str) -> None:
    """Ends an invitation that nobody has used; nothing happens where it was used or has ended."""
    _check(operator)
    with writing(operator.service.engine) as session:
        row = session.get(InvitationRow, name, with_for_update=LOCKED)
        if row is None or row.used_at or row.revoked_at:
            return
        row.revoked_at = now()
    LOG.warning("invitation revoked id=%s account=%s", name, operator.id[:8])


def listed(operator: Account) -> list[Invitation]:
    """The newest invitations of this service."""
    _check(operator)
    by, helper = aliased(AccountRow), aliased(AccountRow)
    every = (
        select(InvitationRow, by.name, helper.name)
        .outerjoin(by, col(InvitationRow.account_id) == col(by.id))
        .outerjoin(helper, col(InvitationRow.helper_id) == col(helper.id))
        .order_by(col(InvitationRow.created_at).desc())
        .limit(LISTED)
    )
    with reading(operator.service.engine) as session:
        rows = session.exec(every).all()
    return [
        Invitation(row.id, maker or "", accepted or "", row.created_at, row.until, _state(row))
        for row, maker, accepted in rows
    ]


def people(operator: Account) -> list[Person]:
    """The accounts that help here, by name."""
    _check(operator)
    with reading(operator.service.engine) as session:
        rows = session.exec(select(AccountRow).where(AccountRow.role == "helper").order_by(AccountRow.name_key)).all()
    return [Person(row.id, row.name, row.created_at) for row in rows]


def end_role(operator: Account, account_id: str) -> None:
    """Makes a helper's account that of a person again, and signs it out everywhere. ``NotFound`` for every other
    account."""
    _check(operator)
    account = account_of_id(operator.service, account_id)
    if account is None or account.role != "helper":
        raise NotFound
    set_role(account, "person")


def hold(service: Service, code: str, asker: Source, holder: str) -> None:
    """Remembers that a valid code was entered in the browser whose cookie is ``holder``, while an account is made there
    or signed in to. ``WrongInvitation``; ``TooOften`` where too many codes were tried."""
    limits.count(service, "join", asker)
    with reading(service.engine) as session:
        row = session.exec(select(InvitationRow).where(InvitationRow.code_hash == _hash(service, code))).first()
    if row is None or _state(row) != "open":
        raise WrongInvitation
    challenges.begin(service, ACCEPTING, holder, {"id": row.id}, minutes=MINUTES)


def is_held(service: Service, holder: str) -> bool:
    """Whether a valid code was entered in this browser."""
    return challenges.pending(service, ACCEPTING, holder) is not None


def accept(account: Account, holder: str, token: str) -> None:
    """Uses the invitation up that was entered in this browser: the account helps here from now on, and stays signed in
    only in the browser with this ``token``. ``WrongInvitation``, ``OtherRole``."""
    service = account.service
    if account.role != "person":
        raise OtherRole
    held = challenges.take(service, ACCEPTING, holder)
    with writing(service.engine) as session:
        row = session.get(InvitationRow, held.data["id"], with_for_update=LOCKED) if held else None
        if row is None or _state(row) != "open":
            raise WrongInvitation
        row.used_at, row.helper_id = now(), account.id
        session.get_one(AccountRow, account.id).role = "helper"
        close_browsers(session, account.id, token)
    LOG.warning("invitation used id=%s account=%s", row.id, account.id[:8])


def _state(row: InvitationRow) -> str:
    if row.used_at:
        return "used"
    if row.revoked_at:
        return "revoked"
    return "open" if row.until > now() else "over"


def _check(operator: Account) -> None:
    if operator.role != "operator":
        raise NotFound


def _hash(service: Service, code: str) -> str:
    return service.keyed_hash("invitation", plain_code(code))
