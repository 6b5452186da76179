"""Reverse proxies: trusted ones are believed, and a configuration that looks wrong is logged once."""

import ipaddress
import re
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.errors import LOG
from app.settings import Settings
from app.web.binds import LOCAL_HOSTS

FORWARDED = ("x-forwarded-for", "x-forwarded-proto")


class ProxyMiddleware:
    """Takes address and scheme of a request from the headers of the proxies in ``MIOBOE_PROXIES``, and from nobody
    else: a client that could choose its address would evade all limits per address."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        proxies: Any = settings.proxies.split(",") if settings.proxies else []
        self.app: Any = ProxyHeadersMiddleware(app, proxies)  # type: ignore[arg-type]  # the same, in uvicorn's words
        self.logged = set[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._look(Headers(scope=scope), (scope.get("client") or ("",))[0])
        await self.app(scope, receive, send)

    def _look(self, headers: Headers, peer: str) -> None:
        if peer not in self.app.trusted_hosts:
            if any(name in headers for name in (*FORWARDED, "forwarded")):
                self._log(
                    "untrusted",
                    f"a proxy{_named(peer)} that MIOBOE_PROXIES does not name passes requests on: "
                    "all people behind it count as one address, and https is not seen",
                )
            return
        host = headers.get("host", "")
        if re.sub(r":\d+$", "", host) in LOCAL_HOSTS:
            return  # the proxy's computer itself, for example a health check
        for name in FORWARDED:
            if name not in headers:
                self._log(name, f"a proxy{_named(peer)} does not send {name}")
        outer = headers.get("x-forwarded-host", host).split(",")[0].strip()
        if outer.lower() != host.lower():
            self._log(
                "host", f"a proxy{_named(peer)} changes the Host header, so forms are refused: it must pass it on"
            )

    def _log(self, kind: str, words: str) -> None:
        if kind not in self.logged:
            self.logged.add(kind)
            LOG.warning("proxy kind=%s %s (docs/proxy.md)", kind, words)


def _named(peer: str) -> str:
    """The address of a proxy for the log; empty for an address that could be a person's."""
    try:
        return f" at {peer}" if ipaddress.ip_address(peer).is_private else ""
    except ValueError:
        return ""
