"""What costs much, or could be tried often, is counted before it is done."""

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from app.cases.limits import RATES, Rate
from tests.browser import ORDERS, Browser, multipart, visit
from tests.cases.access.test_browsers import signed_in
from tests.web.pages.test_every_page import PICTURE

PASSWORD = "four unusual words together"
SIGN_UP = {"name": "hanako", "password": PASSWORD, "again": PASSWORD}
Call = Callable[[FastAPI, Browser], httpx.Response]


def _verified(browser: Browser) -> httpx.Response:
    return browser.client.post("/verify", **multipart(browser.token("/verify"), (("b.zip", b"PK"),)))


def _as(app: FastAPI, role: str) -> Browser:
    """A browser in which an account with this role is signed in."""
    browser = visit(app)
    signed_in(app, browser, role)
    return browser


SECURE = "https://mioboe.test"
# The limit, and a request that it counts: of somebody who has a case, or of a new browser.
CALLS: list[tuple[str, Call]] = [
    ("open", lambda app, _: visit(app).post("/start", {"symptom": "symptom.free_parcel"})),
    ("open", lambda app, _: visit(app).post("/sample")),
    ("open", lambda app, _: visit(app).upload(("a.csv", ORDERS.encode()))),
    ("upload", lambda _, browser: browser.upload(("b.csv", ORDERS.encode()))),
    ("download", lambda _, browser: browser.get("/case/summary.csv")),
    ("download", lambda _, browser: browser.get("/case/book.csv")),
    ("download", lambda _, browser: browser.get("/case/evidence/file/1")),
    ("download", lambda _, browser: browser.get("/case/summary/shop")),
    ("letter", lambda _, browser: browser.get("/case/letters/household")),
    ("picture", lambda _, browser: browser.get("/case/evidence/picture/1")),
    ("pdf", lambda _, browser: browser.get("/case/summary.pdf")),
    ("export", lambda _, browser: browser.post("/case/export", on="/case/export")),
    ("export", lambda _, browser: browser.post("/case/bundle", on="/case/bundle")),
    ("export", lambda _, browser: browser.post("/case/evidence/check", on="/case/evidence")),
    ("code", lambda _, browser: browser.post("/case/code", on="/case")),
    ("report", lambda app, _: visit(app).client.post("/policy-report", json={})),
    ("sign_up", lambda app, _: visit(app).post("/sign-up", SIGN_UP, on="/sign-up")),
    ("password", lambda app, _: visit(app).post("/sign-up", SIGN_UP, on="/sign-up")),
    ("sign_in", lambda app, _: visit(app).post("/sign-in", SIGN_UP, on="/sign-in")),
    ("resume", lambda app, _: visit(app).post("/resume", {"code": "77777777"}, on="/resume")),
    ("verify", lambda app, _: _verified(visit(app))),
    ("open", lambda app, _: _as(app, "helper").post("/desk/new", on="/desk")),
    ("phone", lambda app, _: visit(app, SECURE).post("/upload/phone", on="/upload")),
    ("phone_code", lambda app, _: visit(app, SECURE).post("/phone", {"code": "77777777"}, on="/upload")),
    ("take_over", lambda app, _: visit(app).post("/take-over", {"code": "77777777"}, on="/take-over")),
    ("join", lambda app, _: visit(app).post("/desk/join", {"code": "77777777"}, on="/desk/join")),
    ("invitation", lambda app, _: _as(app, "operator").post("/operator/invitations", on="/operator/invitations")),
]


def test_counted_before_it_is_done(app: FastAPI, ordered: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none of it is left for anybody, nothing of it is done, whichever page asks for it."""
    form = multipart(ordered.token("/case/evidence"), (("a.png", PICTURE),), evidence="1", step="", subject="")
    assert ordered.client.post("/upload", **form).status_code == 303
    for number, (action, call) in enumerate(CALLS):
        with monkeypatch.context() as patch:
            patch.setitem(RATES, action, Rate(10, 0, 0, 0, 0))
            assert call(app, ordered).status_code == 429, (number, action)
    assert RATES.keys() - {action for action, _ in CALLS} == {"helper_name", "known_sign_in", "provider"}
