"""What a browser may open: who is signed in, which case is open, under which grant, and until when. ``held_by`` and
``held_in`` find the rows; ``state_of`` decides which of them still count."""

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Engine, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from app.cases.accounts.account import Account, account_of_row
from app.cases.case import Case, case_of_row, hash_token
from app.cases.modes import HELD, WRITING
from app.settings import Settings
from app.storage.database import rows
from app.storage.service import Service
from app.storage.tables import AccountRow, CaseRow, GrantRow, SessionRow

# How long a browser stays open without use, and altogether. A guest's case is open for as long as cases are kept
# (``Settings.keep_cases``), unless it is not used.
GUEST_IDLE = timedelta(days=14)
PERSON_IDLE = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=30)  # helpers and operators see what is not theirs
ACCOUNT_LIFE = timedelta(days=7)
CONFIRMED = timedelta(minutes=10)  # how long a proof of who somebody is counts for what cannot be undone


class Grant(NamedTuple):
    """What a helper may do in the open case (``mode``: ``app.cases.modes``), and until when."""

    id: str
    mode: str
    until: datetime

    @property
    def may_write(self) -> bool:
        """Whether the helper may change the case."""
        return self.mode in WRITING

    @property
    def holds(self) -> bool:
        """Whether the helper alone holds the case, into which its person has no way yet."""
        return self.mode == HELD


@dataclass(frozen=True, slots=True)
class Browser:
    """What one browser may open.

    ``token`` is the token that the browser should have from now on; it differs from the one it sent where a form was
    sent twice. ``case`` is the case that its pages show: the ``sample`` where that is open, else its ``own``. ``over``
    says that a helper's access to a case has just ended, so that the page can say why it is closed.
    """

    id: str
    token: str
    account: Account | None
    own: Case | None
    sample: Case | None
    own_grant: Grant | None
    confirmed_at: datetime | None
    over: bool = False

    @property
    def case(self) -> Case | None:
        """The case that is open."""
        return self.sample or self.own

    @property
    def grant(self) -> Grant | None:
        """The grant under which a helper has the case open; the sample needs no grant."""
        return None if self.sample else self.own_grant


class Held(NamedTuple):
    """The row of a browser with the rows of the account, cases and grant that it refers to."""

    browser: SessionRow
    case: CaseRow | None
    account: AccountRow | None
    grant: GrantRow | None
    sample: CaseRow | None


_Sample = aliased(CaseRow)
_HOLDING: Any = (
    select(SessionRow, CaseRow, AccountRow, GrantRow)
    .add_columns(_Sample)
    .outerjoin(CaseRow, col(SessionRow.case_id) == col(CaseRow.id))
    .outerjoin(AccountRow, col(SessionRow.account_id) == col(AccountRow.id))
    .outerjoin(GrantRow, col(SessionRow.grant_id) == col(GrantRow.id))
    .outerjoin(_Sample, col(SessionRow.sample_id) == col(_Sample.id))
)
_BY_TOKEN = _HOLDING.where(SessionRow.token_hash == bindparam("token_hash"))
_TABLES = [
    SQLModel.metadata.tables[model.__tablename__] for model in (SessionRow, CaseRow, AccountRow, GrantRow, CaseRow)
]
_TUPLES: list[Any] = [namedtuple(table.name, table.columns.keys()) for table in _TABLES]


def held_by(engine: Engine, token: str) -> Held | None:
    """The rows for the browser with this token, for reading only. They are tuples, not ORM objects: every request needs
    them, and ORM objects take three times as long."""
    matches = rows(engine, _BY_TOKEN, token_hash=hash_token(token))
    return _of_columns(matches[0]) if matches else None


def held_in(session: Session, token: str) -> Held | None:
    """The rows for the browser with this token, as ORM objects that can be changed."""
    match = session.exec(_BY_TOKEN, params={"token_hash": hash_token(token)}).first()
    return Held(*match) if match else None


def all_held(session: Session, *wanted: Any) -> list[Held]:
    """The rows of all browsers that meet these conditions."""
    return [Held(*row) for row in session.exec(_HOLDING.where(*wanted))]


def _of_columns(columns: Sequence[Any]) -> Held:
    """The five rows from the columns of all of them in one tuple; the columns of a missing row are empty."""
    parts: list[Any] = []
    left = columns
    for row_of_table in _TUPLES:
        own, left = left[: len(row_of_table._fields)], left[len(row_of_table._fields) :]
        parts.append(None if own[0] is None else row_of_table._make(own))
    return Held(*parts)


def guest_end(row: SessionRow, settings: Settings) -> datetime:
    """The time at which a case that was opened without an account is closed in this browser."""
    return min(row.seen_at + GUEST_IDLE, row.created_at + timedelta(days=settings.keep_cases))


def account_end(row: SessionRow, role: str) -> datetime:
    """The time at which an account is signed out of this browser: after a period without use, or some time after its
    holder last proved who they are."""
    idle = PERSON_IDLE if role == "person" else STAFF_IDLE
    return min(row.seen_at + idle, (row.confirmed_at or row.created_at) + ACCOUNT_LIFE)


def state_of(service: Service, held: Held, token: str, moment: datetime) -> Browser | None:
    """What a browser may still open at this moment; None where everything has ended."""
    row, kept = held.browser, held.case
    account = account_in(service, held, moment)
    grant = _grant(held, account, moment) if row.grant_id else None
    if row.grant_id:
        opens = grant is not None
    elif kept and kept.account_id is not None:
        opens = account is not None and account.id == kept.account_id
    else:
        opens = moment < guest_end(row, service.settings)
    case = case_of_row(service, kept) if kept and opens else None
    sample = _sample(service, held, account, moment)
    if account is None and case is None and sample is None:
        return None
    if case is not None and account is not None and grant is not None:
        case = replace(case, helper=account.name, held=grant.holds)
    over = bool(row.grant_id) and case is None
    confirmed = row.confirmed_at if account else None
    return Browser(row.id, token, account, case, sample, grant if case else None, confirmed, over)


def _sample(service: Service, held: Held, account: Account | None, moment: datetime) -> Case | None:
    """The sample case that is open in this browser; only while the account or the guest's case beside it is still
    valid."""
    opens = account is not None or moment < guest_end(held.browser, service.settings)
    return case_of_row(service, held.sample) if held.sample and opens else None


def account_in(service: Service, held: Held, moment: datetime) -> Account | None:
    """The account that is still signed in in this browser, or None."""
    known = held.account
    ended = known is None or moment >= account_end(held.browser, known.role)
    return None if known is None or ended else account_of_row(service, known)


def _grant(held: Held, account: Account | None, moment: datetime) -> Grant | None:
    """The grant under which a helper has a case open, as long as it is valid."""
    known = held.grant
    if known is None or account is None or account.role != "helper" or known.helper_id != account.id:
        return None
    if known.case_id != held.browser.case_id or known.ended_at is not None or moment >= known.until:
        return None
    return Grant(known.id, known.mode, known.until)
