"""The answers of a case: to findings, to things that findings name, and to questions. They are rows of the database;
their consequences are computed when they are shown (``app.cases.answers.book``). All answers of one screen have the
same time, by which undo finds them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlmodel import col, select

from analyzers.asking.kinds import KINDS
from analyzers.events.answers import ANSWERS, REFUND_TAG, UNPAID, fits
from analyzers.rules.contract import tags_of
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.change import Change, changing
from app.cases.record.subjects import FINDING, QUESTION, question_subject
from app.errors import NotFound, Unreadable
from app.report.model import Report
from app.storage.database import reading
from app.storage.tables import VerdictRow, now

ANSWERED = "verdicts"  # under which the person reads what a helper answered otherwise
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
    with changing(case) as change:
        _save(change, f"{FINDING}{finding_id}", verdict, finding.triggers, now())


def answer(case: Case, answers: Mapping[str, str]) -> None:
    """Saves the answers of one screen by question id."""
    if len(answers) > MAX_AT_ONCE or any(value not in ANSWERS for value in answers.values()):
        raise Unreadable
    if not all(_ID.fullmatch(name) for name in answers):
        raise NotFound
    if not all(fits(name, value) for name, value in answers.items()):
        raise Unreadable
    at = now()
    with changing(case) as change:
        for name, value in answers.items():
            _save(change, question_subject(case, name), value, (), at)


def take_back(case: Case, *names: str) -> None:
    """Takes back the answers to these questions; without questions, the answers of the screen that was answered
    last."""
    with changing(case) as change:
        mine = select(VerdictRow).where(VerdictRow.case_id == case.id, col(VerdictRow.subject).startswith(QUESTION))
        rows = list(change.session.exec(mine))
        latest = max((row.at for row in rows), default=None)
        wanted = {question_subject(case, name) for name in names}
        change.remove(*(row for row in rows if (row.subject in wanted if names else row.at == latest)))


def answer_of(case: Case) -> tuple[Callable[[str], str | None], int]:
    """A function that gives the answer to a question by its id, and the number of these answers."""
    by_subject = {row.subject: row.verdict for row in verdicts(case) if row.subject.startswith(QUESTION)}
    return lambda name: by_subject.get(question_subject(case, name)), len(by_subject)


def _save(change: Change, subject: str, verdict: str, triggers: Sequence[str], at: datetime) -> None:
    through = change.case.through
    row = change.session.get(VerdictRow, (change.case.id, subject))
    if row is None:
        row = VerdictRow(
            case_id=change.case.id, subject=subject, verdict=verdict, triggers=list(triggers), at=at, through=through
        )
        change.add(row)
    else:
        row.through = through
        change.replace(row, ANSWERED, verdict=verdict, triggers=list(triggers), at=at)
