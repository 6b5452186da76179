"""The answers of a case: to findings, to things that findings name, and to questions. They are rows of the database;
their consequences are computed when they are shown (``app.cases.answers.book``). All answers of one screen have the
same time, by which undo finds them."""

import re
from collections.abc import Callable, Mapping

from sqlmodel import Session, col, delete, select

from analyzers.asking.kinds import KINDS
from analyzers.events.answers import ANSWERS, REFUND_TAG, UNPAID, fits
from analyzers.rules.contract import tags_of
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.record import removing
from app.cases.record.subjects import FINDING, QUESTION, question_subject
from app.errors import NotFound, Unreadable
from app.report.model import Report
from app.storage.database import reading, writing
from app.storage.tables import VerdictRow, now

MAX_AT_ONCE = 64  # answers of one form
_ID = re.compile(rf"(?:{'|'.join(KINDS)}):[0-9a-f]{{20}}")


def verdicts(case: Case) -> list[VerdictRow]:
    """All answers, the latest first."""
    with reading(case.service.engine) as session:
        rows = select(VerdictRow).where(VerdictRow.case_id == case.id).order_by(col(VerdictRow.at).desc())
        return list(session.exec(rows))


def answer_finding(case: Case, finding_id: str, verdict: str) -> None:
    """Answers one finding of the latest report: mine | family | not_mine | not_sure, and mine_unpaid
    where it is about a refund. ``NotFound`` for any other id."""
    finding = (latest_report(case) or Report()).finding(finding_id)
    if finding is None:
        raise NotFound
    if verdict not in ANSWERS or (verdict == UNPAID and REFUND_TAG not in tags_of(finding.detector)):
        raise Unreadable
    row = VerdictRow(
        case_id=case.id, subject=f"{FINDING}{finding_id}", verdict=verdict, triggers=list(finding.triggers), at=now()
    )
    with writing(case.service.engine) as session:
        session.merge(row)


def answer(case: Case, answers: Mapping[str, str]) -> None:
    """Saves the answers of one screen by question id."""
    if len(answers) > MAX_AT_ONCE or any(value not in ANSWERS for value in answers.values()):
        raise Unreadable
    if not all(_ID.fullmatch(name) for name in answers):
        raise NotFound
    if not all(fits(name, value) for name, value in answers.items()):
        raise Unreadable
    at = now()
    with writing(case.service.engine) as session:
        for name, value in answers.items():
            subject = question_subject(case, name)
            session.merge(VerdictRow(case_id=case.id, subject=subject, verdict=value, triggers=[], at=at))


def take_back(case: Case, *names: str) -> None:
    """Takes back the answers to these questions; without questions, the answers of the screen that was answered
    last."""
    removing.check(case)
    with writing(case.service.engine) as session:
        mine = select(VerdictRow).where(VerdictRow.case_id == case.id, col(VerdictRow.subject).startswith(QUESTION))
        rows = list(session.exec(mine))
        latest = max((row.at for row in rows), default=None)
        wanted = {question_subject(case, name) for name in names}
        gone = [row.subject for row in rows if (row.subject in wanted if names else row.at == latest)]
        _forget(session, case, gone)


def answer_of(case: Case) -> tuple[Callable[[str], str | None], int]:
    """A function that gives the answer to a question by its id, and the number of these answers."""
    by_subject = {row.subject: row.verdict for row in verdicts(case) if row.subject.startswith(QUESTION)}
    return lambda name: by_subject.get(question_subject(case, name)), len(by_subject)


def _forget(session: Session, case: Case, subjects: list[str]) -> None:
    session.exec(delete(VerdictRow).where(col(VerdictRow.case_id) == case.id, col(VerdictRow.subject).in_(subjects)))
