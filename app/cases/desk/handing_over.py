"""Handing a case over to the caller for whom a helper opened it: a code on paper, or a link with a shorter life.

Whoever enters the code has the case from then on; the helper sees nothing more unless that person decides so.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.cases import limits
from app.cases.access import browsers, helpers
from app.cases.access.browsers import Opened, Visitor
from app.cases.access.helpers import Help
from app.cases.case import Case, audit, case_of_row
from app.cases.change import changing
from app.cases.codes import code_from, in_groups, plain_code
from app.cases.desk import callers
from app.cases.modes import HELD
from app.cases.record import remarks
from app.cases.removing import NotForHelpers
from app.errors import Unreadable, WrongCode
from app.i18n import N_
from app.storage.database import LOCKED, reading, writing
from app.storage.desk_tables import HandoverRow
from app.storage.guard import hold
from app.storage.service import Service
from app.storage.tables import AccountRow, GrantRow, now

LENGTH = 28  # characters of 5 bits: 140 bits
PAPER_LIFE = timedelta(days=14)
LINK_LIFE = timedelta(hours=24)
LIVES: Mapping[str, timedelta] = MappingProxyType({"paper": PAPER_LIFE, "link": LINK_LIFE})


class WrongHandover(WrongCode):
    """Unknown, used up, withdrawn or too late."""

    message = N_(
        "This code does not fit, was used already, or its time is over. Check every character, or ask the person who "
        "gave it to you for a new one."
    )


class ForTheCaller(NotForHelpers):
    """The helper who made the code entered it."""

    message = N_(
        "This code is for the person whose case it is. Sign out first, or let that person enter it on their own "
        "device. The code still works."
    )


class Handover(NamedTuple):
    """A code that can be entered now. ``kind``: paper | link."""

    kind: str
    until: datetime


def make(case: Case, kind: str, here: Visitor) -> tuple[str, Handover]:
    """A new code, which can be shown only now; an earlier one stops working. A form that is sent twice gives the same
    code twice. ``NotForHelpers`` for a case that is not at the desk, ``Unreadable`` for another kind, ``TooOften``."""
    callers.check(case)
    if kind not in LIVES:
        raise Unreadable
    limits.count(case.service, "code", here.source, case.id)
    seed = case.service.keyed_hash("hand-over", case.id, here.token, here.form) if here.form else secrets.token_hex(32)
    code, until = code_from(seed, LENGTH), min(now() + LIVES[kind], case.until)
    with changing(case) as change:
        known = change.session.get(HandoverRow, case.id)
        row = known or HandoverRow(case_id=case.id, code_hash="", kind=kind, until=until)
        row.code_hash, row.kind, row.created_at, row.until = _hash(case.service, code), kind, now(), until
        change.add(row)
        change.audit("handover")
    return in_groups(code), Handover(kind, until)


def withdraw(case: Case) -> None:
    """Ends the code of a case that nobody has entered yet. ``NotForHelpers`` as above."""
    callers.check(case)
    with changing(case) as change:
        row = change.session.get(HandoverRow, case.id, with_for_update=LOCKED)
        if row is not None:
            change.remove(row)
            change.audit("withdrawn")


def waiting(service: Service) -> dict[str, Handover]:
    """Case id → the code that can be entered for it now."""
    with reading(service.engine) as session:
        rows = session.exec(select(HandoverRow).where(col(HandoverRow.until) > now())).all()
    return {row.case_id: Handover(row.kind, row.until) for row in rows}


def can_be_entered(service: Service, code: str, here: Visitor) -> bool:
    """Whether ``take_over`` would open a case with a code that was typed where the code of a case is asked for. One of
    that length counts as an attempt there. ``TooOften``."""
    if len(plain_code(code)) != LENGTH:
        return False
    limits.count(service, "take_over", here.source)
    with reading(service.engine) as session:
        asked = select(HandoverRow).where(HandoverRow.code_hash == _hash(service, code))
        handover = session.exec(asked).first()
        return handover is not None and handover.until > now()


def take_over(service: Service, code: str, here: Visitor, account_id: str = "") -> Opened:
    """Opens the case of a code in the browser of its person, uses the code up, and ends the helper's access. The case
    is then kept as long as every other. ``account_id`` is who is signed in there. ``WrongHandover``; ``ForTheCaller``
    where that is the helper who made the code; ``TooOften``."""
    limits.count(service, "take_over", here.source)
    with writing(service.engine) as session:
        asked = select(HandoverRow).where(HandoverRow.code_hash == _hash(service, code))
        current = session.exec(asked).first()
        row = hold(session, current.case_id) if current else None
        # Read once more under the lock of its case: it may have been withdrawn or used meanwhile.
        handover = session.exec(asked.with_for_update(**LOCKED).execution_options(populate_existing=True)).first()
        if handover is None or row is None or handover.until <= now() or case_of_row(service, row) is None:
            raise WrongHandover
        _end_desk(session, row.id, account_id)
        session.delete(handover)
        row.keep_until = None
        audit(session, row.id, "taken-over")
        case = case_of_row(service, row)
        assert case is not None  # it was there a moment ago, and is kept longer now
        return Opened(case, browsers.enter(session, service, here, case.id))


def _end_desk(session: Session, case_id: str, account_id: str) -> None:
    for grant in session.exec(select(GrantRow).where(GrantRow.case_id == case_id, GrantRow.mode == HELD)):
        if grant.helper_id == account_id:
            raise ForTheCaller
        grant.ended_at = grant.ended_at or now()


def may_go_on(case: Case) -> Help | None:
    """The helper about whom the person of a case decides: who opened it for them and still helps here."""
    grant = helpers.opener(case)
    if grant is None:
        return None
    with reading(case.service.engine) as session:
        helper = session.get(AccountRow, grant.helper_id)
        return grant if helper is not None and helper.role == "helper" else None


def decide(case: Case, mode: str, days: int) -> None:
    """What the person decides about the helper who opened the case: an empty ``mode`` lets them see nothing more, and
    what they kept of it for themselves is deleted; else as ``helpers.open_to``."""
    grant = may_go_on(case)
    if grant is None:
        raise Unreadable
    if mode:
        helpers.go_on(case, grant.helper_id, mode, days)
        return
    with changing(case) as change:
        open_now = (
            GrantRow.case_id == case.id,
            GrantRow.helper_id == grant.helper_id,
            col(GrantRow.ended_at).is_(None),
        )
        for row in change.session.exec(select(GrantRow).where(*open_now)):
            row.ended_at = now()
        remarks.forget(change, grant.helper_id)
        change.audit("helper-ended")


def _hash(service: Service, code: str) -> str:
    return service.keyed_hash("hand-over", plain_code(code))
