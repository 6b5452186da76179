"""The session of a browser: which case is open in it, and the cookie that keeps it so.

Before a case is open, forms belong to a browser by a cookie of their own (``visit``).

``current`` or ``require`` gives the case of a request. ``enter`` and ``leave`` change it; the cookie is set on the
response by ``app.web.middleware``, a page does nothing for it.
"""

import re
import secrets
from typing import cast

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Scope

from app.cases.case import Case, Opened, case_of_token
from app.cases.runs import Notify
from app.errors import NoCase
from app.storage.service import Service

VISIT = "mioboe-visit"
PORT = re.compile(r":([0-9]{1,5})$")


def service(request: Request) -> Service:
    """The service that answers this request."""
    return cast(Service, request.app.state.service)


def notify(request: Request) -> Notify:
    """Tells the runner that a run of a case was requested."""
    return cast(Notify, request.app.state.runner.notify)


def current(request: Request) -> Case | None:
    """The case that this browser has open, or None. Looked up once a request."""
    known = request.scope.get("mioboe.case", ...)
    if known is ...:
        known = request.scope["mioboe.case"] = case_of_token(service(request), token(request))
    return cast("Case | None", known)


def require(request: Request) -> Case:
    """The case that this browser has open; ``NoCase`` (404, a page that says what to do) without one."""
    case = current(request)
    if case is None:
        raise NoCase
    return case


def form_language(request: Request) -> str | None:
    """The language of the page that the form of this request was on; None before its token was checked."""
    return cast("str | None", request.scope.get("mioboe.lang"))


def enter(request: Request, opened: Opened) -> Case:
    """Makes a case that was opened or resumed the case of this browser."""
    request.scope["mioboe.case"] = opened.case
    if opened.token is not None:
        request.scope["mioboe.cookie"] = opened.token
    return opened.case


def leave(request: Request) -> None:
    """Takes the cookie of this browser away."""
    request.scope["mioboe.case"] = None
    request.scope["mioboe.cookie"] = ""


def reload(request: Request) -> None:
    """Has the case looked up again, because it was changed in this request."""
    request.scope.pop("mioboe.case", None)


def token(request: Request) -> str:
    """The token in the cookie that this browser sent, or an empty text."""
    return request.cookies.get(cookie_name(request.scope), "")


def next_token(request: Request) -> str:
    """The token that this browser will send with its next request."""
    changed: str | None = request.scope.get("mioboe.cookie")
    return token(request) if changed is None else changed


def visit(request: Request) -> str:
    """What tells this browser from others while no case is open in it: a random text in a cookie that browsers send
    with no request that another site began, or an empty text."""
    made: str | None = request.scope.get("mioboe.visit")
    return made or request.cookies.get(cookie_name(request.scope, VISIT), "")


def begin_visit(request: Request) -> str:
    """The same; one that is new for a browser that sent none, which gets it with this response."""
    known = visit(request)
    if not known:
        known = request.scope["mioboe.visit"] = secrets.token_urlsafe(24)
    return known


def set_cookie(headers: MutableHeaders, scope: Scope, days: int) -> None:
    """Adds the cookie of a case that was opened, resumed or left in this request, and that of a visit which began."""
    secure = "; Secure" if scope["scheme"] == "https" else ""
    if begun := scope.get("mioboe.visit"):
        name = cookie_name(scope, VISIT)
        headers.append("Set-Cookie", f"{name}={begun}; Path=/; HttpOnly; SameSite=Strict{secure}")
    changed = scope.get("mioboe.cookie")
    if changed is None:
        return
    name, life = cookie_name(scope), days * 86400 if changed else 0
    headers.append("Set-Cookie", f"{name}={changed}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{secure}")
    if not changed:
        headers.setdefault("Clear-Site-Data", '"cache", "storage"')


def cookie_name(scope: Scope, name: str = "mioboe") -> str:
    """The name of a cookie of ours for the address that the browser uses.

    Browsers keep ``__Host-`` cookies on https only, so plain http (a home network) needs a plain name. They keep one
    set of cookies for all ports of a host, so the name has the port: two services on one computer do not overwrite each
    other's.
    """
    port = PORT.search(Headers(scope=scope).get("host", ""))
    own = f"{name}-{port[1]}" if port else name
    return f"__Host-{own}" if scope["scheme"] == "https" else own
