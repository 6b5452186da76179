"""The address of this service as the browser of a request sees it, and whether browsers support passkeys for it. They
do so for names only, over https or on the same computer. ``app.web.middleware`` has checked the host name, and
``MIOBOE_HOSTS`` can fix it."""

import ipaddress
from contextlib import suppress
from typing import NamedTuple

from fastapi import Request

from app.cases.accounts.passkeys import Site
from app.errors import Mistake, NotFound
from app.i18n import N_


class OnlyEncrypted(Mistake):
    """A page that another device opens, on a connection that anybody in the network can read."""

    status = 403
    title = N_("This works over https only")
    message = N_(
        "Pictures from a phone are taken over an encrypted connection (https) only, because others in the network "
        "could read them on the way. Use AirDrop, Quick Share or a cable instead."
    )


class Place(NamedTuple):
    """``trouble`` is the reason why browsers support no passkeys here: ``address`` (no name), ``plain`` (http), or
    empty; ``better`` is the address of the same service at which they do, if known."""

    site: Site
    trouble: str
    better: str


def origin(request: Request) -> str:
    """Scheme, host and port, as browsers write them."""
    return f"{request.url.scheme}://{request.headers['host'].lower()}"


def place(request: Request) -> Place:
    """Whether browsers support passkeys at the address of this request."""
    name = (request.url.hostname or "").lower()
    site = Site(name, origin(request))
    with suppress(ValueError):
        address = ipaddress.ip_address(name)
        port = f":{request.url.port}" if request.url.port else ""
        return Place(site, "address", f"{request.url.scheme}://localhost{port}" if address.is_loopback else "")
    return Place(site, "" if is_local(name) or request.url.scheme == "https" else "plain", "")


def require_encrypted(request: Request) -> None:
    """``OnlyEncrypted`` for a request over plain http, also on the same computer."""
    if request.url.scheme != "https":
        raise OnlyEncrypted


def phones_reach(request: Request) -> bool:
    """Whether a phone can open this service at the address of this request: over https, and not at an address by which
    a computer reaches itself."""
    here = place(request)
    return request.url.scheme == "https" and not here.better and not is_local(here.site.name)


def is_local(name: str) -> bool:
    """Whether a host name always means the computer that uses it."""
    return name == "localhost" or name.endswith(".localhost")


def passkey_site(request: Request) -> Site:
    """The site for passkeys of this request; ``NotFound`` where browsers support no passkeys."""
    here = place(request)
    if here.trouble:
        raise NotFound
    return here.site
