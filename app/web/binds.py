"""The address that the service listens on: only this computer, or others with protection against eavesdropping."""

import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.cannot_start import CannotStart
from app.i18n import N_
from app.settings import Settings
from app.storage.keys import beside_the_data

LOCALHOST = "localhost"
# Browsers treat every name that ends with `.localhost` as this computer, and keep separate cookies for it.
LOCAL_HOSTS = (LOCALHOST, "mioboe.localhost", "127.0.0.1", "[::1]")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (what the operator may give: all addresses of this computer)
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; those of TLS 1.3 are all good

NOTES = {
    "insecure": N_(
        "Warning: other computers can reach this address, and what they send over plain http can be read on the "
        "way. Use this only in a network that you trust."
    ),
    "any_host": N_(
        "Note: the service answers to every host name. Set MIOBOE_HOSTS to the names that people use, so that no other "
        "web site can pass it off as its own."
    ),
    "other_host": N_(
        "Note: MIOBOE_HOSTS does not name {host}, so the service refuses requests to that name. "
        "Add it if people are to use it."
    ),
    "proxy_host": N_(
        "Note: MIOBOE_PROXIES is set and MIOBOE_HOSTS is not, so the service answers to localhost alone. "
        "Set MIOBOE_HOSTS to the names that people use."
    ),
    "key_beside": N_(
        "Note: the master key lies in the data folder, so a copy of that folder is enough to read everything. "
        "docs/running.md says how to keep it elsewhere."
    ),
}


class Tls(NamedTuple):
    """The PEM files of a certificate with its chain, and of its key."""

    cert: Path
    key: Path


def tls(cert: Path | None, key: Path | None) -> Tls | None:
    """The configured certificate, after a test that it works. ``CannotStart`` where it does not."""
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise CannotStart("tls_pair")

    def locked() -> str:
        raise CannotStart("tls_locked", key=str(key))

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, locked)
    except OSError as error:  # ssl.SSLError is one
        reason = getattr(error, "reason", None) or error.strerror or ""
        raise CannotStart("tls_files", cert=str(cert), key=str(key), reason=reason) from error
    return Tls(cert, key)


def check(host: str, settings: Settings, tls: Tls | None, insecure_http: bool) -> None:
    """``CannotStart`` for an address that other computers reach over plain http, without a proxy or the operator's
    setting that this is intended."""
    if not (is_local(host) or tls or settings.proxies or insecure_http):
        raise CannotStart("open_bind", host=host)


def is_local(host: str) -> bool:
    """Whether only programs on this computer reach this address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == LOCALHOST


def reachable_host(host: str, settings: Settings) -> str:
    """The host as people should type it: browsers make passkeys for ``localhost`` but not for a bare address, and an
    address such as 0.0.0.0 cannot be opened."""
    if host in ("127.0.0.1", "::1"):
        return LOCALHOST
    if not is_local(host) and settings.hosts:
        return settings.hosts[0]
    if host in EVERYWHERE:
        return LOCALHOST
    return f"[{host}]" if ":" in host else host


def notes(host: str, settings: Settings, tls: Tls | None) -> Iterator[tuple[str, dict[str, str]]]:
    """What the operator should know at the start: sentences with their values."""
    if not (is_local(host) or tls or settings.proxies):
        yield NOTES["insecure"], {}
    if not settings.hosts:
        yield NOTES["any_host"], {}
    elif settings.proxies and is_local(host) and settings.hosts == (*LOCAL_HOSTS, host):
        yield NOTES["proxy_host"], {}
    elif not settings.proxies and is_local(host) and reachable_host(host, settings) not in settings.hosts:
        yield NOTES["other_host"], {"host": reachable_host(host, settings)}
    if beside_the_data(settings):
        yield NOTES["key_beside"], {}
