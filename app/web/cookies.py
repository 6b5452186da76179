"""The cookies of this service: their names, and how they are set on a response."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Scope

VISIT = "mioboe-visit"  # the cookie of a browser in which no case is open (``app.web.session.visit``)
PORT = re.compile(r":([0-9]{1,5})$")


def set_cookie(headers: MutableHeaders, scope: Scope, days: int) -> None:
    """Adds the cookie of a case that was opened, resumed or left in this request, and the cookie of a new visit."""
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
