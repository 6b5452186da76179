"""The resume code: opens a case in another browser. Shown once; only an Argon2id hash of its secret part is kept."""

import secrets
from datetime import timedelta

from sqlmodel import Session, col, select

from app.cases import limits
from app.cases.access import browsers
from app.cases.access.browsers import Opened, Visitor
from app.cases.case import Case, audit, case_of_row, close_case
from app.cases.change import changing
from app.cases.codes import code_from, in_groups, plain_code
from app.cases.hashing import hashed, matches
from app.cases.limits import Source, locked
from app.errors import NotFound, Wait, WrongCode
from app.storage.database import reading, writing
from app.storage.guard import hold
from app.storage.service import Service
from app.storage.tables import AttemptRow, CaseRow, now

PUBLIC = 8  # characters that find the case
SECRET = 28  # characters of 5 bits: 140 bits; codes of earlier versions have 20 and work until they are replaced
LONGEST_WAIT = 15 * 60  # seconds


def new_code(case: Case, here: Visitor) -> tuple[str, str]:
    """A new code, which can be shown only now, and the new token of the browser that asks for it.

    The old code stops working. A code looks like ``7K3M-9QWE-…`` and has 36 characters. The case is closed in all other
    browsers, also in one that copied this browser's token: a person may make a new code to keep somebody out. The code
    is computed from this browser and its form, with the server's secret. So somebody who presses the button twice sees
    the same code twice. ``NotFound`` for a case that belongs to an account, ``TooOften``.
    """
    if case.account_id is not None:  # its account opens it, and nothing else
        raise NotFound
    limits.count(case.service, "code", here.source, case.id)
    seed = case.service.keyed_hash("code", case.id, here.token, here.form) if here.form else secrets.token_hex(32)
    whole = code_from(seed, PUBLIC + SECRET)
    kept = hashed(whole[PUBLIC:])
    with changing(case) as change:
        token = browsers.renew(change.session, case.service, here)
        close_case(change.session, case.id, but=token)
        change.row.resume_public, change.row.resume_hash = whole[:PUBLIC], kept
        change.audit("code")
    return in_groups(whole), token


def resume(service: Service, code: str, here: Visitor) -> Opened:
    """Opens the code's case in one more browser, and ends what was open in it before.

    ``WrongCode`` (also for an unknown code), ``Wait`` and ``TooOften`` when throttled.
    """
    plain = plain_code(code)
    public, secret = plain[:PUBLIC], plain[PUBLIC:]
    subject = service.keyed_hash("code", public, *here.source)
    with writing(service.engine) as session:
        _count(session, service, here.source, subject)
    known = select(CaseRow).where(CaseRow.resume_public == public, col(CaseRow.key).is_not(None))
    with reading(service.engine) as session:
        row = session.exec(known).first()
    kept = row.resume_hash if row else None
    right = matches(secret, kept)
    if row is None or kept is None or not right:
        raise WrongCode
    return _open(service, row.id, kept, subject, here)


def _open(service: Service, case_id: str, kept: str, subject: str, here: Visitor) -> Opened:
    with writing(service.engine) as session:
        row = hold(session, case_id)
        if row is None or row.resume_hash != kept:  # erased, or given a new code, in the meantime
            raise WrongCode
        case = case_of_row(service, row)
        if case is None:
            raise WrongCode
        counted = session.get(AttemptRow, subject)
        if counted is not None:
            session.delete(counted)
        audit(session, case_id, "resumed")
        return Opened(case, browsers.enter(session, service, here, case.id))


def _count(session: Session, service: Service, asker: Source, subject: str) -> None:
    """Counts this attempt before the code is checked, so that many attempts at once do not slip through.

    ``Wait`` while it is too early, ``TooOften`` where the browser tried too many codes. For one code in one browser:
    after n failures in a row the wait is 1, 2, 4 … seconds, at most 15 minutes. Other browsers that try the same code
    have their own waits: somebody who knows its first part must not be able to keep its owner out, and the second part
    is too long to be guessed. For the same reason no network is counted; ``app.web.slow`` limits how much work the
    attempts cause.
    """
    moment = now()
    limits.count_in(session, service, "resume", asker)
    code = locked(session, subject, moment)
    if code.until > moment + timedelta(seconds=LONGEST_WAIT):  # the clock was set back
        code.until = moment
    if code.until > moment:
        raise Wait(seconds=int((code.until - moment).total_seconds()) + 2)
    code.until = moment + timedelta(seconds=min(2 ** min(code.failures, 20), LONGEST_WAIT))
    code.failures += 1
