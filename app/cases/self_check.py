"""What happened, told without files: the answers of a case, and what follows from them for its plan.

The answers lie in the vault (``app.cases.notes``); of what they mean only the symptom ids stand in the database.
"""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, delete, select

from app.cases import notes
from app.cases.case import Case, Opened, open_case
from app.cases.notes import Notes
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import SymptomRow
from checklists import questions
from checklists.questions import START, UNKNOWN

Given = dict[str, tuple[str, ...]]


def answers(case: Case, said: Notes | None = None) -> Given:
    """Question id → what was answered. What was chosen before there were questions counts as the first answer."""
    given = {name: tuple(one) for name, one in (said or notes.load(case))["answers"].items()}
    if START not in given and (chosen := reported_symptoms(case)):
        given[START] = tuple(chosen)
    return given


def begin(service: Service, case: Case | None, chosen: Collection[str], lang: str | None) -> Opened:
    """The first answer; opens a case where there is none. It adds to what was chosen before: nothing is forgotten."""
    opened = Opened(case, None) if case else _open(service, chosen, lang)
    with notes.change(opened.case) as (session, said):
        given = answers(opened.case, said)
        before = [one for one in given.get(START, ()) if one != UNKNOWN]
        wanted = [one for one in chosen if one != UNKNOWN or not before]
        _keep(session, opened.case, said, given | {START: tuple(dict.fromkeys([*before, *wanted]))})
    return opened


def _open(service: Service, chosen: Collection[str], lang: str | None) -> Opened:
    with writing(service.engine) as session:
        opened = open_case(session, service, lang)
        _set_symptoms(session, opened.case, {START: tuple(chosen)})
    return opened


def give(case: Case, question: str, given: Sequence[str]) -> None:
    """Keeps one answer, which replaces an earlier one, and what follows from all of them."""
    with notes.change(case) as (session, said):
        _keep(session, case, said, answers(case, said) | {question: tuple(given)})


def _keep(session: Session, case: Case, said: Notes, given: Given) -> None:
    said["answers"] = {name: list(one) for name, one in given.items()}
    _set_symptoms(session, case, given)


def _set_symptoms(session: Session, case: Case, given: Given) -> None:
    session.exec(delete(SymptomRow).where(col(SymptomRow.case_id) == case.id))
    session.add_all(SymptomRow(case_id=case.id, symptom=one) for one in sorted(questions.symptoms_of(given)))


def reported_symptoms(case: Case) -> list[str]:
    """The ids of the symptoms that the person reported, sorted."""
    with reading(case.service.engine) as session:
        chosen = select(SymptomRow.symptom).where(SymptomRow.case_id == case.id).order_by(SymptomRow.symptom)
        return list(session.exec(chosen))
