"""Our style, script and pictures: compressed once, and cached by browsers for a short while.

Pages are never compressed. They hold form tokens and parts of a person's files beside text from the request, and the
size of a compressed answer tells an eavesdropper which parts repeat (BREACH). Static files hold no secret.
"""

import gzip
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

_TAKES_GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[0-9.]+\s*)?(?:,|$)", re.IGNORECASE)


class Assets(StaticFiles):
    """The files of a folder. After ten minutes browsers ask for them again by their tag."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        asked = Headers(scope=scope)
        answer.headers["Cache-Control"] = "public, max-age=600"
        answer.headers.add_vary_header("Accept-Encoding")
        takes = _TAKES_GZIP.search(asked.get("accept-encoding", "")) and "range" not in asked
        return _compressed(answer, asked) if takes and isinstance(answer, FileResponse) else answer


def _compressed(answer: FileResponse, asked: Headers) -> Response:
    """The same file compressed, with another tag; or the answer that the browser has it already."""
    body = _gzip(Path(answer.path), answer.headers["etag"])
    if len(body) >= int(answer.headers["content-length"]):
        return answer
    headers = answer.headers
    headers["ETag"] = f'{headers["etag"][:-1]}-gzip"'
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    del headers["accept-ranges"]
    if headers["etag"] in {tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")}:
        return NotModifiedResponse(headers)
    return Response(body, answer.status_code, dict(headers))


@cache
def _gzip(path: Path, tag: str) -> bytes:
    """The bytes of a file, compressed. The ``tag`` changes when the file does."""
    return gzip.compress(path.read_bytes(), mtime=0)
