"""The front page: what this service is, and the ways to begin."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.cases.plan import self_check
from app.i18n import N_
from app.i18n.translate import translate
from app.web.fragments.symptoms import symptom_groups
from app.web.pages.start.questions import following
from app.web.session import current, enter, form_language, here, service
from app.web.templating import language, redirect, render
from checklists import questions
from checklists.questions import UNKNOWN

router = APIRouter()

NOT_CHOSEN_SENTENCE = N_("Choose at least one sentence that fits what happened.")


@router.get("/")
def page(request: Request, several: str = "") -> Response:
    """The ways to begin: files, no files, the sample, a resume code. ``several``: with boxes to tick for what
    happened, where each is a button otherwise."""
    return _page(request, several=bool(several))


@router.post("/start")
def start(request: Request, symptom: Annotated[list[str] | None, Form()] = None) -> Response:
    """Opens a case for the chosen symptoms and continues with the questions before the first action, or with that
    action."""
    chosen = [symptom_id for symptom_id in questions.start().options if symptom_id in (symptom or ())]
    if not chosen and UNKNOWN not in (symptom or ()):
        return _page(request, status=422, symptom=NOT_CHOSEN_SENTENCE)
    lang = form_language(request)
    opened = self_check.begin(service(request), current(request), chosen or [UNKNOWN], lang, here(request))
    case = enter(request, opened)
    return redirect(following(case, language(request)))


@router.get("/start")
@router.get("/sample")
@router.get("/sample/leave")
def back(request: Request) -> Response:
    """Redirects to the front page: these addresses only receive forms, and a change of language asks for them as
    pages."""
    return _page(request)


def _page(request: Request, status: int = 200, several: bool = False, **errors: str) -> Response:
    lang = language(request)
    sentences = {field: translate(sentence, lang) for field, sentence in errors.items()}
    groups = symptom_groups(lang)
    return render(request, "start/front.html", status=status, groups=groups, taps=not several, errors=sentences)
