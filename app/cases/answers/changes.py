"""The answers to single entries of the book. Each change is stored separately until later ones cover it, so that
undoing a change brings the earlier answers back."""

import re
import secrets
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, delete, select

from analyzers.events.answers import ANSWERS, OwnerAnswer, by_event
from app.cases.case import Case
from app.cases.change import changing
from app.cases.record.subjects import ENTRIES, entries_subject
from app.errors import NotFound, Unreadable
from app.storage.database import reading
from app.storage.tables import VerdictRow, now

KEPT = 20  # changes that can be taken back one after another
_CHANGE = re.compile(r"[0-9a-f]{16}")


def change(case: Case, answers_by_event: Mapping[str, str]) -> str:
    """Saves the answers to entries by the ids of their events, and returns the id of the change, with which it can be
    undone. ``Unreadable`` for an unknown answer, and where no entry is given."""
    if not answers_by_event or any(answer not in ANSWERS for answer in answers_by_event.values()):
        raise Unreadable
    name, at = secrets.token_hex(8), now()
    by_answer: dict[str, list[str]] = {}
    for event, answer in answers_by_event.items():
        by_answer.setdefault(answer, []).append(event)
    with changing(case) as change:
        _forget_covered(change.session, case)
        for answer, events in by_answer.items():
            subject = entries_subject(name, answer)
            change.add(
                VerdictRow(
                    case_id=case.id, subject=subject, verdict=answer, triggers=events, at=at, through=case.through
                )
            )
    return name


def size(case: Case, name: str) -> int:
    """The number of entries of a change; 0 for one that was undone or no longer exists."""
    with reading(case.service.engine) as session:
        return sum(len(row.triggers) for row in _rows(session, case, name))


def take_back(case: Case, name: str) -> None:
    """Undoes a change. ``NotFound`` where no change has this id."""
    with changing(case) as change:
        rows = _rows(change.session, case, name)
        if not rows:
            raise NotFound
        change.remove(*rows)


def answers(case: Case) -> dict[str, str]:
    """The answer that counts for each entry that was answered by itself, by the id of its event."""
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
    """Deletes earlier changes whose entries have all been answered again by later changes, so that the number of
    changes never exceeds the number of entries."""
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
