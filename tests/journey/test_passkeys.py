"""Passkeys in a real Chromium, with its virtual authenticator, at the address that ``mioboe serve`` prints."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from sqlmodel import select

from app.cases.case import hash_token
from app.settings import Settings
from app.storage import database
from app.storage.tables import AccountRow, PasskeyRow, SessionRow, now
from tests.journey.conftest import follow, visitor
from tests.service import listening

ACCOUNT = "a" * 32


@pytest.fixture(scope="module")
def place(lasting: Settings) -> Iterator[str]:
    """The service as people open it, with an account that no password opens."""
    with listening(lasting) as url:
        with rows(lasting) as session:
            session.add(AccountRow(id=ACCOUNT, name="Hanako", name_key="hanako"))
        yield url.replace("127.0.0.1", "localhost")


@contextmanager
def rows(settings: Settings) -> Iterator[Any]:
    """The database of the running service."""
    engine = database.connect(settings.database_url)
    with database.writing(engine) as session:
        yield session
    engine.dispose()


def signed_in(context: BrowserContext, settings: Settings, place: str) -> None:
    """Signs the account in, as any other way to do so would."""
    token = secrets.token_urlsafe(32)
    with rows(settings) as session:
        session.add(SessionRow(token_hash=hash_token(token), account_id=ACCOUNT, confirmed_at=now()))
    context.add_cookies([{"name": f"mioboe-{place.rsplit(':', 1)[1]}", "value": token, "url": place}])


def device(page: Page) -> tuple[CDPSession, str]:
    """A device that keeps passkeys and checks who holds it."""
    control = page.context.new_cdp_session(page)
    control.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return control, control.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def counter(settings: Settings) -> int:
    with rows(settings) as session:
        return int(session.exec(select(PasskeyRow)).one().counter)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_passkey_from_its_making_to_its_end(chrome: Browser, lasting: Settings, place: str, lang: str) -> None:
    """Made and named; not made twice on one device; signs in without a name; confirms; a copy of it is refused; after
    its end it opens nothing."""
    context = visitor(chrome, lang)
    page = context.new_page()
    control, authenticator = device(page)
    signed_in(context, lasting, place)

    page.goto(f"{place}/account/passkeys")
    form = page.locator("[data-passkey=create]")
    form.locator("[name=name]").fill("わたしの電話")
    follow(page, form.locator("button"))
    assert page.locator("section.card h3").all_inner_texts() == ["わたしの電話"]
    form.locator("button").click()
    page.locator("[data-problem=InvalidStateError]").wait_for()

    other = visitor(chrome, lang)  # another browser of the same device
    elsewhere = other.new_page()
    second, copy = device(elsewhere)
    [credential] = control.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    second.send("WebAuthn.addCredential", {"authenticatorId": copy, "credential": credential})

    for signed in range(2):
        if signed:  # the account is open already: the same device proves once more who is there
            with rows(lasting) as session:
                for row in session.exec(select(SessionRow)):
                    row.confirmed_at = now() - timedelta(minutes=11)
            elsewhere.goto(f"{place}/account/passkeys")
            assert elsewhere.url.startswith(f"{place}/account/confirm?next=passkeys")
            elsewhere.goto(f"{place}/account/confirm/passkey?next=passkeys")
        else:
            elsewhere.goto(f"{place}/sign-in/passkey?next=passkeys")
        follow(elsewhere, elsewhere.locator("[data-passkey=get] button"))
        assert elsewhere.url.startswith(f"{place}/account/passkeys")

    page.goto(f"{place}/sign-in/passkey")  # the copy has counted on, so this one is behind
    before = counter(lasting)
    follow(page, page.locator("[data-passkey=get] button"))
    assert page.locator("#errors").is_visible()
    assert counter(lasting) == before

    elsewhere.goto(f"{place}/account/passkeys")
    with rows(lasting) as session:
        session.get_one(AccountRow, ACCOUNT).password_hash = "$argon2id$"  # otherwise it is the last way in
    elsewhere.locator("section.card summary").click()
    follow(elsewhere, elsewhere.locator("form[action$=remove] button"))
    assert elsewhere.locator("section.card").count() == 0
    elsewhere.goto(f"{place}/sign-in/passkey")
    follow(elsewhere, elsewhere.locator("[data-passkey=get] button"))
    assert elsewhere.locator("#errors").is_visible()
    page.goto(f"{place}/account/passkeys")  # signed out with the passkey's end
    assert "/sign-in" in page.url
    context.close()
    other.close()


def test_an_account_is_made_with_one(chrome: Browser, place: str) -> None:
    """A name, the device's question, and the account is there without a password."""
    context = visitor(chrome, "ja")
    page = context.new_page()
    device(page)
    page.goto(f"{place}/sign-up")
    follow(page, page.locator("main a.button"))
    page.fill("#name", "次郎")
    follow(page, page.locator("form[action='/sign-up/passkey'] button"))
    follow(page, page.locator("[data-passkey=create] button"))
    assert page.url.startswith(f"{place}/account")
    assert "次郎" in page.locator(".who").inner_text()
    context.close()
