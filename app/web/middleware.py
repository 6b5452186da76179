"""Checks of every request: host name, body size and origin; and headers and cookie of every response. These are pure
ASGI middlewares, so that a streamed upload passes through them without being buffered."""

import asyncio
import re
import time
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import TooLarge, TooSlow, WrongHost
from app.i18n.formats import binary_size
from app.settings import HOST, Settings
from app.web.cookies import set_cookie
from app.web.csrf import PHONE_PATH, REPORT_PATH, SAFE_METHODS, UPLOAD_PATH, VERIFY_PATH, check_origin
from app.web.numbers import whole_number

POLICY = {
    **dict.fromkeys(("default-src", "base-uri", "frame-ancestors"), "'none'"),
    **dict.fromkeys(("style-src", "script-src", "img-src", "connect-src", "form-action"), "'self'"),
    "report-uri": REPORT_PATH,
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Referrer-Policy": "same-origin",  # other sites learn nothing, and our own forms say where they are from
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
PROBES = ("/healthz", "/readyz")
NAME_AND_PORT = re.compile(rf"(?:{HOST.pattern})(?::[0-9]{{1,5}})?")


class ResponseHeadersMiddleware:
    """Sets security headers on every response, and the cookies that belong to what happened in the request."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.days = app, settings.keep_cases

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, finish)

    def _add(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")
        headers.add_vary_header("Sec-Fetch-Site, Origin, Cookie, Accept-Language")
        if scope["scheme"] == "https":
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        set_cookie(headers, scope, self.days)


class RequestGuardMiddleware:
    """Refuses requests that are not meant for this service: foreign hosts, forms of other sites, bodies that are too
    large or do not arrive."""

    STALL_SECONDS = 30  # without a byte of the body
    GRACE_SECONDS = 60  # after which the body has to have come with PACE on the average
    PACE = 1024  # bytes a second

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if scope["path"] not in PROBES:  # those who watch the service use its address, and learn nothing
            self._check_host(request)
        if scope["method"] not in SAFE_METHODS:
            check_origin(request)
        await self.app(scope, self._limited(scope, receive), send)

    def _check_host(self, request: Request) -> None:
        host = request.headers.getlist("host")
        name = host[0].lower() if len(host) == 1 else ""
        allowed = self.settings.hosts
        if not NAME_AND_PORT.fullmatch(name) or (allowed and re.sub(r":\d+$", "", name) not in allowed):
            raise WrongHost

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """``receive`` that raises ``TooLarge``: at once if the announced length is too large, else when the limit is
        passed."""
        limit, megabytes = self._limit(scope["path"])
        announced = Request(scope).headers.get("content-length", "")
        if announced and ((size := whole_number(announced)) is None or size > limit):
            raise TooLarge(limit=megabytes)
        taken, waited, more = 0, 0.0, True

        async def counted() -> Message:
            nonlocal taken, waited, more
            if not more:  # a reader that waits here waits for the end of the connection
                return await receive()
            patience = min(self.STALL_SECONDS, self.GRACE_SECONDS + taken / self.PACE - waited)
            moment = time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), max(0, patience))
            except TimeoutError as error:
                scope["mioboe.refused"] = TooSlow()
                raise scope["mioboe.refused"] from error
            waited += time.monotonic() - moment  # for the sender alone, and not for our own work with what came
            more = bool(message.get("more_body", False))
            taken += len(message.get("body", b""))
            if taken > limit:
                # Recorded as well, because form parsers replace any exception by their own.
                scope["mioboe.refused"] = TooLarge(limit=megabytes)
                raise scope["mioboe.refused"]
            return message

        return counted

    def _limit(self, path: str) -> tuple[int, str]:
        if path in (UPLOAD_PATH, PHONE_PATH):
            around = 1024 * self.settings.files_limit  # boundaries and part headers
            limit = self.settings.upload_limit
            return limit + self.settings.paste_limit + around, binary_size(limit)
        if path == VERIFY_PATH:
            limit = self.settings.bundle_limit
            return limit + self.settings.form_limit, binary_size(limit)
        return self.settings.form_limit, binary_size(self.settings.form_limit)


class DrainBodyMiddleware:
    """Reads the rest of a refused request for a while: a browser that is still sending would otherwise show a broken
    connection instead of the error page."""

    MOST = 64 * 1024 * 1024
    SECONDS = 20

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        state: MutableMapping[str, Any] = {"more": True}

        async def watched() -> Message:
            message = await receive()
            state["more"] = message["type"] == "http.request" and message.get("more_body", False)
            return message

        async def after(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                if message["status"] == TooSlow.status:  # nothing more will come
                    MutableHeaders(scope=message)["Connection"] = "close"
                else:
                    await self._discard(watched, state)
            await send(message)

        await self.app(scope, watched, after)

    async def _discard(self, receive: Receive, state: MutableMapping[str, Any]) -> None:
        left = self.MOST
        with suppress(TimeoutError):
            async with asyncio.timeout(self.SECONDS):
                while state["more"] and left > 0:
                    left -= len((await receive()).get("body", b""))
