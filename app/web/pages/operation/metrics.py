"""Numbers for Prometheus, of this computer alone or with the token of the settings."""

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.errors import NotFound
from app.web import metrics, session
from app.web.binds import is_local
from app.web.proxies import FORWARDED

router = APIRouter()


@router.get("/metrics")
def numbers(request: Request) -> Response:
    """The numbers; others find no such page."""
    if not _may_read(request):
        raise NotFound
    state = request.app.state
    text, kind = metrics.text(session.service(request), state.answered, state.refused)
    return Response(text, media_type=kind)


def _may_read(request: Request) -> bool:
    """With a token only who has it. Without one, a program of this computer that passes nobody's request on: a proxy
    that the settings do not name looks like one."""
    token = request.app.state.settings.metrics_token
    if token:
        header = request.headers.get("authorization", "")
        return hmac.compare_digest(header.encode(), f"Bearer {token}".encode())
    passed_on = any(name in request.headers for name in (*FORWARDED, "forwarded", "x-real-ip", "via"))
    return not passed_on and request.client is not None and is_local(request.client.host)
