"""The questionnaire: one question a page, back and forth, then all answers to check. Works without files."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.case import Case
from app.cases.plan import before_first, self_check
from app.errors import NotFound
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import translate
from app.web.fragments.question import question_card, suggestion
from app.web.fragments.symptoms import searched
from app.web.fragments.untrusted import safe_text
from app.web.route import NOTHING, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render
from checklists import questions
from checklists.questions import START, UNKNOWN, UNKNOWN_LABEL, Question

routes = Routes()

CHECK = "/case/questions"
# Where somebody is led after an answer who did not come from the first action.
RETURNS = {"answers": CHECK, "steps": "/case/steps", "summary": "/case/summary", "letters": "/case/letters"}


@routes.get(CHECK, label=N_("My answers"), who=Who.HAS_CASE, cost=None)
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


@routes.get("/case/questions/{name}", label=N_("A question"), who=Who.HAS_CASE, cost=None)
def ask(request: Request, name: str, to: str = "", several: str = "", after: str = "") -> Response:
    """One question. ``several``: with boxes to tick where each answer is a button otherwise. ``after``: the question
    that was answered just now; what its answer calls for is said here."""
    return _page(request, require(request), _question(name), to, several=bool(several), after=after)


@routes.post("/case/questions/{name}", label=N_("A question"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def answer(
    request: Request,
    name: str,
    answer: Annotated[list[str] | None, Form()] = None,
    unknown: Annotated[str, Form()] = "",
    later: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
    word: Annotated[str, Form()] = "",
) -> Response:
    """Saves the answer and goes on to the next question before the first action, to that action where none is left, or
    back to where it was asked (``to``). A ``word`` is looked for in what may have happened."""
    case, question, lang = require(request), _question(name), language(request)
    if word and name == START:
        return _page(request, case, question, to, word=searched(word))
    if later:
        before_first.put_off(case, name)
        return redirect(RETURNS.get(to, "/case/steps"))
    values = [UNKNOWN] if unknown else [text.strip() for text in answer or () if text.strip()]
    if question.kind == "many":  # a person who ticks something knows something
        values = [text for text in values if text != UNKNOWN] or values
    wrong = questions.problem(question, values)
    if wrong:
        return _page(request, case, question, to, values, wrong)
    self_check.keep_answer(case, name, values)
    return redirect(RETURNS.get(to) or following(case, lang, question))


def following(case: Case, lang: str, answered: Question | None = None) -> str:
    """The address of the next question before the first action, or of that action. A question whose answers call for
    advice is named in it, whatever was answered."""
    left = before_first.next_before(case, lang)
    if left is None:
        return "/case/steps"
    advises = answered is not None and any(option.note for option in answered.options.values())
    return f"/case/questions/{left.id}" + (f"?after={answered.id}" if answered and advises else "")


def _question(name: str) -> Question:
    question = questions.start() if name == START else questions.questions().get(name)
    if question is None:
        raise NotFound
    return question


def _page(
    request: Request,
    case: Case,
    question: Question,
    to: str = "",
    typed: Sequence[str] | None = None,
    wrong: str | None = None,
    several: bool = False,
    after: str = "",
    word: str = "",
) -> Response:
    lang, answers = language(request), self_check.answers(case)
    now, filled = tuple(typed) if typed is not None else answers.get(question.id, ()), False
    if typed is None and question.id not in answers:
        now = tuple(suggestion(case, question))
        filled = bool(now)
    before = questions.previous({**answers, question.id: (UNKNOWN,)}, question.id)
    return render(
        request,
        "start/question.html",
        status=422 if wrong else 200,
        question=question_card(question, now, lang, several, word),
        notes=_notes(after, answers, lang),
        filled=filled,
        to=to if to in RETURNS else "",
        back=RETURNS.get(to) or (f"/case/questions/{before}" if before else "/case"),
        errors={"answer": translate(wrong, lang)} if wrong else None,
    )


def _notes(answered: str, answers: Mapping[str, Sequence[str]], lang: str) -> list[str]:
    """Advice that follows from the answer to a question, empty for one that is not asked."""
    question = next((asked for asked in questions.asked(answers) if asked.id == answered), None)
    if question is None:
        return []
    notes_of = [question.options[name].note for name in answers.get(answered, ()) if name in question.options]
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
