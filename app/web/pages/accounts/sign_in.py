"""Signing in to an account by name, signing out, and recovery with a code of the operator."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.accounts import change, providers
from app.cases.accounts.change import WrongRecoveryCode, WrongSecondFactor
from app.cases.accounts.passkeys import passkeys
from app.cases.accounts.sign_in import WrongSignIn, sign_in
from app.cases.limits import TooOften
from app.errors import Mistake
from app.web import session
from app.web.fragments.accounts import address, fields, known, new_password_errors, remembered
from app.web.fragments.ways import ways
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import service
from app.web.slow import slow
from app.web.templating import onward, render

routes = Routes()


@routes.get("/sign-in", label=None, who=Who.APART, cost=None)
def page(request: Request, next: str = "") -> Response:  # noqa: A002 (the name in the address)
    """The form; a person who is signed in is redirected to where they wanted to go."""
    if session.account(request) is not None:
        return onward(request, session.place(next))
    return render(request, "accounts/sign_in.html", next=next, ways=ways(request, "/sign-in"))


@routes.post("/sign-in", label=None, who=Who.APART, cost=Within(("sign_in", "known_sign_in")), removes=NOTHING)
@slow("sign_in")
def enter(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Signs in. Every mistake gets the same sentence, and the form keeps what was typed except for password and
    code."""
    try:
        account = sign_in(service(request), name, password, code, address(request), known(request))
    except (WrongSignIn, TooOften) as error:
        if _done(request):
            return onward(request, session.place(next))
        log_refusal(request, error)
        errors = fields(request, {"name": error})
        typed = {"name": name[:100], "next": next, "ways": ways(request, "/sign-in")}
        return render(request, "accounts/sign_in.html", status=error.status, errors=errors, **typed)
    session.sign_in(request, account.id)
    return remembered(request, account.id, onward(request, session.place(next)))


def _done(request: Request) -> bool:
    """Whether the same form signed in a moment ago: somebody pressed the button twice, and no code works twice."""
    session.reload(request)
    browser = session.browser(request)
    return browser is not None and browser.account is not None and browser.token != session.token(request)


@routes.post("/sign-out", label=None, who=Who.APART, cost=None, removes=NOTHING)
def leave(request: Request) -> Response:
    """Signs out. A guest's case stays open. A person who came through an organisation may sign out there too."""
    known = session.account(request)
    there = known is not None and bool(known.service.settings.provider) and providers.signs_in(known.service, known.id)
    response = onward(request, "/sign-out/provider" if there else "/")
    session.sign_out(request)
    return response


@routes.get("/sign-out", label=None, who=Who.APART, cost=None)
def back(request: Request) -> Response:
    """Redirects to the form: this address only receives forms."""
    return onward(request, "/account")


@routes.get("/sign-in/recover", label=None, who=Who.APART, cost=None)
def recover_page(request: Request) -> Response:
    """The form for the operator's code and a new password."""
    return render(request, "accounts/recover.html")


@routes.post(
    "/sign-in/recover",
    label=None,
    who=Who.APART,
    cost=Within(("sign_in", "password")),
    removes=NOTHING,
)
@slow("codes")
def recover(
    request: Request,
    code: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    second: Annotated[str, Form()] = "",
) -> Response:
    """Sets the password and signs in. Only a person with the right code learns whether the password is accepted."""
    wrong: dict[str, str | Mistake]
    try:
        account = change.account_of_recovery_code(service(request), code, address(request))
        wrong, status = new_password_errors(request, password, again, account.name, with_code=False), 422
        if not wrong:
            before = {
                "had_second_factor": account.has_second_factor,
                "had_passkeys": bool(passkeys(account.service, account.id)),
            }
            without = change.recover(account, code, password, second)
            session.sign_in(request, account.id)
            page = render(request, "accounts/recovered.html", without=without, **before)
            return remembered(request, account.id, page)
    except (WrongRecoveryCode, WrongSecondFactor, TooOften) as error:
        log_refusal(request, error)
        wrong = {"second" if isinstance(error, WrongSecondFactor) else "code": error}
        status = error.status
    return render(request, "accounts/recover.html", status=status, errors=fields(request, wrong), code=code[:100])
