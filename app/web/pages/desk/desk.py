"""The desk of a helper: the cases that are open to them, opening one, and opening a new one for a caller. For everybody
else it says how to help somebody, and how a helpline gets its accounts."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import helpers
from app.cases.accounts.account import Account
from app.cases.desk import callers
from app.errors import NotFound
from app.i18n import N_
from app.i18n.translate import translate
from app.storage.database import one_connection
from app.web import session
from app.web.fragments import desk
from app.web.numbers import whole_number
from app.web.route import NOTHING, Routes, Who, Within
from app.web.templating import language, onward, redirect, render

routes = Routes()

LONGEST_SEARCH = 100
OWN_CASE_SENTENCE = N_(
    "A case without a code is open in this browser and would be lost. "
    "Go to it first and write down its code, or delete it."
)


@routes.get("/desk", label=None, who=Who.APART, cost=None)
@one_connection()
def page(request: Request, show: str = "all", page: str = "") -> Response:
    """The list of cases; for somebody who does not help here, what they can do."""
    account = session.account(request)
    if account is None or account.role != "helper":
        return render(request, "desk/about.html", life=callers.LIFE.days)
    return _page(request, account, show, number=whole_number(page) or 1)


@routes.get("/help", label=None, who=Who.APART, cost=None)
def moved(request: Request) -> Response:
    """Redirects the earlier address of the desk."""
    return onward(request, "/desk")


@routes.get("/desk/find", label=None, who=Who.HELPER, cost=None)
@routes.get("/desk/open", label=None, who=Who.HELPER, cost=None)
@routes.get("/desk/new", label=None, who=Who.HELPER, cost=None)
@routes.get("/desk/leave", label=None, who=Who.HELPER, cost=None)
def back(request: Request) -> Response:
    """Redirects to the desk: these addresses only receive forms, and a change of language asks for them as pages."""
    require_helper(request)
    return onward(request, "/desk")


@routes.post("/desk/find", label=None, who=Who.HELPER, cost=None, removes=NOTHING)
@one_connection()
def search(request: Request, words: Annotated[str, Form()] = "", show: Annotated[str, Form()] = "all") -> Response:
    """The cases with these words. They name people, so they come by a form and stand in no address."""
    return _page(request, require_helper(request), show, words[:LONGEST_SEARCH])


@routes.post("/desk/open", label=None, who=Who.HELPER, cost=None, removes=NOTHING)
def enter(request: Request, grant: Annotated[str, Form()] = "") -> Response:
    """Opens one of the cases in this browser."""
    account = require_helper(request)
    if _would_lose(request):
        return _page(request, account, status=409, cases=OWN_CASE_SENTENCE)
    session.enter(request, helpers.enter(account, grant, session.here(request)))
    return redirect("/case")


@routes.post("/desk/new", label=None, who=Who.HELPER, cost=Within(("open",)), removes=NOTHING)
def open_for_caller(request: Request, name: Annotated[str, Form()] = "") -> Response:
    """Opens a case for a caller and asks the first question."""
    account = require_helper(request)
    if _would_lose(request):
        return _page(request, account, status=409, cases=OWN_CASE_SENTENCE)
    opened = callers.open_for_caller(account, name, language(request), session.here(request))
    session.enter(request, opened)
    return redirect("/case/questions/what")


@routes.post("/desk/leave", label=None, who=Who.HELPER, cost=None, removes=NOTHING)
def leave(request: Request) -> Response:
    """Closes the case in the helper's browser."""
    require_helper(request)
    if session.grant(request):
        session.leave(request)
    return redirect("/desk")


def require_helper(request: Request) -> Account:
    """The helper who is signed in; others are led to the sign-in, or find nothing (``NotFound``)."""
    account = session.require_account(request)
    if account.role != "helper":
        raise NotFound
    return account


def _would_lose(request: Request) -> bool:
    case = session.current(request)
    own = case is not None and not session.grant(request) and not case.sample
    return bool(case and own and case.account_id is None and not case.has_code)


def _page(
    request: Request,
    account: Account,
    show: str = "all",
    words: str = "",
    number: int = 1,
    status: int = 200,
    **errors: str,
) -> Response:
    lang, show = language(request), show if show in desk.FILTER_LABELS else "all"
    every = desk.entries(account, lang)
    some = desk.matching(every, show, words, lang)
    pages = max(1, -(-len(some) // desk.AT_ONCE))
    number = min(max(1, number), pages)
    return render(
        request,
        "desk/desk.html",
        status=status,
        errors={field: translate(sentence, lang) for field, sentence in errors.items()},
        cases=[desk.row(entry, lang) for entry in some[(number - 1) * desk.AT_ONCE : number * desk.AT_ONCE]],
        filters=[(name, translate(label, lang)) for name, label in desk.FILTER_LABELS.items()],
        show=show,
        words=words,
        count=len(some),
        all=len(every),
        page=number,
        pages=pages,
        life=callers.LIFE.days,
    )
