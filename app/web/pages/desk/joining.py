"""Accepting an invitation to help: its code first, then an account, then the account's word."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.desk import invitations
from app.cases.desk.invitations import OtherRole, WrongInvitation
from app.cases.limits import TooOften
from app.i18n.translate import gettext
from app.web import session
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.templating import language, onward, redirect, render

routes = Routes()

HERE = "/desk/join"


@routes.get(HERE, label=None, who=Who.APART, cost=None)
def page(request: Request) -> Response:
    """The form for the code; then the ways to an account; then the button that makes it a helper's."""
    return _page(request)


@routes.post(HERE, label=None, who=Who.APART, cost=Within(("join",)), removes=NOTHING)
def join(request: Request, code: Annotated[str, Form()] = "", do: Annotated[str, Form()] = "") -> Response:
    """Keeps a valid code for this browser, or makes the account that is signed in that of a helper."""
    try:
        if do == "accept":
            return _accept(request)
        holder = session.begin_visit(request)
        invitations.hold(session.service(request), code, session.source(request), holder)
    except (WrongInvitation, OtherRole, TooOften) as error:
        log_refusal(request, error)
        sentence = gettext(error.sentence, language(request), **error.values)
        answer = _page(request, error.status, {"code": sentence})
        answer.headers.update(error.headers)
        return answer
    return onward(request, HERE)


def _accept(request: Request) -> Response:
    account = session.require_account(request)
    session.require_confirmed(request)
    invitations.accept(account, session.visit(request), session.next_token(request))
    session.confirm(request)  # with the new role the browser gets a new token
    return redirect("/desk")


def _page(request: Request, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    held = invitations.is_held(session.service(request), session.visit(request))
    return render(request, "desk/join.html", status=status, errors=errors, held=held)
