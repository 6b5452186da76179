"""Numbers for Prometheus, only for this computer or with the token of the settings."""

import hmac

from fastapi import Request
from fastapi.responses import Response

from app.errors import NotFound
from app.web import metrics, session
from app.web.binds import is_local
from app.web.proxies import FORWARDED
from app.web.route import Routes, Who

routes = Routes()


@routes.get("/metrics", label=None, who=Who.MONITOR, cost=None)
def numbers(request: Request) -> Response:
    """The numbers; ``NotFound`` for others."""
    if not _may_read(request):
        raise NotFound
    state = request.app.state
    text, kind = metrics.text(session.service(request), state.answered, state.refused)
    return Response(text, media_type=kind)


def _may_read(request: Request) -> bool:
    """With a configured token: whether the request has it. Without one: whether a program of this computer asks
    directly; a request that any proxy passed on is refused."""
    token = request.app.state.settings.metrics_token
    if token:
        header = request.headers.get("authorization", "")
        return hmac.compare_digest(header.encode(), f"Bearer {token}".encode())
    passed_on = any(name in request.headers for name in (*FORWARDED, "forwarded", "x-real-ip", "via"))
    return not passed_on and request.client is not None and is_local(request.client.host)
