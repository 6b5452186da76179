"""Style, script and pictures travel compressed to those who take it, and never stale; pages are not compressed."""

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.browser import visit

STYLE = "/static/style.css"
FILE = Path(__file__).parents[2] / "static" / "style.css"


def raw(app: FastAPI, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body as they travel."""
    with visit(app).client.stream("GET", path, headers=headers) as answer:
        return answer.status_code, dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("taken", "compressed"),
    [
        ("gzip, deflate, br", True), ("br;q=1.0, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip;q=0.000, br", False),
        ("x-gzip2", False), ("identity", False), ("", False),
    ],
)  # fmt: skip
def test_who_takes_it_is_sent_it_compressed(app: FastAPI, taken: str, compressed: bool) -> None:
    """Both forms have a tag of their own, by which a browser that has one is told so."""
    status, headers, body = raw(app, STYLE, **{"Accept-Encoding": taken})
    assert (status, headers["content-length"], "content-encoding" in headers) == (200, str(len(body)), compressed)
    assert (gzip.decompress(body) if compressed else body) == FILE.read_bytes()
    assert len(body) < FILE.stat().st_size / 2 or not compressed
    assert headers["content-type"].startswith("text/css")
    assert "accept-encoding" in headers["vary"].lower()
    again = {"Accept-Encoding": taken, "If-None-Match": headers["etag"]}
    status, said, body = raw(app, STYLE, **again)
    assert (status, said["etag"], body) == (304, headers["etag"], b"")
    assert raw(app, STYLE, **{"Accept-Encoding": taken, "If-None-Match": '"other"'})[0] == 200


def test_both_forms_have_different_tags(app: FastAPI) -> None:
    """A cache on the way never gives one for the other."""
    tags = {raw(app, STYLE, **{"Accept-Encoding": one})[1]["etag"] for one in ("gzip", "identity")}
    assert len(tags) == 2


def test_a_part_of_a_file_is_a_part_of_its_bytes(app: FastAPI) -> None:
    """Ranges count in the file as it is."""
    status, headers, body = raw(app, STYLE, **{"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (status, body) == (206, FILE.read_bytes()[:10])
    assert "content-encoding" not in headers


def test_pages_are_not_compressed(app: FastAPI) -> None:
    """The size of a compressed page would tell what its secrets have in common with a text that a stranger chose."""
    for path in ("/", "/resume", "/nothing-here"):
        assert "content-encoding" not in raw(app, path, **{"Accept-Encoding": "gzip"})[1]
