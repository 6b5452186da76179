"""How often sign-ins may be tried: per account, where each failure in a row doubles the wait, and per network.
Strangers cannot lock an owner out: a browser in which the account was open before has its own waits, and is counted
apart from everybody else at its address."""

import hmac
import secrets
from datetime import timedelta

from sqlmodel import Session

from app.cases import limits
from app.cases.limits import Source, locked
from app.storage.service import Service
from app.storage.tables import AttemptRow, now

LONGEST_WAIT = 15 * 60  # seconds


def too_early(session: Session, subject: str) -> bool:
    """Counts an attempt before it is checked, so that many at once do not slip through.

    True while it is too early: after the second failure in a row the wait is 1, then 2, 4 … seconds, at most 15
    minutes. An attempt that comes too early is not counted. The first failure costs no wait, because somebody who
    presses the button twice tries twice at once.
    """
    moment = now()
    row = locked(session, subject, moment)
    if moment < row.until <= moment + timedelta(seconds=LONGEST_WAIT):  # later: the clock was set back
        return True
    wait = min(2 ** min(row.failures - 1, 20), LONGEST_WAIT) if row.failures else 0
    row.until = moment + timedelta(seconds=wait)
    row.failures += 1
    return False


def succeeded(session: Session, subject: str) -> None:
    """Resets the count of failures in a row after a success."""
    row = session.get(AttemptRow, subject)
    if row is not None:
        session.delete(row)


def count_sign_in(
    session: Session, service: Service, address: str, account_id: str | None = None, known: str = ""
) -> None:
    """Counts a sign-in before it is checked: for the account where the browser is known to it (``known``, the value
    that ``known_browser`` gave it), else for the network of the address. ``TooOften``."""
    if account_id and _knows(service, account_id, known):
        asker = Source(browser=service.keyed_hash("known", account_id))
        limits.count_in(session, service, "known_sign_in", asker)
    else:
        limits.count_in(session, service, "sign_in", limits.source(service, address, ""))


def known_browser(service: Service, account_id: str) -> str:
    """The value that a browser keeps after a sign-in. It proves that the account was open there, and opens nothing."""
    number = secrets.token_hex(8)
    return f"{number}.{_signature(service, account_id, number)}"


def subject(service: Service, key: str, account_id: str | None, known: str) -> str:
    """The key under which failures are counted: one for each browser that is known to the account, and one for all
    others who try this name, whether the account exists or not."""
    if account_id and _knows(service, account_id, known):
        return service.keyed_hash("known", account_id, known.partition(".")[0])
    return service.keyed_hash("name", key)


def _knows(service: Service, account_id: str, known: str) -> bool:
    number, _, signature = known.partition(".")
    return hmac.compare_digest(signature.encode(), _signature(service, account_id, number).encode())


def _signature(service: Service, account_id: str, number: str) -> str:
    return service.keyed_hash("known-browser", account_id, number)[:32]
