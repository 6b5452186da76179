"""The browser of a request: who is signed in, which case is open, and the cookie that keeps both.

Before anything is open in a browser, a separate cookie (``visit``) ties forms to it. ``current`` or ``require`` gives
the case of a request, ``account`` or ``require_account`` the account that is signed in. After functions that change
them (``enter``, ``sign_in``, ``confirm``, ``sign_out``, ``leave``), ``app.web.middleware`` sets the cookie on the
response; a page does nothing for it.
"""

import re
import secrets
from dataclasses import replace
from typing import cast

from fastapi import Request

from app.cases import limits
from app.cases.access import browsers, samples
from app.cases.access.browser_state import CONFIRMED, Browser, Grant
from app.cases.access.browsers import Opened, Visitor
from app.cases.access.helpers import HelpOver
from app.cases.accounts.account import Account
from app.cases.case import Case
from app.cases.limits import Source
from app.cases.operation.runs import Notify
from app.cases.removing import NotForHelpers
from app.errors import NoCase
from app.storage.service import Service
from app.storage.tables import now
from app.web.clients import client_name
from app.web.cookies import VISIT, cookie_name

# Where somebody goes on after they signed in or proved who they are: a name in the address, never an address itself.
PLACES = {
    "account": "/account",
    "account-browsers": "/account/browsers",
    "account-close": "/account/close",
    "account-export": "/account/export",
    "browsers": "/case/browsers",
    "case": "/case",
    "delete": "/case/delete",
    "export": "/case/export",
    "desk": "/desk",
    "helpers": "/case/helpers",
    "invitations": "/operator/invitations",
    "join": "/desk/join",
    "keep": "/case/keep",
    "operator": "/operator",
    "organisation": "/account/provider",
    "passkeys": "/account/passkeys",
    "password": "/account/password",
    "second-factor": "/account/second-factor",
}
# Pages of one thing, each with the path that comes before its id: what names them ends with a stop and the id.
PLACES_OF_ONE = {"remove-exhibit": "/case/remove/exhibit/", "remove-file": "/case/remove/file/"}
IDENTIFIER = re.compile(r"[0-9a-f]{1,32}")


class Elsewhere(Exception):  # noqa: N818 (where the person goes on)
    """The request continues at another page of ours."""

    def __init__(self, path: str) -> None:
        self.path = path


def service(request: Request) -> Service:
    """The service that answers this request."""
    return cast(Service, request.app.state.service)


def notify(request: Request) -> Notify:
    """Tells the runner that a run of a case was requested."""
    return cast(Notify, request.app.state.runner.notify)


def here(request: Request) -> Visitor:
    """The browser of this request, in the form that ``app.cases.access.browsers`` needs."""
    agent = request.headers.get("user-agent", "")
    mine = request.scope.get("mioboe.renewed") or token(request) or visit(request)
    return Visitor(mine, request.scope.get("mioboe.form", ""), client_name(agent), source(request))


def browser(request: Request) -> Browser | None:
    """The session of this browser, or None. It is looked up once a request."""
    known = request.scope.get("mioboe.browser", ...)
    if known is ...:
        mine = here(request)
        known = browsers.look_up(service(request), mine)
        if known is not None and known.token != next_token(request):
            request.scope["mioboe.cookie"] = known.token
        if known is not None:
            known = replace(known, own=_from(mine, known.own), sample=_from(mine, known.sample))
        request.scope["mioboe.browser"] = known
    return cast("Browser | None", known)


def _from(mine: Visitor, case: Case | None) -> Case | None:
    return replace(case, source=mine.source) if case else None


def current(request: Request) -> Case | None:
    """The case that this browser has open, or None."""
    known = browser(request)
    return known.case if known else None


def source(request: Request) -> Source:
    """The source of the request for the limits: its network, and its browser if a cookie identifies it."""
    address = request.client.host if request.client else ""
    return limits.source(service(request), address, visit(request) or token(request))


def own_beside_sample(request: Request) -> bool:
    """Whether the sample is open instead of the person's own case, which is open again when they leave the sample."""
    known = browser(request)
    return known is not None and known.sample is not None and known.own is not None


def require(request: Request) -> Case:
    """The open case of this browser; without one ``NoCase`` (404, a page that says what to do)."""
    known = browser(request)
    if known is None or known.case is None:
        raise HelpOver if known and known.over else NoCase
    return known.case


def require_own(request: Request) -> Case:
    """The open case for actions that helpers may not do: see the code, delete, export everything, let others in, change
    how long the case is kept. ``NotForHelpers`` (403) for them."""
    case = require(request)
    if grant(request) is not None:
        raise NotForHelpers
    return case


def grant(request: Request) -> Grant | None:
    """The grant of the helper who has the case open; None in the browsers of its owner."""
    known = browser(request)
    return known.grant if known else None


def may_write(request: Request) -> bool:
    """Whether this browser may change the open case: helpers may if its owner said so, or has not taken it over."""
    held = grant(request)
    return held is None or held.may_write


def account(request: Request) -> Account | None:
    """The account that is signed in in this browser, or None."""
    known = browser(request)
    return known.account if known else None


def require_account(request: Request) -> Account:
    """The account that is signed in; without one the person is sent to the sign-in first."""
    known = account(request)
    if known is None:
        raise Elsewhere(f"/sign-in?next={_place_name(request)}")
    return known


def confirmed(request: Request) -> bool:
    """Whether the account's holder proved who they are in the last ten minutes."""
    known = browser(request)
    at = known.confirmed_at if known else None
    return at is not None and abs(now() - at) < CONFIRMED


def require_confirmed(request: Request) -> None:
    """For actions that cannot be undone: people with an account first prove again who they are. Guests have no way to
    prove it and pass."""
    if account(request) is not None and not confirmed(request):
        raise Elsewhere(f"/account/confirm?next={_place_name(request)}")


def place(name: str) -> str:
    """Our page that ``next`` in an address names; the page of the account for any other text."""
    kind, _, identifier = name.partition(".")
    if kind in PLACES_OF_ONE and IDENTIFIER.fullmatch(identifier):
        return PLACES_OF_ONE[kind] + identifier
    return PLACES.get(name, PLACES["account"])


def place_name(name: str) -> str:
    """The name itself where it names a page of ours, else an empty text."""
    return name if name == "account" or place(name) != PLACES["account"] else ""


def _place_name(request: Request) -> str:
    path = request.url.path
    for kind, start in PLACES_OF_ONE.items():
        if path.startswith(start) and IDENTIFIER.fullmatch(identifier := path.removeprefix(start)):
            return f"{kind}.{identifier}"
    return next((name for name, known in PLACES.items() if known == path), "account")


def form_language(request: Request) -> str | None:
    """The language of the page that the form of this request was on; None before its token was checked."""
    return cast("str | None", request.scope.get("mioboe.lang"))


def enter(request: Request, opened: Opened) -> Case:
    """Makes a newly opened or resumed case the case of this browser."""
    if opened.token is not None:
        renewed(request, opened.token)
    return opened.case


def sign_in(request: Request, account_id: str) -> None:
    """Signs an account in, whose holder has proved who they are."""
    renewed(request, browsers.sign_in(service(request), here(request), account_id))


def confirm(request: Request) -> None:
    """Records that the holder of the signed-in account has proved again who they are."""
    renewed(request, browsers.confirm(service(request), here(request)))


def sign_out(request: Request) -> None:
    """Signs out; a guest's case that is open stays open."""
    renewed(request, browsers.sign_out(service(request), here(request)))


def throw_sample_away(request: Request) -> bool:
    """Erases the sample that is open, so that the browser's own case is open again; returns whether there was one."""
    case = current(request)
    if case is None or not case.sample:
        return False
    samples.throw_away(case)
    _reload_after_closing(request)
    return True


def leave(request: Request) -> None:
    """Closes the case in this browser (it may be erased already), and removes the cookie if nobody is signed in."""
    browsers.leave(service(request), here(request))
    _reload_after_closing(request)


def _reload_after_closing(request: Request) -> None:
    reload(request)
    if browser(request) is None:
        request.scope["mioboe.cookie"] = ""


def renewed(request: Request, token: str) -> None:
    """Sets this browser's cookie to a new token, or removes the cookie where the token is empty."""
    request.scope["mioboe.cookie"] = request.scope["mioboe.renewed"] = token
    reload(request)


def reload(request: Request) -> None:
    """Makes this request look up the browser and its case again after a change."""
    request.scope.pop("mioboe.browser", None)


def token(request: Request) -> str:
    """The token in the cookie that this browser sent, or an empty text."""
    return request.cookies.get(cookie_name(request.scope), "")


def next_token(request: Request) -> str:
    """The token that this browser will send with its next request."""
    changed: str | None = request.scope.get("mioboe.cookie")
    return token(request) if changed is None else changed


def visit(request: Request) -> str:
    """A random text that identifies this browser while no case is open in it, or an empty text. It is in a cookie that
    browsers do not send with requests from other sites."""
    assigned: str | None = request.scope.get("mioboe.visit")
    return assigned or request.cookies.get(cookie_name(request.scope, VISIT), "")


def begin_visit(request: Request) -> str:
    """The text of ``visit``; a browser without one gets a new one with this response."""
    known = visit(request)
    if not known:
        known = request.scope["mioboe.visit"] = secrets.token_urlsafe(24)
    return known
