"""The language of a case. Without one, ``?lang=`` in the address says it (``app.web.templating``)."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.change import set_language
from app.i18n import N_
from app.web.route import NOTHING, Routes, Who
from app.web.session import current, grant
from app.web.templating import LANGUAGE_PATH, redirect

routes = Routes()


@routes.post(LANGUAGE_PATH, label=N_("The language of the pages"), who=Who.ANYBODY, cost=None, removes=NOTHING)
def choose(request: Request, lang: Annotated[str, Form()] = "", to: Annotated[str, Form()] = "") -> Response:
    """Keeps the language in the case, and goes back to the page of the button. The language of somebody else's case is
    not a helper's to change."""
    case = current(request)
    if case is not None and grant(request) is None:
        set_language(case, lang)
    ours = to.startswith("/") and not to.startswith("//") and "\\" not in to
    return redirect(to if ours else "/")


@routes.get(LANGUAGE_PATH, label=N_("The language of the pages"), who=Who.ANYBODY, cost=None)
def back(request: Request) -> Response:
    """The front page: this address only receives a form."""
    return redirect("/")
