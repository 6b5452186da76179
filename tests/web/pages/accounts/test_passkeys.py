"""The pages of passkeys: who may see them, where browsers keep passkeys, and what each button does."""

import html
import re

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases import limits
from app.cases.access import browsers
from app.cases.access.browsers import Visitor
from app.cases.accounts import account, passkeys
from app.storage.database import writing
from app.storage.tables import AccountRow, SessionRow
from tests.browser import Browser, visit
from tests.cases.accounts.device import Device

HERE = "http://localhost:8000"


def signed_in(app: FastAPI, name: str, base: str = HERE) -> Browser:
    """A browser in which a new account is signed in."""
    made = account.create(app.state.service, name, None)
    browser = visit(app, base)
    browser.client.cookies.set("mioboe-8000", browsers.sign_in(app.state.service, Visitor("", "", ""), made.id))
    return browser


def add(browser: Browser, name: str, device: Device) -> httpx.Response:
    """Makes a passkey, as the page does with its script."""
    page = "/account/passkeys"
    options = browser.post(f"{page}/begin", on=page).json()
    return browser.post(page, {"answer": device.make(options, HERE), "name": name}, on=page)


def use(browser: Browser, device: Device, page: str = "/sign-in/passkey", **given: str) -> httpx.Response:
    """Uses one, as the page does with its script."""
    options = browser.post(f"{page}/begin", on=page).json()
    return browser.post(page, {"answer": device.use(options, HERE), **given}, on=page)


def test_from_adding_to_signing_in(app: FastAPI) -> None:
    """Added, signed in with from another browser, taken as proof, renamed and removed; the token changes each time."""
    owner, device = signed_in(app, "hanako"), Device()
    assert add(owner, "<b>phone", device).headers["location"].startswith("/account/passkeys")
    add(owner, "", Device(b"d" * 16))
    assert re.findall(r'<h3 id="name-\w+">([^<]+)</h3>', owner.get("/account/passkeys").text) == [
        "&lt;b&gt;phone",
        "Passkey",
    ]

    other = visit(app, HERE)
    assert 'href="/sign-in/passkey"' in other.get("/sign-in").text
    answer = use(other, device, next="browsers")
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/case/browsers")
    assert "mioboe-8000=" in answer.headers["set-cookie"]
    token = other.client.cookies["mioboe-8000"]
    page = other.get("/account/confirm").text
    assert ('href="/account/confirm/passkey"' in page, "provider" in page) == (True, False)
    assert 'href="/account/passkeys"' in other.get("/account").text
    answer = use(other, device, "/account/confirm/passkey", next="https://evil.example/")
    assert answer.headers["location"].partition("?")[0] == "/account"
    assert other.client.cookies["mioboe-8000"] != token

    [first, second] = re.findall(r'name="passkey" value="(\w+)"', owner.get("/account/passkeys").text)[::2]
    owner.post("/account/passkeys/name", {"passkey": second, "name": "key"}, on="/account/passkeys")
    assert owner.post("/account/passkeys/remove", {"passkey": first}, on="/account/passkeys").status_code == 303
    page = owner.get("/account/passkeys").text
    assert (page.count("<h3"), ">key</h3>" in page) == (1, True)
    assert other.get("/account/passkeys").headers["location"].startswith("/sign-in")
    refused = use(other, device)
    assert (refused.status_code, "opens no account here" in refused.text) == (403, True)
    kept = owner.post("/account/passkeys/remove", {"passkey": second}, on="/account/passkeys")
    assert (kept.status_code, "Nothing else opens your account" in kept.text) == (409, True)


def test_neighbours_keep_nobody_out(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser in which the account was open before counts apart from its network, with a passkey, too."""
    monkeypatch.setitem(limits.RATES, "sign_in", limits.Rate(1, network=1))
    owner, device = signed_in(app, "hanako"), Device()
    add(owner, "phone", device)
    known, other = visit(app, HERE), visit(app, HERE)
    assert use(known, device).status_code == 303
    assert [use(other, device).status_code for _ in "12"] == [429, 429]
    known.client.cookies.delete("mioboe-8000")
    assert use(known, device).status_code == 303
    for answer in ("null", "{}", "", '{"rawId": 1}'):
        assert other.post("/sign-in/passkey", {"answer": answer}, on="/sign-in/passkey").status_code == 429


def test_an_account_without_a_password(app: FastAPI) -> None:
    """A name that is free, then the passkey; the person goes on to what they wanted, and signs in with it elsewhere."""
    browser, device, page = visit(app, HERE), Device(), "/sign-up/passkey/new"
    assert 'href="/sign-up/passkey?next=keep"' in browser.get("/sign-up?next=keep").text
    assert browser.get(page).headers["location"].startswith("/sign-up/passkey")
    for name, status in (("x", 422), ("admin", 409)):
        assert browser.post("/sign-up/passkey", {"name": name}, on="/sign-up/passkey").status_code == status
    answer = browser.post("/sign-up/passkey", {"name": "hanako", "next": "keep"}, on="/sign-up/passkey")
    assert answer.headers["location"].partition("?")[0] == page
    assert "Make a passkey for “hanako”" in browser.get(page).text
    assert browser.post(page, {"answer": "{}"}, on=page).status_code == 403
    options = browser.post(f"{page}/begin", on=page).json()
    answer = browser.post(page, {"answer": device.make(options, HERE), "called": ""}, on=page)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/case/keep")
    assert "Signed in as" in browser.get("/account").text
    assert browser.get("/sign-up/passkey?next=keep").headers["location"].startswith("/case/keep")
    other = visit(app, HERE)
    assert use(other, device).headers["location"].partition("?")[0] == "/account"
    taken = other.post("/sign-out", on="/account") and other.post(
        "/sign-up/passkey", {"name": "HANAKO"}, on="/sign-up/passkey"
    )
    assert (taken.status_code, "cannot be used here" in taken.text) == (409, True)


@pytest.mark.parametrize("path", ["/account/passkeys", "/account/confirm/passkey"])
def test_not_without_an_account(app: FastAPI, path: str) -> None:
    """Who is not signed in goes to the sign-in."""
    assert visit(app, HERE).get(path).headers["location"].startswith("/sign-in?next=")


def test_not_without_a_proof(app: FastAPI) -> None:
    """At a device that somebody left open, nobody else adds, renames or removes a passkey, or sees them."""
    owner = signed_in(app, "hanako")
    add(owner, "phone", Device())
    [row] = passkeys.passkeys(app.state.service, account_id(app))
    token = owner.token("/account/passkeys")
    with writing(app.state.service.engine) as session:
        for one in session.exec(select(SessionRow)):
            one.confirmed_at = None
    given = {"csrf": token, "passkey": row.id, "name": "x", "answer": "{}"}
    for path in ("/account/passkeys", "/account/passkeys/begin", "/account/passkeys/name", "/account/passkeys/remove"):
        assert owner.client.post(path, data=given).headers["location"].startswith("/account/confirm?next=")
    assert owner.get("/account/passkeys").headers["location"] == "/account/confirm?next=passkeys"
    assert [one.name for one in passkeys.passkeys(app.state.service, row.account_id)] == ["phone"]


def account_id(app: FastAPI) -> str:
    with writing(app.state.service.engine) as session:
        return str(session.exec(select(AccountRow)).one().id)


def test_passkeys_of_others(app: FastAPI) -> None:
    """Nobody renames, removes or confirms with a passkey of somebody else."""
    owner, device = signed_in(app, "hanako"), Device()
    add(owner, "phone", device)
    [name] = set(re.findall(r'name="passkey" value="(\w+)"', owner.get("/account/passkeys").text))
    other = signed_in(app, "jiro")
    for path in ("name", "remove"):
        answer = other.post(f"/account/passkeys/{path}", {"passkey": name, "name": "x"}, on="/account/passkeys")
        assert answer.status_code == 404
    assert use(other, device, "/account/confirm/passkey").status_code == 403


@pytest.mark.parametrize(
    ("base", "says", "link"),
    [
        ("http://127.0.0.1:8000", "bare address (127.0.0.1)", "http://localhost:8000"),
        ("http://[::1]:8000", "bare address (::1)", "http://localhost:8000"),
        ("http://192.0.2.7:8000", "bare address (192.0.2.7)", ""),
        ("https://192.0.2.7", "bare address (192.0.2.7)", ""),
        ("http://nas.local:8000", "begins with https", ""),
    ],
)
def test_where_browsers_keep_no_passkeys(app: FastAPI, base: str, says: str, link: str) -> None:
    """There the page says why and where they do, and offers no button that cannot work."""
    browser = visit(app, base)
    page = html.unescape(browser.get("/sign-in/passkey").text)
    assert says in page
    assert (f'<a href="{link}">' in page) == bool(link)
    assert "data-passkey" not in page
    for path in ("/sign-in/passkey/begin", "/sign-in/passkey"):
        answer = browser.post(path, {"answer": "{}"}, on="/resume")
        assert answer.status_code == 404 or "bare" in answer.text or "https" in answer.text


@pytest.mark.parametrize("base", [HERE, "https://mioboe.example.org", "https://nas:8443"])
def test_without_the_script(app: FastAPI, base: str) -> None:
    """Where they do, the page says what is missing as long as its script has not run; the form is for the script."""
    page = visit(app, base).get("/sign-in/passkey").text
    assert 'data-problem="script">Passkeys need JavaScript' in page
    assert re.search(r'<form[^>]* data-passkey="get" hidden>', page)
    assert '<script src="/static/passkeys.js" defer></script>' in page


def test_too_many_attempts(app: FastAPI) -> None:
    """An address that tries on and on has to wait."""
    browser = visit(app, HERE)
    token = browser.token("/sign-in/passkey")
    answers = [browser.client.post("/sign-in/passkey", data={"csrf": token, "answer": "{}"}) for _ in range(21)]
    assert [one.status_code for one in answers] == [403] * 20 + [429]
