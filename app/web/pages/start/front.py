"""The front page: what this service is, and the ways to begin."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.cases.plan import self_check
from app.i18n import N_
from app.i18n.translate import translate
from app.web.fragments.symptoms import symptom_groups
from app.web.pages.start.questions import CHECK, following
from app.web.session import current, enter, form_language, here, service
from app.web.templating import language, redirect, render
from checklists import questions
from checklists.questions import UNKNOWN

router = APIRouter()

NOT_CHOSEN_SENTENCE = N_("Choose at least one sentence that fits what happened.")


@router.get("/")
def page(request: Request) -> Response:
    """The ways to begin: files, no files, the sample, a resume code."""
    return _page(request)


@router.post("/start")
def start(request: Request, symptom: Annotated[list[str] | None, Form()] = None) -> Response:
    """Opens a case for the chosen symptoms and continues with its questions, or with the steps where no question
    follows."""
    chosen = [symptom_id for symptom_id in questions.start().options if symptom_id in (symptom or ())]
    if not chosen and UNKNOWN not in (symptom or ()):
        return _page(request, status=422, symptom=NOT_CHOSEN_SENTENCE)
    lang = form_language(request)
    opened = self_check.begin(service(request), current(request), chosen or [UNKNOWN], lang, here(request))
    case = enter(request, opened)
    onward = following(case)
    return redirect("/case/steps" if onward == CHECK else onward)


@router.get("/start")
@router.get("/sample")
@router.get("/sample/leave")
def back(request: Request) -> Response:
    """Redirects to the front page: these addresses only receive forms, and a change of language asks for them as
    pages."""
    return _page(request)


def _page(request: Request, status: int = 200, **errors: str) -> Response:
    lang = language(request)
    sentences = {field: translate(sentence, lang) for field, sentence in errors.items()}
    return render(request, "start/front.html", status=status, groups=symptom_groups(lang), errors=sentences)
