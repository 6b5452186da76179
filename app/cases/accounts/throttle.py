"""How often somebody may try: per account, where each failure in a row doubles the wait, and per network address.

Nobody is locked out by strangers: a browser in which the account was open before has a counter of its own.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from app.errors import Wait
from app.storage.service import Service
from app.storage.tables import AttemptRow, now

LONGEST_WAIT = 15 * 60  # seconds
PER_ADDRESS = 20  # sign-ins a minute
NAMES = 20  # names of helpers an hour and case
SIGN_UPS = 10  # new accounts an hour and address


def too_early(session: Session, subject: str) -> bool:
    """Counts an attempt before it is tried, so that many at once do not slip through. True while it is too early: after
    n failures in a row 1, 2, 4 … seconds, at most 15 minutes. What comes too early is not counted."""
    moment = now()
    row = session.get(AttemptRow, subject, with_for_update=True) or AttemptRow(subject=subject, until=moment)
    if row.until > moment:
        return True
    row.until = moment + timedelta(seconds=min(2 ** min(row.failures, 20), LONGEST_WAIT))
    row.failures += 1
    session.add(row)
    return False


def succeeded(session: Session, subject: str) -> None:
    """The failures in a row have ended."""
    row = session.get(AttemptRow, subject)
    if row is not None:
        session.delete(row)


def count_sign_in(session: Session, service: Service, address: str) -> None:
    """Counts a sign-in from a network address. ``Wait`` after 20 in a minute."""
    _count(session, service.keyed_hash("address", address), PER_ADDRESS, timedelta(minutes=1))


def count_sign_up(session: Session, service: Service, address: str) -> None:
    """Counts the last step of a sign-up from a network address. ``Wait`` after 10 in an hour."""
    _count(session, service.keyed_hash("sign-up", address), SIGN_UPS, timedelta(hours=1))


def count_names(session: Session, service: Service, case_id: str) -> None:
    """Counts a name of a helper that was asked for in a case. ``Wait`` after 20 in an hour."""
    _count(session, service.keyed_hash("helper-name", case_id), NAMES, timedelta(hours=1))


def _count(session: Session, subject: str, most: int, period: timedelta) -> None:
    moment = now()
    row = session.get(AttemptRow, subject, with_for_update=True) or AttemptRow(subject=subject, until=moment)
    if row.until <= moment:
        row.failures, row.until = 0, moment + period
    if row.failures >= most:
        raise Wait(seconds=_seconds(row.until, moment))
    row.failures += 1
    session.add(row)


def _seconds(until: datetime, moment: datetime) -> int:
    return int((until - moment).total_seconds()) + 2


def known_browser(service: Service, account_id: str) -> str:
    """What a browser keeps after a sign-in: it says that the account was open here, and opens nothing."""
    number = secrets.token_hex(8)
    return f"{number}.{_signature(service, account_id, number)}"


def subject(service: Service, key: str, account_id: str | None, known: str) -> str:
    """Whose failures are counted together: those of one browser that knows the account, else those of all others who
    try this name, whether there is an account or not."""
    number, _, signature = known.partition(".")
    if account_id and hmac.compare_digest(signature.encode(), _signature(service, account_id, number).encode()):
        return service.keyed_hash("known", account_id, number)
    return service.keyed_hash("name", key)


def _signature(service: Service, account_id: str, number: str) -> str:
    return service.keyed_hash("known-browser", account_id, number)[:32]
