"""A browser before the real service: real application, SQLite, vault and reading process in a folder of its own."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

ORDERS = (
    "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,Quantity,Payment Instrument Type,Order Status,"
    "Shipping Address,Product Name\r\n"
    "Amazon.co.jp,250-0000001-0000001,2026-05-03T01:02:03Z,JPY,1280,1280,1,Visa - 1111,Closed,CANARY-Street 1,Pen\r\n"
)


class Browser:
    """An HTTP client that fills in forms as a browser does."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.client.get(path, **given)

    def token(self, path: str = "/") -> str:
        """The form token of a page."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, on: str = "/", **given: Any) -> httpx.Response:
        """Sends a form that stands on the page ``on``."""
        return self.client.post(path, data={"csrf": self.token(on), **(data or {})}, **given)

    def upload(self, *files: tuple[str, bytes], text: str = "", **given: Any) -> httpx.Response:
        """Hands in files and pasted text, the token first."""
        return self.client.post("/upload", **multipart(self.token("/upload"), files, text), **given)

    def wait(self, seconds: float = 60) -> dict[str, Any]:
        """Waits until the examination has ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            state: dict[str, Any] = self.get("/case/progress.json").json()
            if not state["running"]:
                return state
            time.sleep(0.05)
        raise AssertionError("the examination did not end")


def multipart(token: str, files: tuple[tuple[str, bytes], ...], text: str = "") -> dict[str, Any]:
    """Body and header of the upload form, fields in the order in which the page has them."""
    parts = [b'Content-Disposition: form-data; name="csrf"\r\n\r\n' + token.encode()]
    for name, data in files or (("", b""),):
        kind = b'Content-Disposition: form-data; name="files"; filename="' + name.encode() + b'"\r\n'
        parts.append(kind + b"Content-Type: application/octet-stream\r\n\r\n" + data)
    parts.append(b'Content-Disposition: form-data; name="text"\r\n\r\n' + text.encode())
    body = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    return {"content": body, "headers": {"Content-Type": "multipart/form-data; boundary=limit"}}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own."""
    return Settings(data=tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    """The running application."""
    with running(settings) as made:
        yield made


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """Somebody's browser, on plain http."""
    return visit(app)


def visit(app: FastAPI, base: str = "http://testserver", **headers: str) -> Browser:
    """One more browser. Redirects are not followed."""
    given = {"Accept-Language": "en", **headers}
    return Browser(TestClient(app, base_url=base, headers=given, follow_redirects=False, raise_server_exceptions=False))


@contextmanager
def running(settings: Settings, **changed: Any) -> Iterator[FastAPI]:
    """The application between start and stop."""
    app = create_app(replace(settings, **changed) if changed else settings)
    with TestClient(app):
        yield app


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """The service behind a real socket."""
    with listening(settings) as url:
        yield url


@contextmanager
def listening(settings: Settings) -> Iterator[str]:
    """A real server on a free port, as ``mioboe serve`` runs it."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, access_log=False, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def hits(folder: Path, *needles: bytes) -> list[str]:
    """The files below a folder that hold one of the needles."""
    return [str(one) for one in folder.rglob("*") if one.is_file() and any(n in one.read_bytes() for n in needles)]
