"""The account: its cases, how its holder signs in, and its end."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import browsers
from app.cases.accounts import account as accounts
from app.cases.accounts import change, providers
from app.cases.accounts.account import Account, own_cases
from app.cases.accounts.sign_in import WrongSignIn
from app.cases.limits import TooOften
from app.errors import Mistake
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import translate
from app.web import session
from app.web.context import Context
from app.web.fragments.accounts import fields, new_password_errors, remembered
from app.web.refusals import log_refusal
from app.web.route import EVERYTHING, NOTHING, Routes, Who, Within
from app.web.slow import slow
from app.web.templating import language, onward, redirect, render

routes = Routes()

STATE_LABELS = {True: N_("On"), False: N_("Off")}
ORGANISATION = "/account/provider"
SETTING_LABELS = {
    "/account/password": N_("Password"),
    "/account/second-factor": N_("Two-step verification"),
    "/account/passkeys": N_("Passkeys"),
    ORGANISATION: N_("Your organisation’s sign-in service"),
    "/account/browsers": N_("Browsers in which you are signed in"),
}


@routes.get("/account", label=None, who=Who.ACCOUNT, cost=None)
def page(request: Request) -> Response:
    """The account: its cases and ways to sign in."""
    account, lang = session.require_account(request), language(request)
    states = {"/account/second-factor": translate(STATE_LABELS[account.has_second_factor], lang)}
    if account.service.settings.provider:
        states[ORGANISATION] = translate(STATE_LABELS[providers.signs_in(account.service, account.id)], lang)
    settings = [
        (path, translate(label, lang), states.get(path, ""))
        for path, label in SETTING_LABELS.items()
        if path != ORGANISATION or path in states
    ]
    cases, waiting = _cases(request, account, lang), change.is_code_waiting(account)
    return render(request, "accounts/account.html", cases=cases, settings=settings, code_waiting=waiting)


@routes.get("/account/cases", label=None, who=Who.ACCOUNT, cost=None)
def back(request: Request) -> Response:
    """Redirects to the account: this address only receives forms, and a reload or a change of language asks for it as a
    page."""
    return onward(request, "/account")


@routes.post("/account/cases", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def open_case(request: Request, id: Annotated[str, Form()] = "") -> Response:  # noqa: A002 (the name in the form)
    """Opens one of the account's cases in this browser."""
    session.enter(request, browsers.open_own(session.require_account(request), id, session.here(request)))
    return redirect("/case")


@routes.get("/account/password", label=None, who=Who.ACCOUNT, cost=None)
def password_page(request: Request) -> Response:
    """The form for a new password."""
    session.require_account(request)
    session.require_confirmed(request)
    return render(request, "accounts/password.html")


@routes.post("/account/password", label=None, who=Who.ACCOUNT, cost=Within(("password",)), removes=NOTHING)
@slow("account")
def change_password(
    request: Request,
    old: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Sets a new password and signs the account out everywhere else."""
    account = session.require_account(request)
    session.require_confirmed(request)
    wrong: dict[str, str | Mistake]
    try:
        wrong, status = new_password_errors(request, password, again, account.name, account.has_second_factor), 422
        if not wrong:
            change.change_password(account, old, password, session.next_token(request))
            session.confirm(request)
            return remembered(request, account.id, onward(request, "/account"))
    except (WrongSignIn, TooOften) as error:
        log_refusal(request, error)
        wrong, status = {"password" if isinstance(error, TooOften) else "old": error}, error.status
    return render(request, "accounts/password.html", status=status, errors=fields(request, wrong))


@routes.get("/account/close", label=None, who=Who.ACCOUNT, cost=None)
def close_page(request: Request) -> Response:
    """Shows what is erased, and asks for confirmation."""
    account = session.require_account(request)
    session.require_confirmed(request)
    return render(request, "accounts/close_account.html", count=len(own_cases(account)))


@routes.post("/account/close", label=None, who=Who.ACCOUNT, cost=None, removes=EVERYTHING)
def close(request: Request) -> Response:
    """Erases the account and its cases. There is nothing left to redirect to, so the response is the last page."""
    account = session.require_account(request)
    session.require_confirmed(request)
    accounts.close(account)
    session.sign_out(request)
    return render(request, "accounts/close_account.html", closed=True)


def _cases(request: Request, account: Account, lang: str) -> list[Context]:
    current = session.current(request)
    return [
        {
            "id": case.id,
            "number": case.id[:8],
            "day": day(case.created_at.date(), lang),
            "open": current is not None and current.id == case.id,
        }
        for case in own_cases(account)
    ]
