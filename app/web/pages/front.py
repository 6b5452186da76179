"""The front page: what this service is, and the ways to begin."""

from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.cases import self_check
from app.i18n import N_
from app.i18n.translate import translate
from app.web import uploads
from app.web.fragments.symptoms import symptom_groups
from app.web.pages.questions import CHECK, following
from app.web.session import current, enter, form_language, here, service
from app.web.templating import language, redirect, render
from checklists import questions
from checklists.questions import UNKNOWN

router = APIRouter()

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "sample-export.zip"
NOT_CHOSEN_SENTENCE = N_("Choose at least one sentence that fits what happened.")
OPEN_CASE_SENTENCE = N_("To try the sample export, first close or delete the open case.")


@router.get("/")
def page(request: Request) -> Response:
    """The ways to begin: files, no files, the sample, a resume code."""
    return _page(request)


@router.post("/start")
def start(request: Request, symptom: Annotated[list[str] | None, Form()] = None) -> Response:
    """Opens a case for the chosen symptoms and goes on to its questions, or to the steps where none follows."""
    chosen = [one for one in questions.start().options if one in (symptom or ())]
    if not chosen and UNKNOWN not in (symptom or ()):
        return _page(request, status=422, symptom=NOT_CHOSEN_SENTENCE)
    lang = form_language(request)
    opened = self_check.begin(service(request), current(request), chosen or [UNKNOWN], lang, here(request))
    case = enter(request, opened)
    onward = following(case)
    return redirect("/case/steps" if onward == CHECK else onward)


@router.get("/start")
@router.get("/sample")
def back(request: Request) -> Response:
    """These addresses belong to buttons; a change of language there leads back to the front page."""
    return _page(request)


@router.post("/sample")
def sample(request: Request) -> Response:
    """Opens a case with the sample export. It is never mixed into a case with the person's own files."""
    if current(request) is not None:
        return _page(request, status=409, sample=OPEN_CASE_SENTENCE)
    uploads.hand_in(request, [(SAMPLE.name, _sample())])
    return redirect("/case/progress?go=on")


@cache
def _sample() -> bytes:
    return SAMPLE.read_bytes()


def _page(request: Request, status: int = 200, **errors: str) -> Response:
    lang = language(request)
    said = {field: translate(sentence, lang) for field, sentence in errors.items()}
    return render(request, "front.html", status=status, groups=symptom_groups(lang), errors=said)
