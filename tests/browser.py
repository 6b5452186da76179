"""A test browser for the service: it fills in forms and hands in files."""

import re
import time
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.storage import database
from app.web.pages.start.sample import SAMPLE

ORDERS = (
    "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,Quantity,Payment Instrument Type,Order Status,"
    "Shipping Address,Product Name\r\n"
    "Amazon.co.jp,250-0000001-0000001,2026-05-03T01:02:03Z,JPY,1280,1280,1,Visa - 1111,Closed,CANARY-Street 1,Pen\r\n"
)
GIFT = (
    "2026年5月3日\tAmazon.co.jpでの注文に適用 250-0000009-0000009\t-¥3,000\t¥1,000\n"
    "2026年5月1日\t登録されたギフトカード\t¥5,000\t¥5,000\n"
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
        """Sends a form of the page ``on``."""
        return self.client.post(path, data={"csrf": self.token(on), **(data or {})}, **given)

    def speak(self, lang: str, on: str = "/case") -> None:
        """Chooses the language of the case that is open, by the button of a page in the other one."""
        assert self.post("/language", {"lang": lang, "to": on}, on=on).headers["Location"] == on

    def upload(self, *files: tuple[str, bytes], text: str = "", **given: Any) -> httpx.Response:
        """Hands in files and pasted text, the token first."""
        return self.client.post("/upload", **multipart(self.token("/upload"), files, text), **given)

    def wait(self, seconds: float = 300) -> dict[str, Any]:
        """Waits until the examination has ended. Where the application runs in this process, the page is requested only
        after the state of a run has changed, because looking at the state is much cheaper."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            before = self._runs()
            state: dict[str, Any] = self.get("/case/progress.json").json()
            if not state["running"]:
                return state
            time.sleep(0.05)
            while before and before == self._runs() and time.monotonic() < end:
                time.sleep(0.05)
        raise AssertionError("the examination did not end")

    def _runs(self) -> list[tuple[str, str]]:
        """Case and state of each run; empty for a service in another process."""
        app = getattr(self.client, "app", None)
        if app is None:
            return []
        with database.reading(app.state.service.engine) as session:
            found = session.execute(text("SELECT case_id, state FROM runs ORDER BY case_id"))
            return [(case_id, state) for case_id, state in found]


def multipart(token: str, files: tuple[tuple[str, bytes], ...], text: str = "", **fields: str) -> dict[str, Any]:
    """Body and header of the upload form, with the fields in the order of the page."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in {"csrf": token, **fields}.items()
    ]
    for name, data in files or (("", b""),):
        kind = b'Content-Disposition: form-data; name="files"; filename="' + name.encode() + b'"\r\n'
        parts.append(kind + b"Content-Type: application/octet-stream\r\n\r\n" + data)
    parts.append(b'Content-Disposition: form-data; name="text"\r\n\r\n' + text.encode())
    body = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    return {"content": body, "headers": {"Content-Type": "multipart/form-data; boundary=limit"}}


def visit(app: FastAPI, base: str = "http://testserver", address: str = "192.0.2.1", **headers: str) -> Browser:
    """One more browser, at an internet address. Redirects are not followed."""
    plain: dict[str, Any] = {"follow_redirects": False, "raise_server_exceptions": False, "client": (address, 50000)}
    client = TestClient(app, base_url=base, headers={"Accept-Language": "en", **headers}, **plain)
    client.portal = getattr(app.state, "portal", None)
    return Browser(client)


def hand_in_orders(browser: Browser) -> None:
    """Hands in ``ORDERS`` and waits until they are examined."""
    assert browser.upload(("CANARY-name.csv", ORDERS.encode())).status_code == 303
    browser.wait()


def hand_in_sample(browser: Browser) -> None:
    """Hands in the sample export as if it were the person's own files, and waits until they are examined."""
    assert browser.upload((SAMPLE.name, SAMPLE.read_bytes())).status_code == 303
    browser.wait()


def code_of(answer: httpx.Response) -> str:
    found = re.search(r'class="resume-code"[^>]*>([^<]+)<', answer.text)
    assert found, "no code is shown"
    return found[1].strip()
