"""For those who watch the service: is it alive, and can it work? Without sign-in, so without any detail."""

import threading
import time

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from app.cases import health
from app.errors import record
from app.web import session

router = APIRouter()

FRESH = 5  # seconds for which an answer holds: whoever asks all the time makes no work
_LOCK = threading.Lock()


@router.api_route("/healthz", methods=["GET", "HEAD"])
async def alive() -> Response:
    """The process answers; its database and disk may be away."""
    return PlainTextResponse("ok\n")


@router.api_route("/readyz", methods=["GET", "HEAD"])
def ready(request: Request) -> Response:
    """Database, vault and queue work; 503 where one does not, which ``mioboe doctor`` names."""
    state = request.app.state
    with _LOCK:
        moment, well = getattr(state, "ready", (-FRESH, False))
        if time.monotonic() - moment >= FRESH:
            well = _look(request)
            state.ready = (time.monotonic(), well)
    return PlainTextResponse("ready\n" if well else "not ready\n", status_code=200 if well else 503)


def _look(request: Request) -> bool:
    try:
        return health.look(session.service(request)).ready
    except Exception as error:  # what nobody thought of is no reason to be called well
        record(error)
        return False
