"""The questionnaire: one question a page, forwards and backwards, then all answers to check. Works without files."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan import self_check
from app.cases.plan.prefill import suggested
from app.cases.record import notes
from app.errors import NotFound
from app.i18n.formats import day
from app.i18n.translate import translate
from app.web.context import Context
from app.web.fragments.symptoms import symptom_groups
from app.web.fragments.untrusted import safe_text
from app.web.session import require
from app.web.templating import language, redirect, render
from checklists import questions
from checklists.questions import START, UNKNOWN, UNKNOWN_LABEL, Question

router = APIRouter()

CHECK = "/case/questions"


@router.get(CHECK)
def page(request: Request) -> Response:
    """All answers, each with a link to change it, and a link to the next question."""
    case, lang = require(request), language(request)
    answers = self_check.answers(case)
    rows = [
        {
            "id": question.id,
            "ask": translate(question.ask, lang),
            "said": _answer_text(question, answers[question.id], lang),
        }
        for question in questions.asked(answers)
    ]
    following = questions.next_question(answers)
    notes_ = [translate(note, lang) for note in dict.fromkeys(questions.notes(answers))]
    back = questions.previous(answers)
    return render(request, "start/answers.html", answers=rows, following=following, notes=notes_, back=back)


@router.get("/case/questions/{name}")
def ask(request: Request, name: str) -> Response:
    """One question. A question that needs the safety page leads there first, once."""
    case = require(request)
    question = _question(name)
    if question.safety and not notes.load(case)["safety"]:
        return redirect("/case/safety?next=questions")
    return _page(request, case, question)


@router.post("/case/questions/{name}")
def answer(
    request: Request,
    name: str,
    answer: Annotated[list[str] | None, Form()] = None,
    unknown: Annotated[str, Form()] = "",
) -> Response:
    """Saves the answer and continues with the next question, or with all answers after the last one."""
    case, question = require(request), _question(name)
    values = [UNKNOWN] if unknown else [text.strip() for text in answer or () if text.strip()]
    if question.kind == "many":  # a person who ticks something knows something
        values = [text for text in values if text != UNKNOWN] or values
    wrong = questions.problem(question, values)
    if wrong:
        return _page(request, case, question, values, wrong)
    self_check.keep_answer(case, name, values)
    return redirect(following(case))


def following(case: Case) -> str:
    """The address of the next question, or of all answers."""
    left = questions.next_question(self_check.answers(case))
    return f"/case/questions/{left.id}" if left else CHECK


def _question(name: str) -> Question:
    question = questions.start() if name == START else questions.questions().get(name)
    if question is None:
        raise NotFound
    return question


def _page(
    request: Request, case: Case, question: Question, typed: Sequence[str] | None = None, wrong: str | None = None
) -> Response:
    lang, answers = language(request), self_check.answers(case)
    now, filled = tuple(typed) if typed is not None else answers.get(question.id, ()), False
    if typed is None and question.id not in answers and (report := latest_report(case)):
        now = suggested(report).get(question.id, ())
        filled = bool(now)
    before = questions.previous({**answers, question.id: (UNKNOWN,)}, question.id)
    return render(
        request,
        "start/question.html",
        status=422 if wrong else 200,
        question=_question_context(question, now, lang),
        groups=symptom_groups(lang, now) if question.id == START else [],
        notes=_notes(before, answers, lang),
        filled=filled,
        back=f"/case/questions/{before}" if before else "/case",
        errors={"answer": translate(wrong, lang)} if wrong else None,
    )


def _question_context(question: Question, values: Sequence[str], lang: str) -> Context:
    choices = [(name, translate(option.says, lang), name in values) for name, option in question.options.items()]
    return {
        "id": question.id,
        "kind": question.kind,
        "ask": translate(question.ask, lang),
        "note": translate(question.note, lang) if question.note else "",
        "choices": choices,
        "typed": values[0] if question.kind in ("text", "day", "last4") and values and values[0] != UNKNOWN else "",
        "unknown": tuple(values) == (UNKNOWN,),
        "unknown_label": translate(UNKNOWN_LABEL, lang),
    }


def _notes(before: str | None, answers: Mapping[str, Sequence[str]], lang: str) -> list[str]:
    """Advice that follows from the previous answer."""
    if before is None:
        return []
    options = _question(before).options
    notes_of = [options[option].note for option in answers.get(before, ()) if option in options]
    return [translate(note, lang) for note in notes_of if note]


def _answer_text(question: Question, values: Sequence[str], lang: str) -> list[Any]:
    """An answer as text."""
    if tuple(values) == (UNKNOWN,):
        return [translate(UNKNOWN_LABEL, lang)]
    if question.options:
        return [translate(question.options[option].says, lang) for option in values if option in question.options]
    if question.kind == "day":
        return [day(date.fromisoformat(values[0]), lang)]
    return [safe_text(values[0])]
