"""For monitoring: is the service alive, and can it work? Without sign-in, so without any detail."""

import asyncio
import threading
import time
from contextlib import suppress

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from app.cases.operation import health
from app.errors import record
from app.storage.service import Service
from app.web import session
from app.web.route import Routes, Who

routes = Routes()

FRESH = 5  # seconds for which an answer is reused, so that frequent requests cost no work
PATIENCE = 8  # seconds after which what has not answered is taken to be away


@routes.get("/healthz", label=None, who=Who.APART, cost=None, methods=("GET", "HEAD"))
async def alive() -> Response:
    """The process answers; its database and disk may be unreachable."""
    return PlainTextResponse("ok\n")


@routes.get("/readyz", label=None, who=Who.APART, cost=None, methods=("GET", "HEAD"))
async def ready(request: Request) -> Response:
    """Whether database, vault and queue work; 503 where one does not or gives no answer. ``mioboe doctor`` names it."""
    state = request.app.state
    moment, well = getattr(state, "ready", (-FRESH, False))
    if time.monotonic() - moment >= FRESH:
        look = getattr(state, "look", None)
        if look is None or look.done():
            look = state.look = _begun(session.service(request))
        await asyncio.wait([look], timeout=PATIENCE)
        well = look.done() and look.result()
        state.ready = (time.monotonic(), well)
    return PlainTextResponse("ready\n" if well else "not ready\n", status_code=200 if well else 503)


def _begun(service: Service) -> asyncio.Future[bool]:
    """Starts a look in a separate thread: the threads of the pages may all be waiting for the same database."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[bool] = loop.create_future()

    def look() -> None:
        well = _look(service)
        with suppress(RuntimeError):  # the service was stopped meanwhile
            loop.call_soon_threadsafe(result.set_result, well)

    threading.Thread(target=look, daemon=True).start()
    return result


def _look(service: Service) -> bool:
    try:
        return health.look(service).ready
    except Exception as error:  # what nobody thought of is no reason to be called well
        record(error)
        return False
