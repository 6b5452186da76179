"""Whatever may be done too often has a limit."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases import limits
from app.settings import Settings
from app.storage import database
from app.storage.tables import AttemptRow, now
from tests.browser import ORDERS, Browser, visit
from tests.service import running


@pytest.mark.parametrize(
    ("action", "path", "on"), [("open", "/start", "/"), ("open", "/sample", "/"), ("upload", "/upload", "")]
)
def test_often_is_too_often(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, held: Any, action: str, path: str, on: str
) -> None:
    """Cases, samples and submissions end at the limit of their network, with a sentence; other networks go on."""
    monkeypatch.setitem(limits.RATES, action, limits.Rate(10, None, None, network=2, installation=4))

    def once(address: str) -> tuple[int, str]:
        browser = visit(app, address=address)
        if on:
            answer = browser.post(path, {"symptom": "symptom.free_parcel"}, on=on)
        else:
            answer = browser.upload(("a.csv", ORDERS.encode()))
        return answer.status_code, answer.headers.get("Retry-After", "")

    with running(settings) as app:
        near = [once("198.51.100.7") for _ in range(3)]
        assert near == [(303, ""), (303, ""), (429, "600")]
        assert [once("203.0.113.9")[0] for _ in range(2)] == [303, 303]
        assert once("203.0.113.77")[0] == 429  # the whole installation
        with database.writing(app.state.service.engine) as session:
            for row in session.exec(select(AttemptRow)):
                row.until = now() - timedelta(seconds=1)
        assert once("198.51.100.7")[0] == 303


def test_one_browser_is_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same first form sent again and again, as if the browser kept no cookies, opens no case after case."""
    monkeypatch.setitem(limits.RATES, "open", limits.Rate(10, 2, None, 100, 100))
    with running(settings) as app:
        browser = visit(app)
        seen = []
        for _ in range(5):
            token = browser.token("/")
            answer = browser.client.post("/start", data={"csrf": token, "symptom": "symptom.free_parcel"})
            seen.append(answer.status_code)
            for name in [one for one in browser.client.cookies if "visit" not in one]:
                browser.client.cookies.delete(name)
        assert seen == [303, 303, 429, 429, 429]


def test_downloads_have_a_limit(app: FastAPI, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms of the summary, for each case."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    monkeypatch.setitem(limits.RATES, "download", limits.Rate(10, None, case=1, network=None, installation=9))
    assert [browser.get("/case/summary.csv").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:ff::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:102::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("no address", "no address", True),
    ],
)
def test_what_is_one_network(one: str, other: str, same: bool) -> None:
    """An IPv4 address, or the part of an IPv6 address that a connection is given whole."""
    assert (limits.network_of(one) == limits.network_of(other)) is same
