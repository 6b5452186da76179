"""Refused requests in the log, so that an operator sees an attack and its target. The log holds no address, name, code
or content: the sender is a hash under the server's secret, equal for equal addresses."""

import secrets

from fastapi import Request

from app.cases.access.browser_state import Browser
from app.errors import LOG, Mistake

LOGGED = (400, 401, 403, 404, 405, 408, 409, 410, 413, 429)


def log_refusal(request: Request, mistake: Mistake) -> None:
    """One line with the kind of refusal, its status, the route, the case (the beginning of its random id) and a number
    of the request."""
    if mistake.status not in LOGGED and not mistake.expected:
        return
    request.app.state.refused[type(mistake).__name__] += 1
    service = getattr(request.app.state, "service", None)
    host = request.client.host if request.client else ""
    known = request.scope.get("mioboe.browser")
    case = known.case if isinstance(known, Browser) else None
    LOG.warning(
        "refused kind=%s status=%d method=%s route=%s case=%s from=%s request=%s",
        type(mistake).__name__,
        mistake.status,
        request.method if request.method.isalpha() else "-",
        getattr(request.scope.get("route"), "path", "-"),
        case.id[:8] if case else "-",
        service.keyed_hash("log", host)[:12] if service else "-",
        secrets.token_hex(4),
    )
