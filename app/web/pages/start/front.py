"""The front page: what this service is, and the three ways to begin."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.i18n.translate import translate
from app.web.templating import language, render
from checklists.before import doors

router = APIRouter()


@router.get("/")
def page(request: Request) -> Response:
    """The ways to begin: two for what happened, one for files, and the sample."""
    lang = language(request)
    ways = [
        {"id": door.id, "title": translate(door.title, lang), "note": translate(door.note, lang)}
        for door in doors().values()
    ]
    return render(request, "start/front.html", doors=ways)


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """What happens with the files of a person."""
    return render(request, "start/privacy.html")


@router.get("/sample")
@router.get("/sample/leave")
def back(request: Request) -> Response:
    """The front page: these addresses only receive forms, and a change of language asks for them as pages."""
    return page(request)
