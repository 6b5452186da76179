"""The front page: what this service is, and the three ways to begin."""

from fastapi import Request
from fastapi.responses import Response

from app.i18n import N_
from app.i18n.translate import translate
from app.web.route import Routes, Who
from app.web.templating import language, render
from checklists.before import doors

routes = Routes()


@routes.get("/", label=N_("Front page"), who=Who.ANYBODY, cost=None)
def page(request: Request) -> Response:
    """The ways to begin: two for what happened, one for files, and the sample."""
    lang = language(request)
    ways = [
        {"id": door.id, "title": translate(door.title, lang), "note": translate(door.note, lang)}
        for door in doors().values()
    ]
    return render(request, "start/front.html", doors=ways)


@routes.get("/privacy", label=N_("Your files stay here"), who=Who.ANYBODY, cost=None)
def privacy(request: Request) -> Response:
    """What happens with the files of a person."""
    return render(request, "start/privacy.html")


@routes.get("/sample", label=None, who=Who.APART, cost=None)
@routes.get("/sample/leave", label=None, who=Who.APART, cost=None)
def back(request: Request) -> Response:
    """The front page: these addresses only receive forms, and a change of language asks for them as pages."""
    return page(request)
