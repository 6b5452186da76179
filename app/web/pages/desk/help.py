"""For helpers: the cases that are open to them, opening one and closing it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.cases.access import helpers
from app.errors import NotFound
from app.i18n import N_
from app.i18n.formats import when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.web import session
from app.web.pages.desk.helpers import SHORT_LABELS
from app.web.templating import language, redirect, render

router = APIRouter()

OWN_CASE_SENTENCE = N_(
    "A case without a code is open in this browser and would be lost. "
    "Go to it first and write down its code, or delete it."
)


@router.get("/help")
def page(request: Request) -> Response:
    """The cases that are open to this helper."""
    return _page(request)


@router.post("/help/open")
def enter(request: Request, grant: Annotated[str, Form()] = "") -> Response:
    """Opens one of them in this browser."""
    account, case = session.require_account(request), session.current(request)
    if case and not session.grant(request) and case.account_id is None and not case.has_code:
        return _page(request, 409, {"cases": translate(OWN_CASE_SENTENCE, language(request))})
    session.enter(request, helpers.enter(account, grant, session.here(request)))
    return redirect("/case")


@router.post("/help/leave")
def leave(request: Request) -> Response:
    """Closes the case in the helper's browser."""
    session.require_account(request)
    if session.grant(request):
        session.leave(request)
    return redirect("/help")


def _page(request: Request, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    account, lang = session.require_account(request), language(request)
    if account.role != "helper":
        raise NotFound
    cases = [
        {
            "id": opened.id,
            "number": opened.case_id[:8].upper(),
            "owner": opened.name,
            "mode": translate(SHORT_LABELS[opened.mode], lang),
            "until": when(opened.until, "stated", lang, LANGUAGES[lang].zone),
        }
        for opened in helpers.opened_to(account)
    ]
    return render(request, "desk/help.html", status=status, errors=errors, cases=cases)
