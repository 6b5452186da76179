"""Help with a case: the person opens it to a helper's account for a limited time, and can read what the helper looked
at. A helper is an account to which the operator gave that role. So nobody can be talked into opening a case to an
account that a stranger has just created. A case that a helper opened for a caller (``app.cases.desk.callers``) is open
to that helper in the same way."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, func, or_, select

from app.cases import limits
from app.cases.access import browsers
from app.cases.access.browser_state import Grant
from app.cases.access.browsers import Opened, Visitor
from app.cases.accounts.account import Account, name_key
from app.cases.case import Case, case_of_row
from app.cases.change import Change, changing, changing_in
from app.cases.modes import HELD, READ, WORK
from app.cases.record import remarks
from app.cases.removing import NotForHelpers
from app.errors import Damaged, Mistake, NoCase, NotFound, Unreadable
from app.i18n import N_
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, CaseRow, GrantRow, LookRow, now

MODES = (READ, WORK)  # between which a person chooses
DAYS = (1, 7, 30)
LOOKS_SHOWN = 300
MERGED = timedelta(minutes=1)  # the same look is written down once in that time


class NoHelper(Mistake):
    """There is no helper of this name: no account has it, or the account does not have the role."""

    status = 422
    title = N_("Nobody of this name helps here")
    message = N_("No helper has this name. Ask the person who helps you for the exact name, and check every character.")


class HelpOver(NoCase):
    """A helper asked for a page of a case that its owner has closed to them, or whose time has ended."""

    title = N_("This case is no longer open to you")
    message = N_("The time for helping with this case is over, or the person has ended it.")


class ReadOnly(NotForHelpers):
    """A helper who may only read tried to change something."""

    title = N_("You may only read this case")
    message = N_("The case was opened to you for reading. Nothing was changed.")


class Help(NamedTuple):
    """A case that is or was open to a helper. ``name`` is the helper's in the list of a person; in that of a helper it
    is the person's account, or empty for a guest."""

    id: str
    case_id: str
    helper_id: str
    name: str
    mode: str
    since: datetime
    until: datetime
    ended: bool


class Look(NamedTuple):
    """What a helper did. ``name`` is empty where the helper's account is closed. ``action`` is ``open``, or a method
    and its route, preceded by ``refused`` where helpers may not do that."""

    name: str
    action: str
    at: datetime


def open_to(case: Case, name: str, mode: str, days: int) -> None:
    """Opens the case to the helper with exactly this name; an earlier grant to that helper is replaced. ``NoHelper``
    where no helper has that name, ``TooOften`` after too many names, ``Unreadable`` for a mode or a number of days that
    is not offered."""
    if mode not in MODES or days not in DAYS:
        raise Unreadable
    moment = now()
    limits.count(case.service, "helper_name", case.source, case.id)
    with changing(case) as change:
        helper = change.session.exec(select(AccountRow).where(AccountRow.name_key == name_key(name))).first()
        if helper is None or helper.role != "helper" or helper.id == case.account_id:
            raise NoHelper
        _open(change, helper.id, mode, moment + timedelta(days=days))


def go_on(case: Case, helper_id: str, mode: str, days: int) -> None:
    """Opens the case again to the helper who opened it for its person. ``NotFound`` where they no longer help here,
    ``Unreadable`` as above."""
    if mode not in MODES or days not in DAYS:
        raise Unreadable
    with changing(case) as change:
        helper = change.session.get(AccountRow, helper_id)
        if helper is None or helper.role != "helper":
            raise NotFound
        _open(change, helper.id, mode, now() + timedelta(days=days))


def _open(change: Change, helper_id: str, mode: str, until: datetime) -> None:
    of_helper = (GrantRow.case_id == change.case.id, GrantRow.helper_id == helper_id)
    for former in change.session.exec(select(GrantRow).where(*of_helper)):
        former.ended_at = former.ended_at or now()
    change.add(GrantRow(id=secrets.token_hex(16), case_id=change.case.id, helper_id=helper_id, mode=mode, until=until))
    change.audit("helper")


def end(case: Case, grant_id: str) -> None:
    """Ends a help at once, and deletes what the helper kept of the case for themselves; nothing happens where it has
    already ended or belongs to another case."""
    with changing(case) as change:
        row = change.session.get(GrantRow, grant_id)
        if row is not None and row.case_id == case.id and row.ended_at is None:
            row.ended_at = now()
            remarks.forget(change, row.helper_id)
            change.audit("helper-ended")


def opener(case: Case) -> Help | None:
    """The help that began with a helper opening the case for its person; None for every other case, and where that
    helper's account is closed."""
    return next((grant for grant in of_case(case) if grant.mode == HELD), None)


def of_case(case: Case) -> list[Help]:
    """The helpers to whom the case is or was open, the newest first."""
    mine = select(GrantRow, AccountRow).join(AccountRow).where(GrantRow.case_id == case.id)
    with reading(case.service.engine) as session:
        rows = session.exec(mine.order_by(col(GrantRow.created_at).desc())).all()
        return [_help(grant, helper.name) for grant, helper in rows]


def looks(case: Case) -> list[Look]:
    """What helpers did in the case, the newest first."""
    mine = select(LookRow, AccountRow).outerjoin(AccountRow).where(LookRow.case_id == case.id)
    with reading(case.service.engine) as session:
        rows = session.exec(mine.order_by(col(LookRow.at).desc(), col(LookRow.id).desc()).limit(LOOKS_SHOWN)).all()
        return [Look(helper.name if helper else "", look.action, look.at) for look, helper in rows]


def has_worked(case: Case) -> bool:
    """Whether a helper who may work on the case sent something in it, such as an answer, a note or a file, also one
    whose account is closed since."""
    mine = (LookRow.case_id == case.id, col(LookRow.action).like("POST %"))
    works = or_(col(GrantRow.id).is_(None), col(GrantRow.mode) != READ)
    asked = select(LookRow.id).outerjoin(GrantRow, col(GrantRow.id) == col(LookRow.grant_id)).where(*mine, works)
    with reading(case.service.engine) as session:
        return session.exec(asked.limit(1)).first() is not None


def opened_to(helper: Account) -> list[Help]:
    """The cases that are open to a helper now, the newest first."""
    with reading(helper.service.engine) as session:
        return [_help(grant, _owner(session, case)) for grant, case in _held(session, helper)]


def cases_of(helper: Account) -> list[tuple[Help, Case]]:
    """The cases that are open to a helper now, with their keys; one whose key cannot be opened is left out."""
    with reading(helper.service.engine) as session:
        held = [(_help(grant, _owner(session, row)), row) for grant, row in _held(session, helper)]
    opened: list[tuple[Help, Case]] = []
    for grant, row in held:
        with suppress(Damaged):
            if case := case_of_row(helper.service, row):
                opened.append((grant, replace(case, helper=helper.name, held=grant.mode == HELD)))
    return opened


def last_entries(helper: Account) -> dict[str, datetime]:
    """Case id → when the helper last sent something in it, such as an answer or a note."""
    sent = LookRow.helper_id == helper.id, col(LookRow.action).like("POST %")
    mine = select(LookRow.case_id, func.max(LookRow.at)).where(*sent)
    with reading(helper.service.engine) as session:
        return dict(session.exec(mine.group_by(col(LookRow.case_id))).all())


def enter(helper: Account, grant_id: str, here: Visitor) -> Opened:
    """Opens a case in the helper's browser. ``NotFound`` where it is not open to this helper."""
    service = helper.service
    with writing(service.engine) as session:
        for grant, row in _held(session, helper):
            if grant.id == grant_id and (case := case_of_row(service, row)):
                _write_down(changing_in(session, case), grant.id, helper.id, "open")
                return Opened(case, browsers.enter(session, service, here, case.id, grant.id))
    raise NotFound


def note(service: Service, case: Case, grant: Grant, helper: Account, action: str) -> None:
    """Records what a helper looks at or does, before it happens; a repetition within a minute is recorded once."""
    recent = (LookRow.grant_id == grant.id, LookRow.action == action, col(LookRow.at) > now() - MERGED)
    with reading(service.engine) as session:
        if session.exec(select(LookRow.id).where(*recent)).first() is not None:
            return
    with changing(case) as change:
        _write_down(change, grant.id, helper.id, action)


def _write_down(change: Change, grant_id: str, helper_id: str, action: str) -> None:
    change.add(LookRow(case_id=change.case.id, grant_id=grant_id, helper_id=helper_id, action=action[:80]))


def _held(session: Session, helper: Account) -> Sequence[tuple[GrantRow, CaseRow]]:
    if helper.role != "helper":
        return []
    holds = (GrantRow.helper_id == helper.id, col(GrantRow.ended_at).is_(None), col(GrantRow.until) > now())
    rows = select(GrantRow, CaseRow).join(CaseRow).where(*holds, col(CaseRow.key).is_not(None))
    return session.exec(rows.order_by(col(GrantRow.created_at).desc())).all()


def _owner(session: Session, case: CaseRow) -> str:
    owner = session.get(AccountRow, case.account_id) if case.account_id else None
    return owner.name if owner else ""


def _help(row: GrantRow, name: str) -> Help:
    ended = row.ended_at is not None or row.until <= now()
    return Help(row.id, row.case_id, row.helper_id, name, row.mode, row.created_at, row.ended_at or row.until, ended)
