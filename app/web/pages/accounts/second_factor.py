"""Two-step verification of an account: set up, renewed, turned off; and its recovery codes."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.accounts import second_factor
from app.cases.accounts.account import Account
from app.cases.accounts.passwords import PASSWORD_SENTENCES, SHORTEST, canonical
from app.cases.accounts.sign_in import WrongSignIn, prove
from app.web import session
from app.web.fragments.accounts import FIRST_CODE_SENTENCE, fields, set_up
from app.web.refusals import log_refusal
from app.web.route import EVERYTHING, NOTHING, Routes, Who
from app.web.slow import slow
from app.web.templating import onward, render

routes = Routes()
HERE = "/account/second-factor"


@routes.get("/account/second-factor", label=None, who=Who.ACCOUNT, cost=None)
def page(request: Request) -> Response:
    """Whether the second factor is on, and what can be changed."""
    return _page(request, _confirmed(request))


@routes.post("/account/second-factor", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def begin(request: Request) -> Response:
    """Begins to set an app up."""
    second_factor.begin(_confirmed(request), session.here(request).token)
    return onward(request, f"{HERE}/new")


@routes.get("/account/second-factor/new", label=None, who=Who.ACCOUNT, cost=None)
def new(request: Request) -> Response:
    """The key for the app."""
    return _new(request, _confirmed(request))


@routes.post("/account/second-factor/new", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def end(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Turns it on if the app's first code is right, closes all other browsers, and shows the recovery codes."""
    account = _confirmed(request)
    codes = second_factor.confirm(account, session.here(request).token, code)
    if codes is None:
        return _new(request, account, 422, code=FIRST_CODE_SENTENCE)
    session.confirm(request)
    return render(request, "accounts/recovery_codes.html", codes=codes, onward=HERE)


@routes.get("/account/second-factor/codes", label=None, who=Who.ACCOUNT, cost=None)
@routes.get("/account/second-factor/remove", label=None, who=Who.ACCOUNT, cost=None)
def back(request: Request) -> Response:
    """Redirects to the page: these addresses only receive forms."""
    return onward(request, HERE)


@routes.post("/account/second-factor/codes", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def new_codes(request: Request) -> Response:
    """Ten new recovery codes."""
    account = _confirmed(request)
    if not account.has_second_factor:
        return onward(request, HERE)
    return render(request, "accounts/recovery_codes.html", codes=second_factor.new_codes(account), onward=HERE)


@routes.post(
    "/account/second-factor/remove",
    label=None,
    who=Who.ACCOUNT,
    cost=None,
    removes=EVERYTHING,
)
@slow("account")
def remove(request: Request, password: Annotated[str, Form()] = "") -> Response:
    """Turns it off and closes all other browsers. The password must be long enough without it."""
    account = _confirmed(request)
    try:
        prove(account, password, None)
    except WrongSignIn as error:
        log_refusal(request, error)
        return _page(request, account, error.status, fields(request, {"password": error}))
    if len(canonical(password)) < SHORTEST:
        return _page(request, account, 422, fields(request, {"password": PASSWORD_SENTENCES["short"]}))
    second_factor.remove(account, session.here(request).token)
    session.confirm(request)
    return onward(request, HERE)


def _confirmed(request: Request) -> Account:
    account = session.require_account(request)
    session.require_confirmed(request)
    return account


def _page(request: Request, account: Account, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    left = second_factor.codes_left(account)
    return render(request, "accounts/second_factor.html", status=status, left=left, errors=errors)


def _new(request: Request, account: Account, status: int = 200, **errors: str) -> Response:
    secret = second_factor.begun(account, session.here(request).token)
    if secret is None:
        return onward(request, HERE)
    return set_up(request, secret, account.name, status, errors)
