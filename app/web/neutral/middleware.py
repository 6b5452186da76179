"""Requests to sealed addresses reach their pages, and redirects to telling pages lead to sealed addresses."""

import re
from urllib.parse import unquote

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.neutral.addresses import PREFIX, SEALED, TELLING, neutral_case, opened, sealed
from app.web.session import service

LEADS = ("location", "refresh")  # the headers that lead a browser on
TARGET = re.compile(r"(?:(?<=url=)|^)/.*$")


class SealedAddressMiddleware:
    """A pure ASGI middleware, right before the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if scope["path"].startswith(PREFIX) and (address := opened(service(request), scope["path"])):
            path, _, query = address.partition("?")
            added = scope["query_string"]
            scope[SEALED] = True
            scope["path"], scope["raw_path"] = unquote(path), path.encode()
            scope["query_string"] = b"&".join(part for part in (query.encode(), added) if part)

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._lead_on(request, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, finish)

    async def _lead_on(self, request: Request, headers: MutableHeaders) -> None:
        for name in LEADS:
            target = TARGET.search(headers.get(name, ""))
            if target and TELLING.match(target[0]) and (case := await run_in_threadpool(neutral_case, request)):
                headers[name] = headers[name][: target.start()] + sealed(case, target[0])
