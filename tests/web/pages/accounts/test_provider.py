"""Signing in through an organisation's service, from the button to the way back, and out of it again."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from app.settings import Settings
from tests.browser import Browser, visit
from tests.cases.accounts.organisation import HANAKO, TARO, Organisation, organisation
from tests.service import running

HERE = "http://localhost:8000"
BACK = "/sign-in/provider/return"


@pytest.fixture(scope="module")
def there() -> Iterator[Organisation]:
    """The service of the organisation."""
    with organisation() as made:
        yield made


@pytest.fixture
def trusting(settings: Settings, there: Organisation) -> Iterator[FastAPI]:
    """An installation that lets one of its groups in."""
    with running(settings, provider=there.settings("victims", ("helper", "helpers"))) as app:
        yield app


def begun(browser: Browser, page: str = "/sign-in/provider", **given: str) -> str:
    """The address that the page leads to at once."""
    answer = browser.post(page, given, on=page)
    assert answer.status_code == 200
    address = answer.headers["Refresh"].removeprefix("0; url=")
    assert f'href="{address.replace("&", "&amp;")}"' in answer.text
    assert answer.headers["Referrer-Policy"] == "same-origin"
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith("mioboe-provider-8000=")]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    return address


def test_there_and_back(trusting: FastAPI, there: Organisation) -> None:
    """The browser is signed in where it wanted to go on, in the language in which it began; then it signs out there."""
    browser = visit(trusting, HERE)
    browser.token("/sign-in/provider?lang=ja")
    token = browser.token("/sign-in/provider?lang=ja")
    answer = browser.client.post("/sign-in/provider", data={"csrf": token, "next": "browsers"})
    given = there.sign_in(answer.headers["Refresh"].removeprefix("0; url="))
    answer = browser.get(BACK, params=given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/case/browsers?lang=ja")
    assert browser.get("/account/passkeys").status_code == 200
    assert browser.get(BACK, params=given).status_code == 403  # the same address a second time
    answer = browser.post("/sign-out", on="/account/passkeys")
    assert answer.headers["location"].startswith("/sign-out/provider")
    assert browser.get("/account/passkeys").status_code == 303
    page = browser.get("/sign-out/provider").text
    assert f'href="{there.issuer}/oauth2/end_session?client_id=mioboe&amp;' in page


def test_the_way_is_offered(trusting: FastAPI, there: Organisation) -> None:
    """The sign-in leads to it, and so does the page that asks who is there, for those who came that way."""
    browser = visit(trusting, HERE)
    assert 'href="/sign-in/provider?next=case"' in browser.get("/sign-in?next=case").text
    browser.get(BACK, params=there.sign_in(begun(browser)))
    page = browser.get("/account/confirm?next=case").text
    assert 'href="/account/confirm/provider?next=case"' in page
    assert "/account/confirm/passkey" not in page


def test_asking_again(trusting: FastAPI, there: Organisation) -> None:
    """Whoever came from there proves there once more who they are; somebody else of there does not do."""
    browser = visit(trusting, HERE)
    browser.get(BACK, params=there.sign_in(begun(browser)))
    token = browser.client.cookies["mioboe-8000"]
    refused = browser.get(BACK, params=there.sign_in(begun(browser, "/account/confirm/provider"), TARO))
    assert (refused.status_code, browser.client.cookies["mioboe-8000"]) == (403, token)
    answer = browser.get(BACK, params=there.sign_in(begun(browser, "/account/confirm/provider", next="passkeys")))
    assert answer.headers["location"].partition("?")[0] == "/account/passkeys"
    assert browser.client.cookies["mioboe-8000"] != token


def test_an_account_is_connected(trusting: FastAPI, there: Organisation) -> None:
    """From the account's page to the provider and back; then it is a way in, until it is disconnected."""
    owner, elsewhere, page = visit(trusting, HERE), visit(trusting, HERE), "/account/provider"
    assert owner.get(page).headers["location"].startswith("/sign-in?next=organisation")
    secret = "gyokuro teapot 4 herons"
    owner.post("/sign-up", {"name": "mine", "password": secret, "again": secret}, on="/sign-up")
    assert 'href="/account/provider"' in owner.get("/account").text
    refused = owner.get(BACK, params=there.sign_in(begun(owner, page), TARO))
    assert (refused.status_code, "not among those" in refused.text, page in refused.text) == (403, True, True)
    assert "Go to localhost" in owner.get(page).text
    answer = owner.get(BACK, params=there.sign_in(begun(owner, page)))
    assert answer.headers["location"].partition("?")[0] == page
    elsewhere.get(BACK, params=there.sign_in(begun(elsewhere)))
    assert "Signed in as “mine”" in elsewhere.get("/account").text
    answer = owner.post(f"{page}/remove", on=page)
    assert answer.headers["location"].partition("?")[0] == page
    assert (elsewhere.get("/account").status_code, owner.get("/account").status_code) == (303, 200)
    elsewhere.get(BACK, params=there.sign_in(begun(elsewhere)))
    assert "Signed in as “mine”" not in elsewhere.get("/account").text
    kept = elsewhere.post(f"{page}/remove", on=page)
    assert (kept.status_code, "stays connected" in kept.text) == (409, True)


@pytest.mark.parametrize(
    ("subject", "action", "says"),
    [(TARO, "", "not among those"), (HANAKO, "deny", "did not confirm who you are")],
)
def test_who_does_not_come_in(trusting: FastAPI, there: Organisation, subject: str, action: str, says: str) -> None:
    """A sentence says why, nothing is opened, and the button is there to begin again."""
    browser = visit(trusting, HERE)
    given = there.sign_in(begun(browser), subject, **({"action": action} if action else {}))
    answer = browser.get(BACK, params=given)
    assert (answer.status_code, says in answer.text) == (403, True)
    assert "mioboe-8000" not in browser.client.cookies
    assert '<form method="post" action="/sign-in/provider">' in answer.text


def test_no_one_is_signed_in_by_a_link(trusting: FastAPI, there: Organisation) -> None:
    """A stranger sends the end of their own sign-in to somebody: it does not sign that browser in as the stranger."""
    stranger, victim = visit(trusting, HERE), visit(trusting, HERE)
    given = there.sign_in(begun(stranger))
    begun(victim)
    assert victim.get(BACK, params=given).status_code == 403
    assert "mioboe-8000" not in victim.client.cookies


def test_where_no_organisation_is_set(app: FastAPI) -> None:
    """Without the setting there are no such pages."""
    browser = visit(app, HERE)
    for path in ("/sign-in/provider", BACK, "/sign-out/provider"):
        assert browser.get(path).status_code == 404
    assert browser.post("/sign-in/provider", on="/resume").status_code == 404


def test_a_provider_that_is_away(settings: Settings) -> None:
    """Where nobody answers there, the page says so and can be tried again."""
    away = Organisation("http://localhost:9")
    with running(settings, provider=away.settings()) as app:
        browser = visit(app, HERE)
        answer = browser.post("/sign-in/provider", on="/sign-in/provider")
        assert (answer.status_code, "does not answer properly" in answer.text) == (503, True)
        assert re.search(r"<button>Go to localhost</button>", answer.text)
        assert "may still know this browser" in browser.get("/sign-out/provider").text
