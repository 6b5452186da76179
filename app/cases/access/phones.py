"""A phone that hands in files to the case that is open on a computer. It can only hand in: its browser has no session,
so that no page of the case opens in it.

The computer shows a code, which works for ten minutes. The first browser that enters it is the phone, and every other
one is refused. The phone says how many files it has; the computer asks whether it is the person's own; after a yes so
many files are taken, once. Whoever photographs the code from afar therefore hands in nothing, and reads nothing.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from app.cases import limits
from app.cases.access import browsers
from app.cases.access.browsers import Opened, Visitor
from app.cases.access.samples import InSample
from app.cases.case import Case, case_of_row
from app.cases.change import Change, changing, changing_in
from app.cases.codes import code_from, in_groups, plain_code, random_code
from app.cases.limits import Source
from app.errors import Mistake, NoCase
from app.i18n import N_
from app.storage.database import LOCKED, reading, writing
from app.storage.guard import upkeep
from app.storage.phone_tables import PhoneRow
from app.storage.service import Service
from app.storage.tables import CaseRow, now

LIFE = timedelta(minutes=10)
PUBLIC, SECRET = 8, 26  # characters of 5 bits: 40 bits find the row, 130 bits are secret
MOST = 100  # files that a phone may announce at once


class WrongPhoneCode(Mistake):
    """No code for a phone reads like this."""

    status = 422
    title = N_("This code is not known")
    message = N_("This code is not known here. Scan the picture on the computer again, or type the code below it.")


class OtherPhone(Mistake):
    """Another browser has used the code already."""

    status = 403
    title = N_("This code belongs to another phone")
    message = N_(
        "Another phone or browser has used this code already. If that was not you, press “Stop” on the computer, and "
        "have a new code shown."
    )


class PhoneOver(Mistake):
    """The code has ended: by its time, on the computer, or because a newer one was shown."""

    status = 403
    title = N_("This code has ended")
    message = N_("A code works for ten minutes, and until it is stopped. Have a new one shown on the computer.")


class NotConfirmed(Mistake):
    """The computer has not said yes to what the phone sends."""

    status = 409
    title = N_("Not confirmed yet")
    message = N_(
        "Nothing was handed in. First say how many files you have, and press “Yes, it is mine” on the computer."
    )


class MoreThanConfirmed(Mistake):
    """More files come than the phone has announced."""

    status = 409
    title = N_("More files than were confirmed")
    message = N_("More files came than were confirmed on the computer, so none of them was kept. Ask again for all.")


class WrongNumber(Mistake):
    """The text that a phone sent as the number of its files is not a number that it may announce."""

    status = 422
    message = N_("Give the number of files, from 1 to {most}.")


@dataclass(frozen=True, slots=True)
class PhoneLink:
    """A code and what has happened with it. ``state`` is that of ``PhoneRow``, or ``over``; ``number`` is shown on both
    devices, so that a person sees that they are the same two; it is empty before a phone has used the code."""

    id: str
    code: str
    state: str
    client: str
    number: str
    wanted: int
    received: int
    until: datetime


def begin(service: Service, case: Case | None, lang: str | None, here: Visitor) -> Opened:
    """Makes a new code for the case, and ends the one before; opens a case in this browser if there is none.
    ``TooOften`` beyond the limits, ``InSample`` for the sample."""
    if case is not None and case.sample:
        raise InSample
    if case is None:
        limits.count(service, "open", here.source)
    limits.count(service, "phone", here.source, case.id if case else "")
    with writing(service.engine) as session:
        opened = Opened(case, None) if case else browsers.open_new(session, service, here, lang)
        change = changing_in(session, opened.case)
        _end_all(change)
        change.add(PhoneRow(id=random_code(PUBLIC), case_id=opened.case.id, until=now() + LIFE))
        change.audit("phone")
        return opened


def of_case(case: Case) -> PhoneLink | None:
    """The latest code of a case; None before the first."""
    mine = select(PhoneRow).where(PhoneRow.case_id == case.id).order_by(col(PhoneRow.created_at).desc())
    with reading(case.service.engine) as session:
        row = session.exec(mine).first()
        return _link(case.service, row) if row else None


def confirm(case: Case, link_id: str, wanted: int) -> None:
    """The person says on the computer that the phone is theirs and may hand in ``wanted`` files. Nothing happens where
    the phone has asked for another number meanwhile, or the code has ended."""
    with changing(case) as change:
        row = change.session.get(PhoneRow, link_id, with_for_update=LOCKED)
        if row and row.case_id == case.id and (_state(row), row.wanted) == ("waiting", wanted):
            row.state = "allowed"


def end(case: Case) -> None:
    """Ends every code of the case at once; what is still being sent is not kept."""
    with changing(case) as change:
        if _end_all(change):
            change.audit("phone-ended")


def claim(service: Service, typed: str, device: str, client: str, asker: Source) -> None:
    """Makes this browser (``device``: the random text that identifies it) the phone of a code. ``WrongPhoneCode``,
    ``PhoneOver``, ``OtherPhone``, ``TooOften``."""
    limits.count(service, "phone_code", asker)
    plain, holder = plain_code(typed), _holder(service, device)
    with upkeep(service.engine) as session:
        row = session.get(PhoneRow, plain[:PUBLIC], with_for_update=LOCKED)
        if row is None or not hmac.compare_digest(plain[PUBLIC:], _secret(service, row.id)):
            raise WrongPhoneCode
        if _state(row) in ("ended", "over"):
            raise PhoneOver
        if row.device not in (None, holder):
            raise OtherPhone
        row.device, row.client = holder, client


def of_device(service: Service, device: str) -> PhoneLink | None:
    """The code that this browser used last, also when it has ended; None where it used none."""
    with reading(service.engine) as session:
        row = _row(session, service, device) if device else None
        return _link(service, row) if row else None


def ask(service: Service, device: str, wanted: int) -> None:
    """The phone announces how many files it wants to hand in; the computer then asks the person. ``WrongNumber``,
    ``PhoneOver``."""
    if not 1 <= wanted <= MOST:
        raise WrongNumber(most=MOST)
    with upkeep(service.engine) as session:
        row = _usable(session, service, device)
        if row.state != "sending":
            row.state, row.wanted = "waiting", wanted


def start(service: Service, device: str) -> tuple[str, Case, int]:
    """Begins to take files from a phone that was confirmed: the id for ``settle``, the case, and how many files it may
    hand in. ``NotConfirmed``, ``PhoneOver``."""
    with upkeep(service.engine) as session:
        row = _usable(session, service, device)
        if row.state != "allowed":
            raise NotConfirmed
        row.state = "sending"
        case_row = session.get(CaseRow, row.case_id)
        case = case_of_row(service, case_row) if case_row else None
        if case is None:
            raise NoCase
        return row.id, case, row.wanted


def settle(link_id: str, files: int) -> Callable[[Session], None]:
    """For the transaction that keeps the files: counts them, and takes the permission back. ``PhoneOver`` where the
    code has ended while the files were sent, by its time too."""

    def check(session: Session) -> None:
        row = session.get(PhoneRow, link_id, with_for_update=LOCKED)
        if row is None or _state(row) != "sending":
            raise PhoneOver
        row.state, row.received = "open", row.received + files

    return check


def failed(service: Service, link_id: str) -> None:
    """Nothing of what a phone sent was kept: it may send the confirmed files once more."""
    with upkeep(service.engine) as session:
        row = session.get(PhoneRow, link_id, with_for_update=LOCKED)
        if row is not None and row.state == "sending":
            row.state = "allowed"


def _end_all(change: Change) -> int:
    open_codes = (col(PhoneRow.case_id) == change.case.id, col(PhoneRow.state) != "ended")
    count: int = change.session.exec(update(PhoneRow).where(*open_codes).values(state="ended")).rowcount
    return count


def _row(session: Session, service: Service, device: str) -> PhoneRow | None:
    mine = select(PhoneRow).where(PhoneRow.device == _holder(service, device))
    return session.exec(mine.order_by(col(PhoneRow.created_at).desc())).first()


def _usable(session: Session, service: Service, device: str) -> PhoneRow:
    row = _row(session, service, device) if device else None
    if row is None or _state(row) in ("ended", "over"):
        raise PhoneOver
    return row


def _state(row: PhoneRow) -> str:
    """What is stored, and ``over`` when the time has ended; a clock that was set back gives no longer time."""
    if row.state != "ended" and not row.until - LIFE <= now() < row.until:
        return "over"
    return row.state


def _link(service: Service, row: PhoneRow) -> PhoneLink:
    whole = in_groups(row.id + _secret(service, row.id))
    number = f"{int(service.keyed_hash('phone number', row.id, row.device)[:8], 16) % 100:02}" if row.device else ""
    return PhoneLink(row.id, whole, _state(row), row.client, number, row.wanted, row.received, row.until)


def _secret(service: Service, link_id: str) -> str:
    return code_from(service.keyed_hash("phone code", link_id), SECRET)


def _holder(service: Service, device: str) -> str:
    return service.keyed_hash("phone", device)
