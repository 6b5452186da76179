"""A time stamp of another service (RFC 3161). Only a hash is sent to it, and only where the operator configured it and
the person asked for it."""

import urllib.request
from collections.abc import Callable
from urllib.error import URLError

from app.i18n import N_
from app.report.bundle.model import MOST_STAMP, NotStamped

SECONDS = 15
STAMP_SENTENCES = {
    "away": N_("A time stamp was asked for, but its service could not be reached, so there is none."),
    "refused": N_("A time stamp was asked for, but its service refused it, so there is none."),
    "wrong": N_("A time stamp was asked for, but the answer belongs to something else, so there is none."),
    "unread": N_("A time stamp was asked for, but the answer of its service cannot be read, so there is none."),
    "missing": N_("A time stamp was asked for, but this installation lacks the program for it, so there is none."),
}


def available(url: str) -> bool:
    """Whether time stamps can be made here: a service is configured, and the extra ``timestamp`` is installed."""
    from importlib.util import find_spec

    return bool(url) and find_spec("rfc3161_client") is not None


def stamper(url: str) -> Callable[[bytes], bytes]:
    """A function that asks the service at ``url`` for the time stamp of some bytes: it returns the whole answer (DER),
    or raises ``NotStamped``."""
    return lambda data: _stamp(url, data)


def _stamp(url: str, data: bytes) -> bytes:
    try:
        from rfc3161_client import HashAlgorithm, PKIStatus, TimestampRequestBuilder, decode_timestamp_response
    except ImportError as error:
        raise NotStamped(STAMP_SENTENCES["missing"]) from error
    wish = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
    asked = wish.nonce(nonce=True).cert_request(cert_request=True).build()
    answer = _sent(url, asked.as_bytes())
    try:
        response = decode_timestamp_response(answer)
        if PKIStatus(response.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
            raise NotStamped(STAMP_SENTENCES["refused"])
        stamped = response.tst_info
        fits = stamped.message_imprint.message == asked.message_imprint.message and stamped.nonce == asked.nonce
    except ValueError as error:
        raise NotStamped(STAMP_SENTENCES["unread"]) from error
    if not fits:
        raise NotStamped(STAMP_SENTENCES["wrong"])
    return answer


def _sent(url: str, request: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        message = urllib.request.Request(url, request, headers, method="POST")  # noqa: S310 (the operator's own address)
        with urllib.request.urlopen(message, timeout=SECONDS) as answer:  # noqa: S310
            return bytes(answer.read(MOST_STAMP))
    except (URLError, OSError, ValueError) as error:
        raise NotStamped(STAMP_SENTENCES["away"]) from error
