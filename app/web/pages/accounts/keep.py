"""Moving a guest's case into an account."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.cases.accounts import account as accounts
from app.web import session
from app.web.templating import redirect, render

router = APIRouter()


@router.get("/case/keep")
def page(request: Request) -> Response:
    """Explains it and has the button; without an account it offers two ways to get one."""
    session.require_own(request)
    return render(request, "accounts/keep.html")


@router.post("/case/keep")
def keep(request: Request) -> Response:
    """Keeps the open case in the account that is signed in."""
    accounts.keep(session.require_account(request), session.require_own(request), session.next_token(request))
    return redirect("/case")
