"""Moving a guest's case into an account."""

from fastapi import Request
from fastapi.responses import Response

from app.cases.accounts import account as accounts
from app.i18n import N_
from app.web import session
from app.web.route import NOTHING, Routes, Who
from app.web.templating import redirect, render

routes = Routes()


@routes.get("/case/keep", label=N_("Keep this case in an account"), who=Who.PERSON, cost=None)
def page(request: Request) -> Response:
    """Explains it and has the button; without an account it offers two ways to get one."""
    session.require_own(request)
    return render(request, "accounts/keep.html")


@routes.post("/case/keep", label=N_("Keep this case in an account"), who=Who.PERSON, cost=None, removes=NOTHING)
def keep(request: Request) -> Response:
    """Keeps the open case in the account that is signed in."""
    accounts.keep(session.require_account(request), session.require_own(request), session.next_token(request))
    return redirect("/case")
