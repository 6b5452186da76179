"""The questionnaire: the answers of a case, and the symptoms that follow from them. The answers are in the vault
(``app.cases.record.notes``); the database has only the ids of the symptoms."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam
from sqlmodel import col, delete, select

from app.cases import limits
from app.cases.access import browsers
from app.cases.access.browsers import Opened, Visitor
from app.cases.case import Case
from app.cases.change import Change, changing_in
from app.cases.record import notes
from app.cases.record.notes import Notes
from app.storage.database import rows, writing
from app.storage.service import Service
from app.storage.tables import SymptomRow
from checklists import questions
from checklists.questions import START, UNKNOWN

Answers = dict[str, tuple[str, ...]]
_REPORTED = select(SymptomRow.symptom).where(SymptomRow.case_id == bindparam("case_id")).order_by(SymptomRow.symptom)


def answers(case: Case, content: Notes | None = None) -> Answers:
    """Question id → answers. Symptoms from before the questionnaire existed count as the answer to its first
    question."""
    result = {name: tuple(texts) for name, texts in (content or notes.load(case))["answers"].items()}
    if START not in result and (chosen := reported_symptoms(case)):
        result[START] = tuple(chosen)
    return result


def begin(service: Service, case: Case | None, chosen: Collection[str], lang: str | None, here: Visitor) -> Opened:
    """Saves the first answer, together with symptoms chosen before; opens a case in this browser if there is none.
    ``TooOften`` where too many were opened from here."""
    if case is None:
        limits.count(service, "open", here.source)
    opened = Opened(case, None) if case else _open(service, chosen, lang, here)
    with notes.change(opened.case) as (change, content):
        known = answers(opened.case, content)
        before = [name for name in known.get(START, ()) if name != UNKNOWN]
        wanted = [name for name in chosen if name != UNKNOWN or not before]
        _keep(change, opened.case, content, known | {START: tuple(dict.fromkeys([*before, *wanted]))})
    return opened


def _open(service: Service, chosen: Collection[str], lang: str | None, here: Visitor) -> Opened:
    with writing(service.engine) as session:
        opened = browsers.open_new(session, service, here, lang)
        _set_symptoms(changing_in(session, opened.case), {START: tuple(chosen)})
        return opened


def keep_answer(case: Case, question: str, values: Sequence[str]) -> None:
    """Saves one answer, in place of an earlier one, and the symptoms that follow from all answers."""
    with notes.change(case) as (change, content):
        _keep(change, case, content, answers(case, content) | {question: tuple(values)})


def _keep(change: Change, case: Case, content: Notes, answers_now: Answers) -> None:
    content["answers"] = {name: list(texts) for name, texts in answers_now.items()}
    _set_symptoms(change, answers_now)


def _set_symptoms(change: Change, answers_now: Answers) -> None:
    change.session.exec(delete(SymptomRow).where(col(SymptomRow.case_id) == change.case.id))
    reported = sorted(questions.symptoms_of(answers_now))
    change.add(*(SymptomRow(case_id=change.case.id, symptom=name) for name in reported))


def reported_symptoms(case: Case) -> list[str]:
    """The ids of the symptoms that the person reported, sorted."""
    return [row.symptom for row in rows(case.service.engine, _REPORTED, case_id=case.id)]
