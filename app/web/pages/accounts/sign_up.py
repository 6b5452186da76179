"""Making an account: a name and a password, and at the same time two-step verification if wanted."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.accounts import sign_up
from app.cases.accounts.account import NameTaken, name_problem
from app.cases.limits import TooOften
from app.errors import Mistake
from app.web import session
from app.web.fragments.accounts import FIRST_CODE_SENTENCE, fields, new_password_errors, remembered, set_up
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import service
from app.web.slow import slow
from app.web.templating import onward, render

routes = Routes()


@routes.get("/sign-up", label=None, who=Who.APART, cost=None)
def page(request: Request, next: str = "") -> Response:  # noqa: A002 (the name in the address)
    """The form for a name and a password; a person who is signed in is redirected to where they wanted to go."""
    if session.account(request) is not None:
        return onward(request, session.place(next))
    return render(request, "accounts/sign_up.html", next=next)


@routes.post("/sign-up", label=None, who=Who.APART, cost=Within(("sign_up", "password")), removes=NOTHING)
@slow("sign_up")
def make(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    second: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Makes the account, or goes on to two-step verification."""
    here, problem = service(request), name_problem(name)
    wrong: dict[str, str | Mistake] = {"name": problem} if problem else {}
    status = 422
    try:
        wrong |= new_password_errors(request, password, again, name, bool(second))
        if not wrong:
            sign_up.check_free(here, name, session.source(request))
            if second:
                sign_up.wait_for_code(here, name, password, next, session.here(request).token)
                return onward(request, "/sign-up/second")
            account = sign_up.sign_up(here, name, password)
            session.sign_in(request, account.id)
            return remembered(request, account.id, onward(request, session.place(next)))
    except (NameTaken, TooOften) as error:
        log_refusal(request, error)
        wrong, status = {"name": error}, error.status
    typed = {"name": name[:100], "second": second, "next": next}
    return render(request, "accounts/sign_up.html", status=status, errors=fields(request, wrong), **typed)


@routes.get("/sign-up/second", label=None, who=Who.APART, cost=None)
def second(request: Request) -> Response:
    """The page with the key for the app; without a waiting sign-up it redirects to the beginning."""
    return _second(request)


@routes.post("/sign-up/second", label=None, who=Who.APART, cost=Within(("sign_up", "password")), removes=NOTHING)
def end(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Makes the account if the app's first code is right, and shows the recovery codes."""
    browser = session.here(request).token
    waiting = sign_up.waiting(service(request), browser)
    if waiting is None:
        return onward(request, "/sign-up")
    try:
        result = sign_up.end(service(request), waiting, browser, code)
    except NameTaken as error:
        typed = {"name": waiting.name, "second": "1", "next": waiting.onward}
        errors = fields(request, {"name": error})
        return render(request, "accounts/sign_up.html", status=error.status, errors=errors, **typed)
    if result is None:
        return _second(request, 422, code=FIRST_CODE_SENTENCE)
    account, codes = result
    session.sign_in(request, account.id)
    page = render(request, "accounts/recovery_codes.html", codes=codes, onward=session.place(waiting.onward))
    return remembered(request, account.id, page)


def _second(request: Request, status: int = 200, **errors: str) -> Response:
    waiting = sign_up.waiting(service(request), session.here(request).token)
    if waiting is None:
        return onward(request, "/sign-up")
    return set_up(request, waiting.secret, waiting.name, status, errors)
