"""The list of browsers: where the case is open, closed one by one or all others at once."""

import re

from fastapi import FastAPI

from app.cases.access.browser_state import CONFIRMED
from app.cases.access.browsers import Visitor, sign_in
from app.cases.accounts.account import create
from app.i18n.translate import translate
from tests.browser import Browser, code_of, visit
from tests.cases.access.test_browsers import age, signed_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Mobile Safari/604.1"


def resumed(app: FastAPI, code: str, agent: str) -> Browser:
    """One more browser in which the case is open."""
    made = visit(app, **{"User-Agent": agent})
    assert made.post("/resume", {"code": code}, on="/resume").status_code == 303
    return made


def names(html: str) -> list[str]:
    """The browsers of the list, in its order."""
    return re.findall(r"<li><div><strong>([^<]+)</strong>", html)


def ids(html: str) -> list[str]:
    """What their buttons send."""
    return re.findall(r'name="browser" value="([^"]+)"', html)


def test_browsers_are_listed_and_closed(app: FastAPI, guest: Browser, lang: str) -> None:
    """This browser is marked and first; another is closed by its button, which works for no other case."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(guest.post("/case/code", on="/case"))
    one, two = resumed(app, code, FIREFOX), resumed(app, code, SAFARI)
    html = guest.get("/case/browsers").text
    assert names(html)[1:] == ["Safari, iPhone", "Firefox, Linux"]
    assert html.count(translate("This browser", lang)) == 1
    assert html.index(translate("This browser", lang)) < html.index("Firefox")
    stranger = visit(app)
    stranger.post("/start", {"symptom": "symptom.free_parcel"})
    stranger.post("/case/browsers", {"browser": ids(html)[1]}, on="/case")
    assert one.get("/case").status_code == 200
    guest.post("/case/browsers", {"browser": ids(html)[1]}, on="/case/browsers")
    assert (one.get("/case").status_code, two.get("/case").status_code) == (404, 200)
    assert names(guest.get("/case/browsers").text)[1:] == ["Safari, iPhone"]


def test_all_others_are_closed(app: FastAPI, guest: Browser) -> None:
    """All others, also one that has a copy of this browser's cookie; this one goes on with a new one."""
    guest.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(guest.post("/case/code", on="/case"))
    one = resumed(app, code, FIREFOX)
    copied = guest.client.cookies["mioboe"]
    guest.post("/case/browsers", {"others": "1"}, on="/case/browsers")
    assert guest.get("/case").status_code == 200
    assert one.get("/case").status_code == visit(app, Cookie=f"mioboe={copied}").get("/case").status_code == 404
    assert ids(guest.get("/case/browsers").text) == []


def test_browsers_of_an_account(app: FastAPI, guest: Browser, lang: str) -> None:
    """Where an account is signed in, whatever is open there; closing one asks for a fresh proof after ten minutes."""
    account = signed_in(app, guest)
    service, other = app.state.service, visit(app)
    other.client.cookies.set("mioboe", sign_in(service, Visitor("", "", "Edge, Windows"), account))
    stranger = visit(app)
    stranger.client.cookies.set(
        "mioboe", sign_in(service, Visitor("", "", "Opera, Mac"), create(service, "x-x", None).id)
    )
    html = guest.get("/account/browsers").text
    assert translate("Where you are signed in", lang) in html
    assert names(html)[1:] == ["Edge, Windows"]
    stranger.post("/account/browsers", {"browser": ids(html)[0]})
    assert other.get("/account/browsers").status_code == 200
    guest.post("/account/browsers", {"browser": ids(html)[0]}, on="/account/browsers")
    assert other.get("/account/browsers").headers["Location"] == "/sign-in?next=account-browsers"
    assert stranger.get("/account/browsers").status_code == 200
    age(app, confirmed_at=CONFIRMED)
    refused = guest.post("/account/browsers", {"others": "1"}, on="/")
    assert refused.headers["Location"] == "/account/confirm?next=account-browsers"
    assert visit(app).get("/account/browsers").headers["Location"] == "/sign-in?next=account-browsers"
