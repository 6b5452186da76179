"""The answers to single entries of the book. Each change is kept for itself until later ones cover it, so that taking
one back brings the earlier answers back."""

import re
import secrets
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, delete, select

from analyzers.events.answers import ANSWERS, OwnerAnswer, by_event
from app.cases.case import Case
from app.cases.record import removing
from app.cases.record.subjects import ENTRIES, entries_subject
from app.errors import NotFound, Unreadable
from app.storage.database import reading, writing
from app.storage.tables import VerdictRow, now

KEPT = 20  # changes that can be taken back one after another
_CHANGE = re.compile(r"[0-9a-f]{16}")


def change(case: Case, answers_by_event: Mapping[str, str]) -> str:
    """Saves the answers to entries by the ids of their events, and returns the id of the change, by which it can be
    taken back. ``Unreadable`` for what is no answer, and for no entries."""
    if not answers_by_event or any(answer not in ANSWERS for answer in answers_by_event.values()):
        raise Unreadable
    name, at = secrets.token_hex(8), now()
    by_answer: dict[str, list[str]] = {}
    for event, answer in answers_by_event.items():
        by_answer.setdefault(answer, []).append(event)
    with writing(case.service.engine) as session:
        _forget_covered(session, case)
        for answer, events in by_answer.items():
            subject = entries_subject(name, answer)
            session.add(VerdictRow(case_id=case.id, subject=subject, verdict=answer, triggers=events, at=at))
    return name


def size(case: Case, name: str) -> int:
    """How many entries a change is about; 0 for one that is not kept or was taken back."""
    with reading(case.service.engine) as session:
        return sum(len(row.triggers) for row in _rows(session, case, name))


def take_back(case: Case, name: str) -> None:
    """Takes a change back. ``NotFound`` where there is none with this id."""
    removing.check(case)
    with writing(case.service.engine) as session:
        rows = _rows(session, case, name)
        if not rows:
            raise NotFound
        for row in rows:
            session.delete(row)


def answers(case: Case) -> dict[str, str]:
    """The answer that counts for each entry that has one of its own, by the id of its event."""
    with reading(case.service.engine) as session:
        rows = [OwnerAnswer(row.verdict, row.at.timestamp(), tuple(row.triggers)) for row in _rows(session, case)]
    return {event: answer.answer for event, answer in by_event(rows).items()}


def _rows(session: Session, case: Case, name: str | None = None) -> Sequence[VerdictRow]:
    """The rows of one change or of all, the latest first."""
    if name is not None and not _CHANGE.fullmatch(name):
        return []
    begins = ENTRIES if name is None else entries_subject(name, "")
    own = select(VerdictRow).where(VerdictRow.case_id == case.id, col(VerdictRow.subject).startswith(begins))
    return session.exec(own.order_by(col(VerdictRow.at).desc())).all()


def _forget_covered(session: Session, case: Case) -> None:
    """Forgets the earlier changes of which later ones that stay have changed every entry, so that their number stays
    that of the entries at most."""
    every = _rows(session, case)
    times = sorted({row.at for row in every}, reverse=True)
    covered: set[str] = set()
    gone = []
    for row in every:
        if row.at in times[:KEPT]:
            continue
        if covered.issuperset(row.triggers):
            gone.append(row.subject)
        covered.update(row.triggers)
    if gone:
        session.exec(delete(VerdictRow).where(col(VerdictRow.case_id) == case.id, col(VerdictRow.subject).in_(gone)))
