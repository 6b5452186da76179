"""Partial uploads that a killed process left in a bucket. They cost space, and no list of blobs shows them. The vault's
library has no request for them, so the two that are needed are signed here (AWS Signature Version 4)."""

import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from http import HTTPStatus
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from app.settings import Settings

SECONDS = 30  # for one answer
MOST_BYTES = 16 * 1024 * 1024  # of one answer, which lists at most 1,000 uploads
_UPLOAD = re.compile(r"<Upload>(.*?)</Upload>", re.DOTALL)
_NOTHING = hashlib.sha256(b"").hexdigest()


class _Access(NamedTuple):
    key: str
    secret: str
    token: str
    region: str


def give_up(settings: Settings, age: timedelta) -> int | None:
    """Ends partial uploads that were begun at least ``age`` ago, and returns their number. None where the variables
    hold no access key, as on a machine that has a role. ``OSError`` where the service does not answer, or refuses."""
    access = _access()
    if access is None:
        return None
    place = urlsplit(settings.vault)
    address = settings.vault_endpoint or f"https://s3.{access.region}.amazonaws.com"
    before = datetime.now(UTC) - age
    left = [upload for upload in _listed(access, address, place.netloc, place.path.strip("/")) if upload[2] <= before]
    for key, upload, _ in left:
        try:
            _ask(access, "DELETE", address, f"/{place.netloc}/{key}", {"uploadId": upload})
        except HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND:  # another process was quicker
                raise
    return len(left)


def _access() -> _Access | None:
    environment = os.environ
    key, secret = environment.get("AWS_ACCESS_KEY_ID", ""), environment.get("AWS_SECRET_ACCESS_KEY", "")
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
    return _Access(key, secret, environment.get("AWS_SESSION_TOKEN", ""), region) if key and secret else None


def _listed(access: _Access, address: str, bucket: str, prefix: str) -> Iterator[tuple[str, str, datetime]]:
    """Key, id and beginning of every unfinished upload below the prefix."""
    query = {"uploads": "", "prefix": f"{prefix}/" if prefix else ""}
    while True:
        text = _ask(access, "GET", address, f"/{bucket}", query)
        for upload in _UPLOAD.findall(text):
            yield _field(upload, "Key"), _field(upload, "UploadId"), datetime.fromisoformat(_field(upload, "Initiated"))
        if _field(text, "IsTruncated") != "true":
            return
        markers = {"key-marker": _field(text, "NextKeyMarker"), "upload-id-marker": _field(text, "NextUploadIdMarker")}
        query = {**query, **markers}


def _field(text: str, name: str) -> str:
    match = re.search(f"<{name}>([^<]*)</{name}>", text)
    return unescape(match[1]) if match else ""


def _ask(access: _Access, method: str, address: str, path: str, query: dict[str, str]) -> str:
    """The answer to a signed request without a body."""
    pairs = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in query.items())
    asked = "&".join(f"{name}={value}" for name, value in pairs)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    signed = {"host": urlsplit(address).netloc, "x-amz-content-sha256": _NOTHING, "x-amz-date": moment}
    if access.token:
        signed["x-amz-security-token"] = access.token
    names = ";".join(signed)
    lines = [method, quote(path), asked, *(f"{name}:{value}" for name, value in signed.items()), "", names, _NOTHING]
    scope = f"{moment[:8]}/{access.region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256("\n".join(lines).encode()).hexdigest()])
    key = f"AWS4{access.secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    proof = f"AWS4-HMAC-SHA256 Credential={access.key}/{scope}, SignedHeaders={names}, Signature={signature}"
    request = Request(f"{address}{quote(path)}?{asked}", method=method, headers={**signed, "Authorization": proof})  # noqa: S310
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 (settings take http and https alone)
        data: bytes = answer.read(MOST_BYTES)
    return data.decode()
