"""Making an account with a passkey in place of a password: a name first, then the passkey."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import JSONResponse, Response

from app.cases.accounts import passkey_sign_up, passkeys
from app.cases.accounts.account import NameTaken, name_problem
from app.cases.accounts.passkeys import WrongPasskey
from app.cases.accounts.sign_up import check_free
from app.cases.limits import TooOften
from app.errors import Mistake
from app.i18n import N_
from app.i18n.translate import translate
from app.web import session
from app.web.clients import client_name
from app.web.fragments.accounts import fields, remembered
from app.web.origins import passkey_site, place
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import service
from app.web.templating import language, onward, render

routes = Routes()
HERE, NEW = "/sign-up/passkey", "/sign-up/passkey/new"
NAMELESS = N_("Passkey")


@routes.get("/sign-up/passkey", label=None, who=Who.APART, cost=None)
def page(request: Request, next: str = "") -> Response:  # noqa: A002 (the name in the address)
    """The form for the name; a person who is signed in is redirected to where they wanted to go."""
    if session.account(request) is not None:
        return onward(request, session.place(next))
    return _page(request, next=next)


@routes.post("/sign-up/passkey", label=None, who=Who.APART, cost=Within(("sign_up",)), removes=NOTHING)
def begin(
    request: Request,
    name: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Continues to the passkey if the name is free."""
    problem: str | Mistake | None = name_problem(name)
    status = 422
    if problem is None:
        try:
            check_free(service(request), name, session.source(request))
            passkey_sign_up.begin(service(request), name, next, session.here(request).token)
            return onward(request, NEW)
        except (NameTaken, TooOften) as error:
            log_refusal(request, error)
            problem, status = error, error.status
    return _page(request, status, {"name": problem}, name=name[:100], next=next)


@routes.get("/sign-up/passkey/new", label=None, who=Who.APART, cost=None)
def new(request: Request) -> Response:
    """The button by which the device makes the passkey; without a waiting sign-up it redirects to the beginning."""
    return _new(request)


@routes.post("/sign-up/passkey/new/begin", label=None, who=Who.APART, cost=None, removes=NOTHING)
def begin_making(request: Request) -> Response:
    """The options that the browser needs to make the passkey."""
    browser = session.here(request).token
    waiting = passkey_sign_up.waiting(service(request), browser)
    if waiting is None:
        return onward(request, HERE)
    options = passkey_sign_up.begin_making(service(request), waiting, passkey_site(request), browser)
    return JSONResponse(options)


@routes.post("/sign-up/passkey/new", label=None, who=Who.APART, cost=Within(("sign_up",)), removes=NOTHING)
def end(
    request: Request,
    answer: Annotated[str, Form()] = "",
    called: Annotated[str, Form()] = "",
) -> Response:
    """Makes the account and signs in."""
    browser = session.here(request).token
    waiting = passkey_sign_up.waiting(service(request), browser)
    if waiting is None:
        return onward(request, HERE)
    name = passkeys.clean_name(called) or translate(NAMELESS, language(request))
    try:
        account = passkey_sign_up.end(service(request), waiting, passkey_site(request), browser, answer, name)
    except NameTaken as error:
        return _page(request, error.status, {"name": error}, name=waiting.name, next=waiting.onward)
    except WrongPasskey as error:
        log_refusal(request, error)
        return _new(request, error)
    session.sign_in(request, account.id)
    return remembered(request, account.id, onward(request, session.place(waiting.onward)))


def _page(request: Request, status: int = 200, wrong: dict[str, str | Mistake] | None = None, **typed: str) -> Response:
    errors = fields(request, wrong or {})
    return render(request, "accounts/sign_up_passkey.html", status=status, errors=errors, place=place(request), **typed)


def _new(request: Request, error: Mistake | None = None) -> Response:
    waiting = passkey_sign_up.waiting(service(request), session.here(request).token)
    if waiting is None:
        return onward(request, HERE)
    return render(
        request,
        "accounts/sign_up_passkey.html",
        status=error.status if error else 200,
        errors=fields(request, {"main": error}) if error else {},
        waiting=waiting.name,
        suggested=client_name(request.headers.get("user-agent", "")),
        place=place(request),
    )
