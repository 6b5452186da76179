"""Proving again who somebody is, before actions that cannot be undone."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.accounts.sign_in import WrongSignIn, prove
from app.web import session
from app.web.fragments.accounts import fields
from app.web.fragments.ways import ways
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who
from app.web.slow import slow
from app.web.templating import onward, render

routes = Routes()


@routes.get("/account/confirm", label=None, who=Who.ACCOUNT, cost=None)
def page(request: Request, next: str = "") -> Response:  # noqa: A002 (the name in the address)
    """The form."""
    session.require_account(request)
    return render(request, "accounts/confirm.html", next=next, ways=ways(request, "/account/confirm"))


@routes.post("/account/confirm", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
@slow("account")
def confirm(
    request: Request,
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Verifies the holder and continues to the requested page."""
    account = session.require_account(request)
    try:
        prove(account, password, code)
    except WrongSignIn as error:
        log_refusal(request, error)
        errors = fields(request, {"password": error})
        other = ways(request, "/account/confirm")
        return render(request, "accounts/confirm.html", status=error.status, next=next, ways=other, errors=errors)
    session.confirm(request)
    return onward(request, session.place(next))
