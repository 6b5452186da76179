"""What happened, told without files: the answers of a case, and what follows from them for its plan.

The answers lie in the vault (``app.cases.notes``); of what they mean only the symptom ids stand in the database.
"""

from collections.abc import Collection, Sequence

from fastapi import Request
from sqlmodel import Session, col, delete

from app.cases import case as cases
from app.cases import notes
from app.cases.case import Case
from app.cases.notes import Notes
from app.storage.tables import SymptomRow
from checklists import questions
from checklists.questions import START, UNKNOWN

Given = dict[str, tuple[str, ...]]


def answers(case: Case, said: Notes | None = None) -> Given:
    """Question id → what was answered. What was chosen before there were questions counts as the first answer."""
    given = {name: tuple(one) for name, one in (said or notes.load(case))["answers"].items()}
    if START not in given and (chosen := cases.symptoms(case)):
        given[START] = tuple(chosen)
    return given


def begin(request: Request, chosen: Collection[str]) -> Case:
    """The first answer; opens a case where there is none. It adds to what was chosen before: nothing is forgotten."""
    case = cases.current(request)
    if case is None:
        case = cases.choose(request, questions.symptoms_of({START: tuple(chosen)}))
    with notes.change(case) as (session, said):
        given = answers(case, said)
        before = [one for one in given.get(START, ()) if one != UNKNOWN]
        wanted = [one for one in chosen if one != UNKNOWN or not before]
        _keep(session, case, said, given | {START: tuple(dict.fromkeys([*before, *wanted]))})
    return case


def give(case: Case, question: str, given: Sequence[str]) -> None:
    """Keeps one answer, which replaces an earlier one, and what follows from all of them."""
    with notes.change(case) as (session, said):
        _keep(session, case, said, answers(case, said) | {question: tuple(given)})


def _keep(session: Session, case: Case, said: Notes, given: Given) -> None:
    said["answers"] = {name: list(one) for name, one in given.items()}
    session.exec(delete(SymptomRow).where(col(SymptomRow.case_id) == case.id))
    session.add_all(SymptomRow(case_id=case.id, symptom=one) for one in sorted(questions.symptoms_of(given)))
