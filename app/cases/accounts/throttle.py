"""How often somebody may try: per account, where each failure in a row doubles the wait, and per network.

Nobody is locked out by strangers: a browser in which the account was open before has a counter of its own.
"""

import hmac
import secrets
from datetime import timedelta

from sqlmodel import Session

from app.cases.limits import counter, locked, network_of
from app.errors import Wait
from app.storage.service import Service
from app.storage.tables import AttemptRow, now

LONGEST_WAIT = 15 * 60  # seconds
PER_ADDRESS = 20  # sign-ins a minute
NAMES = 20  # names of helpers an hour and case


def too_early(session: Session, subject: str) -> bool:
    """Counts an attempt before it is tried, so that many at once do not slip through. True while it is too early: after
    the second failure in a row 1, then 2, 4 … seconds, at most 15 minutes. What comes too early is not counted.

    The first one costs no wait, because somebody who presses the button twice tries twice at once."""
    moment = now()
    row = locked(session, subject, moment)
    if moment < row.until <= moment + timedelta(seconds=LONGEST_WAIT):  # later: the clock was set back
        return True
    wait = min(2 ** min(row.failures - 1, 20), LONGEST_WAIT) if row.failures else 0
    row.until = moment + timedelta(seconds=wait)
    row.failures += 1
    return False


def succeeded(session: Session, subject: str) -> None:
    """The failures in a row have ended."""
    row = session.get(AttemptRow, subject)
    if row is not None:
        session.delete(row)


def count_sign_in(session: Session, service: Service, address: str) -> None:
    """Counts a sign-in from the network of an address. ``Wait`` after 20 in a minute."""
    _count(session, service.keyed_hash("address", network_of(address)), PER_ADDRESS, 1)


def count_names(session: Session, service: Service, case_id: str) -> None:
    """Counts a name of a helper that was asked for in a case. ``Wait`` after 20 in an hour."""
    _count(session, service.keyed_hash("helper-name", case_id), NAMES, 60)


def _count(session: Session, subject: str, most: int, minutes: int) -> None:
    moment = now()
    row = counter(session, subject, moment, minutes)
    if row.failures >= most:
        raise Wait(seconds=int((row.until - moment).total_seconds()) + 2)
    row.failures += 1


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
