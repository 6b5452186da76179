"""The resume code: opens a case in another browser. Shown once; only an Argon2id hash of its secret part is kept."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from app.cases.case import Case, Opened, audit, case_of_row, hash_token, new_token
from app.cases.codes import in_groups, plain_code, random_code
from app.cases.hashing import hashed, matches
from app.errors import Wait, WrongCode
from app.storage.database import writing
from app.storage.service import Service
from app.storage.tables import AttemptRow, CaseRow, SessionRow, now

PUBLIC = 8  # characters that find the case
SECRET = 28  # characters of 5 bits: 140 bits; codes of earlier versions have 20 and work until they are replaced
LONGEST_WAIT = 15 * 60  # seconds
PER_ADDRESS = 20  # attempts a minute


def first_code(case: Case) -> str | None:
    """The code of a case that has none yet, to be shown now and never again; None if it was made before."""
    return None if case.has_code else new_code(case)


def new_code(case: Case, browser: str = "") -> str:
    """A new code, to be shown now and never again; the old one stops working. Like ``7K3M-9QWE-…``, 36 characters.

    ``browser`` is the token of the browser that asks for it: the case is closed in all others, because whoever makes
    a new code may want to keep somebody out who had the old one.
    """
    public, secret = random_code(PUBLIC), random_code(SECRET)
    kept = hashed(secret)
    with writing(case.service.engine) as session:
        row = session.get_one(CaseRow, case.id)
        row.resume_public, row.resume_hash = public, kept
        if browser:
            others = col(SessionRow.token_hash) != hash_token(browser)
            session.exec(delete(SessionRow).where(col(SessionRow.case_id) == case.id, others))
        audit(session, case.id, "code")
    return in_groups(public + secret)


def resume(service: Service, code: str, address: str) -> Opened:
    """Opens the code's case in one more browser. ``address`` is the network address of who asks, for the throttle.

    ``WrongCode`` (also for an unknown code), ``Wait`` when throttled.
    """
    plain = plain_code(code)
    public, secret = plain[:PUBLIC], plain[PUBLIC:]
    subject = service.keyed_hash("code", public)
    with writing(service.engine) as session:
        _count(session, service.keyed_hash("address", address), subject)
        row = session.exec(
            select(CaseRow).where(CaseRow.resume_public == public, col(CaseRow.key).is_not(None))
        ).first()
    kept = row.resume_hash if row else None
    right = matches(secret, kept)
    if row is None or kept is None or not right:
        raise WrongCode
    return _open(service, row.id, kept, subject)


def _open(service: Service, case_id: str, kept: str, subject: str) -> Opened:
    with writing(service.engine) as session:
        row = session.get(CaseRow, case_id)
        if row is None or row.resume_hash != kept:  # erased, or given a new code, in the meantime
            raise WrongCode
        case = case_of_row(service, row)
        if case is None:
            raise WrongCode
        counted = session.get(AttemptRow, subject)
        if counted is not None:
            session.delete(counted)
        audit(session, case_id, "resumed")
        return Opened(case, new_token(session, case))


def _count(session: Session, address: str, subject: str) -> None:
    """Counts this attempt before it is tried, so that many at once do not slip through. ``Wait`` while it is too early.

    A code: after n failures in a row 1, 2, 4 … seconds, at most 15 minutes. An address: 20 a minute.
    """
    moment = now()
    code = session.get(AttemptRow, subject, with_for_update=True) or AttemptRow(subject=subject, until=moment)
    if code.until > moment:
        raise Wait(seconds=_seconds(code.until, moment))
    minute = session.get(AttemptRow, address, with_for_update=True) or AttemptRow(subject=address, until=moment)
    if minute.until <= moment:
        minute.failures, minute.until = 0, moment + timedelta(minutes=1)
    if minute.failures >= PER_ADDRESS:
        raise Wait(seconds=_seconds(minute.until, moment))
    minute.failures += 1
    code.until = moment + timedelta(seconds=min(2 ** min(code.failures, 20), LONGEST_WAIT))
    code.failures += 1
    session.add_all((code, minute))


def _seconds(until: datetime, moment: datetime) -> int:
    return int((until - moment).total_seconds()) + 2
