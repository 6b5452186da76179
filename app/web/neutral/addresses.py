"""Sealed addresses of the pages that tell what happened, and whether the open case has them.

An address is encrypted with a secret of the service, so that it opens whatever state the browser is in. The encryption
(AES-SIV) gives the same page of a case the same address; a salt of the case makes it another one in every case.
"""

import re
from base64 import b64decode, urlsafe_b64encode
from contextlib import suppress
from html import escape, unescape
from typing import TYPE_CHECKING

from fastapi import Request

from app.cases.case import Case
from app.cases.record import notes
from app.errors import Damaged
from app.storage.outages import OUTAGES
from app.storage.service import Service
from app.web import session

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

PREFIX = "/p/"
TELLING = re.compile(r"/(?:case|start)(?=[/.?#]|$)")  # the addresses that are sealed
SEALED = "mioboe.sealed"  # in the scope of a request that came by a sealed address
SALT = 8  # bytes
# Where a page names an address that a browser may show or keep; what it loads for a page is in no history.
NAMED = re.compile(r'(?<=\s)(href|action|formaction|data-next)="([^"]*)"')
OF_A_STEP = re.compile(r'(?<=\sid=")s-[^"]+(?=")')  # the place of a step in its page


def neutral_case(request: Request) -> Case | None:
    """The open case if its pages are to be neutral, else None. It is looked up once a request."""
    if "mioboe.neutral" not in request.scope:
        request.scope["mioboe.neutral"] = None
        case = session.current(request)
        with suppress(Damaged, *OUTAGES):  # the page says so itself
            if case is not None and notes.load(case).get("neutral"):
                request.scope["mioboe.neutral"] = case
    case = request.scope["mioboe.neutral"]
    return case if isinstance(case, Case) else None


def forget(request: Request) -> None:
    """Makes this request look up the choice again after a change."""
    request.scope.pop("mioboe.neutral", None)


def sealed(case: Case, address: str) -> str:
    """The address of a page under which the browser keeps it; any other address stays as it is."""
    path, mark, place = address.partition("#")
    if not TELLING.match(path):
        return address
    salt = bytes.fromhex(case.key.keyed_hash("addresses"))[:SALT]
    locked = _cipher(case.service).encrypt(salt + path.encode(), None)
    return PREFIX + urlsafe_b64encode(locked).decode().rstrip("=") + mark + _place(case, place)


def opened(service: Service, address: str) -> str | None:
    """The path, with its query, that was sealed; None for anything else."""
    from cryptography.exceptions import InvalidTag

    token = address.removeprefix(PREFIX).encode()
    with suppress(ValueError, InvalidTag):  # a text with a character that no such address has, or of another service
        locked = b64decode(token + b"=" * (-len(token) % 4), b"-_", validate=True)
        return _cipher(service).decrypt(locked, None)[SALT:].decode()
    return None


def rewritten(case: Case, page: str, here: str) -> str:
    """A page with its addresses sealed. ``here`` is its own path, for addresses that are a query or a place alone."""

    def address(match: re.Match[str]) -> str:
        text = unescape(match[2])
        if text.startswith("#"):
            text = "#" + _place(case, text[1:])
        else:
            text = sealed(case, here + text if text.startswith("?") else text)
        return f'{match[1]}="{escape(text)}"'

    return OF_A_STEP.sub(lambda match: _place(case, match[0]), NAMED.sub(address, page))


def _place(case: Case, place: str) -> str:
    """A place in a page; that of a step is named by its id, and gets a keyed hash."""
    return case.key.keyed_hash("place", place)[:16] if place.startswith("s-") else place


def _cipher(service: Service) -> "AESSIV":
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(bytes.fromhex(service.keyed_hash("addresses")))
