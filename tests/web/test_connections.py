"""Raw connections to a real server: what can be read in two ways is refused, and who keeps it waiting is cut."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.web.middleware import RequestGuardMiddleware
from app.web.protocol import StrictProtocol
from tests.browser import Browser, multipart
from tests.service import hits, listening, until

ENGLISH = {"Accept-Language": "en"}
HOST = b"Host: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    """A connection to the server. Reads end with an error after half a minute."""
    port = int(url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        yield line


def rest(line: socket.socket) -> bytes:
    """What comes until the server closes the connection."""
    received = b""
    try:
        while piece := line.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests that change nothing."""
    with listening(Settings(data=tmp_path_factory.mktemp("smuggling") / "data")) as address:
        yield address


@pytest.mark.parametrize(
    "head",
    [
        b"POST /start HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /start HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        b"POST /start HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /start HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST /start HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        b"POST /start HTTP/1.1\r\n" + HOST + b"Content-Length: +4\r\n\r\nabcd",
        b"GET /resume HTTP/1.1\nHost: localhost\n\n",
        b"GET /resume HTTP/1.1\r\nHost: localhost\n\r\n",
        b"GET /resume HTTP/1.1\r\nHost: localhost\r\nX: 1\nY: 2\r\n\r\n",
        b"GET /resume HTTP/1.1\r\nHost: localhost\r\nX: 1\rY: 2\r\n\r\n",
        b"GET /resume HTTP/1.1\r\nHost: localhost\r\nX: 1\r\n Transfer-Encoding: chunked\r\n\r\n",
        b"GET /resume HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n",
    ],
)
def test_two_readings_are_refused(url: str, head: bytes) -> None:
    """Two lengths of one body, half line ends, folded headers: status 400 and the end of the connection. The same in
    two packets, and as the second request of a connection."""
    good = b"GET /static/style.css HTTP/1.1\r\n" + HOST + b"\r\n"
    for before, cut in ((b"", len(head)), (b"", 30), (good, len(head))):
        with connected(url) as line:
            line.sendall(before + head[:cut])
            if cut < len(head):
                time.sleep(0.05)
                line.sendall(head[cut:])
            answers = rest(line)
            statuses = [one.split(b" ", 1)[0] for one in answers.split(b"HTTP/1.1 ")[1:]]
            assert statuses == ([b"200"] if before else []) + [b"400"], answers[:300]


def test_good_requests_pass(url: str) -> None:
    """Several requests at once on one connection, a head in pieces, a chunked form."""
    good = b"GET /resume HTTP/1.1\r\n" + HOST + b"\r\n"
    chunked = b"POST /start HTTP/1.1\r\n" + HOST + FORM + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    with connected(url) as line:
        line.sendall(good + good[:20])
        time.sleep(0.05)
        line.sendall(good[20:-1])
        time.sleep(0.05)
        line.sendall(good[-1:] + chunked + b"4\r\nx=12\r\n0\r\n\r\n")
        answers = rest(line)
        assert [one[:3] for one in answers.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"403"]


@pytest.mark.parametrize("trickle", [False, True])
def test_half_a_head_is_cut(url: str, monkeypatch: pytest.MonkeyPatch, trickle: bool) -> None:
    """Whoever does not end the head of a request is cut, however it comes; an idle connection too."""
    monkeypatch.setattr(StrictProtocol, "HEAD_SECONDS", 0.5)
    for before in (b"", b"GET /resume HTTP/1.1\r\n" + HOST + b"\r\n"):
        with connected(url) as line:
            line.sendall(before + b"GET /resume HTTP/1.1\r\n" + HOST)
            started = time.monotonic()
            while trickle and time.monotonic() - started < 20:
                try:
                    line.sendall(b"X: 1\r\n")
                except OSError:
                    break
                time.sleep(0.1)
            rest(line)
            assert time.monotonic() - started < 15


@pytest.mark.parametrize("trickle", [False, True])
def test_a_stalled_upload_is_cut(settings: Settings, monkeypatch: pytest.MonkeyPatch, trickle: bool) -> None:
    """An upload that stops coming, or hardly comes, ends with a sentence and leaves nothing; others went on."""
    monkeypatch.setattr(RequestGuardMiddleware, "STALL_SECONDS", 30 if trickle else 0.5)
    monkeypatch.setattr(RequestGuardMiddleware, "GRACE_SECONDS", 1 if trickle else 60)
    monkeypatch.setattr(RequestGuardMiddleware, "PACE", 2**20)
    with listening(settings) as url, httpx.Client(base_url=url, headers=ENGLISH, timeout=60) as client:
        form = multipart(Browser(client).token("/upload"), (("a.csv", b"a" * 3_000_000),))
        head = f"POST /upload HTTP/1.1\r\nHost: {url[7:]}\r\nContent-Length: {len(form['content'])}\r\n"
        head += "Cookie: " + "; ".join(f"{name}={value}" for name, value in client.cookies.items()) + "\r\n"
        head += f"Content-Type: {form['headers']['Content-Type']}\r\nAccept-Language: en\r\n\r\n"
        with connected(url) as line:
            line.sendall(head.encode() + form["content"][:100_000])
            assert client.get("/resume").status_code == 200
            started = time.monotonic()
            while trickle and time.monotonic() - started < 20:
                try:
                    line.sendall(b"a")
                except OSError:
                    break
                time.sleep(0.02)
            answer = rest(line)
            assert time.monotonic() - started < 15
            assert b"408" in answer[:20] or trickle
            assert b"almost nothing arrived" in answer or trickle
        until(lambda: not [one for one in settings.blobs.rglob("*") if one.is_file()])
        assert hits(settings, b"aaaaaaaaaaaaaaaa") == []


def test_a_slow_reader_is_cut(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a large file and does not read it is cut off, and the server goes on."""
    cut: list[Any] = []  # the addresses of those whose connection has ended
    lost = StrictProtocol.connection_lost

    def noted(protocol: StrictProtocol, error: Exception | None) -> None:
        cut.append(protocol.client)
        lost(protocol, error)

    monkeypatch.setattr(StrictProtocol, "READER_SECONDS", 0.5)
    monkeypatch.setattr(StrictProtocol, "connection_lost", noted)
    with listening(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        browser = Browser(client)
        browser.post("/start", {"symptom": "symptom.free_parcel"})
        form = multipart(browser.token("/upload"), (("a.bin", bytes(16_000_000)),), step="save.screens")
        assert client.post("/upload", **form).status_code == 303
        page = browser.get("/case/evidence/save.screens").text
        path = page.split('href="/case/evidence/exhibit/')[1].split('"')[0]
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        with connected(url) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**18)
            request = f"GET /case/evidence/file/{path} HTTP/1.1\r\nHost: {url[7:]}\r\nCookie: {cookies}\r\n\r\n"
            line.sendall(request.encode())
            until(lambda: line.getsockname() in cut)
            received = rest(line)
            assert 0 < len(received) < 16_000_000
        assert client.get("/resume").status_code == 200
