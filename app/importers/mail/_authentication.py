"""Whether the mail service that received a message confirmed its sender, by the headers that this service wrote.

A sender can write any header into a message. So only the topmost ``Authentication-Results`` counts (RFC 8601), and only
where it carries the name of the host that took the message in from outside: the ``by`` of the topmost ``Received`` that
has both ``from`` and ``by``. Nothing is looked up in the DNS.
"""

import re
from collections.abc import Sequence
from email.utils import getaddresses
from itertools import takewhile
from typing import Literal

from app.reader.documents.mail import decoded_words

Verdict = Literal["pass", "fail", "none"]
Headers = Sequence[tuple[str, str]]  # from the top down, names in lower case, values unfolded

_RESULTS = "authentication-results"
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ARRIVED = re.compile(r"from\s.*?\sby\s+([A-Za-z0-9.-]+)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"\([^()]*\)")
_HOST = re.compile(r"\s*([A-Za-z0-9._-]+)(?:\s+\d+)?\s*(?:;|$)")
_METHOD = re.compile(r"\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"\bheader\.(from|i|d)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_NOT_JUDGED = ("none", "neutral", "temperror", "bestguesspass")


def sender(headers: Headers) -> str:
    """The address in ``From``, in lower case; an empty text where there is none."""
    return (_from(headers) or [("", "")])[0][1]


def claimed(headers: Headers) -> set[str]:
    """Every address that a reader may take for that of the sender, those in names too."""
    values = [decoded_words(value) for name, value in headers if name == "from"]
    return {address.lower() for value in values for address in _ADDRESS.findall(value)}


def verdict(headers: Headers) -> Verdict:
    """``pass`` where an aligned DMARC or DKIM result confirms the domain in ``From``, ``fail`` where the results or
    ``From`` itself speak against it, ``none`` where there is no result that counts."""
    written = [value for name, value in headers if name == "from"]
    addresses = _from(headers)
    if len(written) != 1 or len({address for _, address in addresses}) != 1 or claimed(headers) - {addresses[0][1]}:
        return "fail"
    domain = addresses[0][1].rpartition("@")[2]
    methods = [part for value in _results(headers) for part in _COMMENT.sub(" ", value).split(";")[1:]]
    return _judged(methods, domain)


def _from(headers: Headers) -> list[tuple[str, str]]:
    """Names and addresses. Some senders write their address, without quotes, as their name too, which parsers take for
    two addresses or for none."""
    values = [value for name, value in headers if name == "from"]
    addresses = [(name, address.lower()) for name, address in getaddresses(values) if "@" in address]
    same = {address.lower() for value in values for address in _ADDRESS.findall(value)}
    return addresses or ([("", same.pop())] if len(same) == 1 else [])


def _results(headers: Headers) -> list[str]:
    """The results that count: the topmost result of the host that took the message in, and the results of the same host
    directly below it. Results below the next ``Received`` came with the message and do not count."""
    received = [place for place, (name, _) in enumerate(headers) if name == "received"]
    arrivals = [(place, match[1]) for place in received if (match := _ARRIVED.match(headers[place][1].lstrip()))]
    if not arrivals:
        return []
    place, host = arrivals[0]
    end = next((other for other in received if other > place), len(headers))
    top = next((number for number in range(end) if headers[number][0] == _RESULTS), None)
    if top is None:
        return []
    adjoining = takewhile(lambda header: header[0] == _RESULTS and _host(header[1]) == host.lower(), headers[top:end])
    return [value for _, value in adjoining]


def _host(value: str) -> str:
    match = _HOST.match(_COMMENT.sub(" ", value))
    return match[1].lower() if match else ""


def _judged(methods: Sequence[str], domain: str) -> Verdict:
    """The verdict of some results (``dmarc=pass header.from=…``). Of each method only the first result counts, except
    for DKIM."""
    results: dict[str, list[tuple[str, bool]]] = {"dmarc": [], "dkim": [], "spf": []}
    for text in methods:
        if match := _METHOD.match(text):
            domains = [value.rpartition("@")[2].lower() for _, value in _DOMAIN.findall(text)]
            results[match[1].lower()].append((match[2].lower(), any(_aligned(claimed, domain) for claimed in domains)))
    dmarc = results["dmarc"][:1]
    if dmarc and dmarc[0][0] not in ("pass", *_NOT_JUDGED):
        return "fail"
    if any(result == ("pass", True) for result in (*dmarc, *results["dkim"])):
        return "pass"
    judged = [word for word, _ in (*dmarc, *results["dkim"]) if word not in _NOT_JUDGED]
    return "fail" if judged or results["spf"][:1] in ([("fail", False)], [("softfail", False)]) else "none"


def _aligned(confirmed: str, domain: str) -> bool:
    """Whether a confirmed domain is the sender's domain or a parent of it."""
    return "." in confirmed and (domain == confirmed or domain.endswith(f".{confirmed}"))
