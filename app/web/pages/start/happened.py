"""What happened, behind the first two doors of the home page: tiles to press, and a search among all situations."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.plan import self_check
from app.errors import NotFound
from app.i18n import N_
from app.i18n.translate import translate
from app.web.fragments.symptoms import door_tiles, matching_tiles, searched, symptom_groups
from app.web.pages.start.questions import following
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import current, enter, form_language, here, service
from app.web.templating import language, redirect, render
from checklists import questions
from checklists.before import WayIn, doors
from checklists.questions import UNKNOWN

routes = Routes()

NOT_CHOSEN_SENTENCE = N_("Choose at least one sentence that fits what happened.")


@routes.get("/start/{door}", label=N_("What happened"), who=Who.ANYBODY, cost=None)
def page(request: Request, door: str, several: str = "") -> Response:
    """The tiles of a door. ``several``: with boxes to tick instead, for all that happened."""
    return _page(request, _door(door), several=bool(several))


@routes.post("/start/{door}", label=N_("What happened"), who=Who.ANYBODY, cost=None, removes=NOTHING)
def find(request: Request, door: str, word: Annotated[str, Form()] = "") -> Response:
    """The situations that fit a word. It comes as a form, because it may tell something about a person, and addresses
    are kept in histories and logs."""
    return _page(request, _door(door), word=searched(word))


@routes.get("/start", label=N_("What happened"), who=Who.ANYBODY, cost=None)
def back(request: Request) -> Response:
    """The tiles of the first door: this address only receives forms, and a change of language asks for it as a page."""
    return _page(request, next(iter(doors().values())))


@routes.post("/start", label=N_("What happened"), who=Who.ANYBODY, cost=Within(("open",)), removes=NOTHING)
def start(
    request: Request, symptom: Annotated[list[str] | None, Form()] = None, door: Annotated[str, Form()] = ""
) -> Response:
    """Opens a case for the chosen symptoms and continues with the questions before the first action, or with that
    action."""
    chosen = [symptom_id for symptom_id in questions.start().options if symptom_id in (symptom or ())]
    if not chosen and UNKNOWN not in (symptom or ()):
        return _page(request, doors().get(door) or next(iter(doors().values())), several=True, wrong=True)
    lang = form_language(request)
    opened = self_check.begin(service(request), current(request), chosen or [UNKNOWN], lang, here(request))
    case = enter(request, opened)
    return redirect(following(case, language(request), questions.start()))


def _door(name: str) -> WayIn:
    if name not in doors():
        raise NotFound
    return doors()[name]


def _page(request: Request, door: WayIn, several: bool = False, word: str = "", wrong: bool = False) -> Response:
    lang = language(request)
    tiles = matching_tiles(word, lang) if word else door_tiles(door, lang)
    return render(
        request,
        "start/happened.html",
        status=422 if wrong else 200,
        door={"id": door.id, "title": translate(door.title, lang)},
        tiles=tiles,
        word=word,
        groups=symptom_groups(lang, but=[tile["id"] for tile in tiles]),
        several=several,
        errors={"symptom": translate(NOT_CHOSEN_SENTENCE, lang)} if wrong else None,
    )
