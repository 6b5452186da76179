"""The service as one application object, and the command that runs it."""

import asyncio
import errno
import gc
import logging
import os
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware

from app import logs
from app.cannot_start import CannotStart
from app.cases import steady
from app.cases.access import browsers
from app.cases.files import erase
from app.cases.operation import checked_content
from app.cases.workers import carry
from app.cases.workers.runner import Runner
from app.cases.workers.worker import Worker
from app.errors import record
from app.i18n import N_
from app.i18n.languages import SOURCE
from app.i18n.translate import gettext
from app.loading import loading
from app.settings import Settings, load
from app.stopping import end_in_time
from app.storage import service
from app.storage.service import Service
from app.web import binds, errors, pages, telemetry
from app.web.assets import Assets
from app.web.binds import LOCALHOST
from app.web.metrics import Answered, CountingMiddleware
from app.web.middleware import DrainBodyMiddleware, RequestGuardMiddleware, ResponseHeadersMiddleware
from app.web.neutral.middleware import SealedAddressMiddleware
from app.web.proxies import ProxyMiddleware

STATIC = Path(__file__).parents[1] / "static"
DAY = 24 * 60 * 60  # seconds between two searches for what was left over
SWEEP = 300  # seconds between two looks at what is due; what is over opens nowhere meanwhile
LOOK, LOOKS = 0.25, 20  # seconds between two looks for the first answer, and how many there are
PATIENCE = 4  # seconds that requests under way still have when the service is being stopped
NO_SUCH_NETWORK = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. It creates its folders, key and tables when it starts, not when this function is called."""
    chosen, answered = settings or load(), Answered()
    recorded = telemetry.config(chosen)
    app = FastAPI(
        routes=pages.routes(),
        openapi_url=None,
        lifespan=_life,
        telemetry=recorded,
        redirect_slashes=False,
        middleware=[
            Middleware(CountingMiddleware, answered=answered),
            Middleware(ProxyMiddleware, settings=chosen),
            Middleware(ResponseHeadersMiddleware, settings=chosen),
            Middleware(DrainBodyMiddleware),
            Middleware(errors.ErrorPageMiddleware),
            Middleware(RequestGuardMiddleware, settings=chosen),
            Middleware(SealedAddressMiddleware),
        ],
    )
    app.state.settings, app.state.refused, app.state.answered = chosen, Counter(), answered
    app.state.telemetry, app.state.failed, app.state.lanes = recorded, "", {}
    errors.install(app)
    app.mount("/static", Assets(directory=STATIC))
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    """Opens the service, resumes interrupted runs, and starts the clean-up that runs every few minutes."""
    try:
        clock = await asyncio.to_thread(_begin, app)
    except Exception as error:
        app.state.failed = record(error)
        raise
    here, runner = app.state.service, app.state.runner
    tasks = [asyncio.create_task(_keep_sweeping(app, clock)), asyncio.create_task(_load_later(app))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        app.state.unfinished = not await asyncio.to_thread(runner.stop)
        await asyncio.to_thread(telemetry.flush, app.state.telemetry)
        here.close()


def _begin(app: FastAPI) -> steady.Clock:
    if app.state.settings.layouts:  # a bad one ends the start, however the service is started
        from app.importers.layouts.stored import added

        added()
    here = app.state.service = service.start(app.state.settings)
    runner = app.state.runner = Worker(here, app.state.settings.runs) if here.shared else Runner(here)
    clock = steady.begun(here)
    erase.sweep(here)
    _end_what_is_over(here, clock)
    runner.start()
    return clock


def _end_what_is_over(here: Service, clock: steady.Clock) -> None:
    """Erases data that is too old, if the clock can be believed."""
    if clock.steady_now():
        erase.expire(here)
        browsers.forget_ended(here)


async def _load_later(app: FastAPI) -> None:
    """Imports what the first page did without, once that page is there or nobody asks for it."""
    for _ in range(LOOKS):
        await asyncio.sleep(LOOK)
        if app.state.answered.kinds:
            break
    try:
        await asyncio.to_thread(_import_rest)
    except Exception as error:  # the request that needs it says so again
        record(error)


def _import_rest() -> None:
    pages.load_all()
    with loading():
        carry.prepare()
        from checklists.content import load_content
    load_content()


async def _keep_sweeping(app: FastAPI, clock: steady.Clock) -> None:
    """Runs the clean-up again and again. The system clock decides what is due, and the waits are short: a computer that
    slept is late by one wait at most."""
    due = 0.0
    while True:
        await asyncio.sleep(SWEEP)
        try:
            if time.monotonic() >= due:
                due = time.monotonic() + DAY
                await asyncio.to_thread(erase.daily, app.state.service)
            await asyncio.to_thread(_end_what_is_over, app.state.service, clock)
            app.state.service.vault.drop_idle()
        except Exception as error:  # the next look may succeed
            record(error)


ADDRESS = N_("Mioboe is at {address} (stop it with Ctrl+C)")
NOT_BEGUN = N_(
    "The service could not begin its work: the disk may be full, or the database or the vault does not answer. "
    "The line with “error {number}” says where that was. Mend it, and start the service again."
)
Options = dict[str, Any]  # arguments of ``uvicorn.Config``
# What uvicorn is started with, with TLS or without.
OPTIONS: Options = {
    "access_log": False,
    "log_level": "warning",
    "log_config": None,
    "server_header": False,
    "proxy_headers": False,
    "timeout_graceful_shutdown": PATIENCE,
}


def serve(
    host: str = LOCALHOST,
    port: int = 8000,
    lang: str = SOURCE,
    tls: tuple[Path | None, Path | None] = (None, None),
    insecure_http: bool = False,
    work: bool = True,
    in_both: bool = False,
) -> None:
    """Runs the service until it is stopped.

    Its messages, and the reason why it cannot start (exit status 2), are in ``lang``. ``tls`` are the files of a
    certificate and of its key. ``insecure_http`` lets other computers connect without TLS. Without ``work`` it leaves
    the reading of files to workers. ``in_both``: its address is said in English, too.
    """
    import uvicorn

    from app.web.protocol import StrictProtocol

    settings, certificate, listeners = _prepared(host, port, lang, tls, insecure_http, work)
    scheme, number = "https" if certificate else "http", listeners[0].getsockname()[1]
    address = f"{scheme}://{binds.reachable_host(host, settings)}:{number}"
    for spoken in dict.fromkeys((lang, SOURCE) if in_both else (lang,)):
        logs.say(gettext(ADDRESS, spoken, address=address), settings.log)
    for sentence, values in binds.notes(host, settings, certificate):
        logs.say(gettext(sentence, lang, **values), settings.log)
    app = create_app(settings)
    gc.freeze()  # What was made so far is never garbage; to search it again and again would halt all requests.
    server = uvicorn.Server(uvicorn.Config(app, http=StrictProtocol, **OPTIONS, **_tls_options(certificate)))
    end_in_time(lambda: server.should_exit)
    try:
        server.run(sockets=listeners)
    except SystemExit:
        if not app.state.failed:
            raise
        logs.say(gettext(NOT_BEGUN, lang, number=app.state.failed), settings.log, fault=True)
        raise SystemExit(2) from None
    if app.state.unfinished:  # its run is back in the queue, and to wait for its thread could take minutes
        logging.shutdown()
        os._exit(0)


def _tls_options(certificate: binds.Tls | None) -> Options:
    if certificate is None:
        return {}
    return {"ssl_certfile": certificate.cert, "ssl_keyfile": certificate.key, "ssl_ciphers": binds.CIPHERS}


def _prepared(
    host: str, port: int, lang: str, tls: tuple[Path | None, Path | None], insecure_http: bool, work: bool
) -> tuple[Settings, binds.Tls | None, list[socket.socket]]:
    """The settings, the certificate and the open sockets. Where something is wrong, it prints a message and exits with
    2."""
    kind = logs.KINDS[0]
    try:
        settings = load()
        logs.begin(kind := settings.log)
        if not work:
            settings = replace(settings, runs=0)
        certificate = binds.tls(*tls)
        binds.check(host, settings, certificate, insecure_http)
        pages.routes()  # a page without a declaration ends the start, too
        if binds.is_local(host) and not settings.hosts:
            settings = replace(settings, hosts=(*binds.LOCAL_HOSTS, host))
        fingerprint = checked_content.check(settings.data)
        service.start(settings).close()  # Any fault of the storage is reported before the address is printed.
        checked_content.remember(settings.data, fingerprint)
        return settings, certificate, _listen(host, port)
    except CannotStart as reason:
        logs.say(gettext(reason.sentence, lang, **reason.values), kind, fault=True)
        raise SystemExit(2) from reason


def _listen(host: str, port: int) -> list[socket.socket]:
    """The open sockets of an address. ``localhost`` means both addresses that browsers use for it, because another
    user's program could otherwise listen on the other one; a computer without IPv6 lacks the second."""
    if host != LOCALHOST:
        return [_bound(host, port)]
    first = _bound("127.0.0.1", port)
    try:
        return [first, _bound("::1", first.getsockname()[1])]
    except CannotStart as reason:
        if isinstance(reason.__cause__, OSError) and reason.__cause__.errno in NO_SUCH_NETWORK:
            return [first]
        first.close()
        raise


def _bound(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotStart("port", address=f"{host}:{port}", reason=reason) from error
