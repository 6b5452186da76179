"""An organisation's sign-in service opens the account of its issuer and subject, and nothing else opens it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlmodel import select

from app.cases.accounts import account, links, providers
from app.cases.accounts.links import ConnectedElsewhere
from app.cases.accounts.providers import NotInGroup, ProviderAway, ProviderRefused
from app.cases.case import hash_token
from app.errors import NotFound
from app.settings import Provider, Settings
from app.storage.database import reading, writing
from app.storage.service import Service, start
from app.storage.tables import AccountRow, ChallengeRow, IdentityRow, PasskeyRow, SessionRow
from tests.cases.accounts.organisation import HANAKO, TARO, Organisation, organisation

BACK = "http://localhost:8000/sign-in/provider/return"
BROWSER = "what this browser holds"


@pytest.fixture(scope="module")
def running() -> Iterator[Organisation]:
    """One sign-in service for all tests of this file."""
    with organisation() as made:
        yield made


@pytest.fixture
def there(running: Organisation) -> Organisation:
    """The same, telling the truth."""
    running.lie, running.sign, running.broken = None, Organisation.sign, ""
    running.asked.clear()
    return running


@pytest.fixture
def service(settings: Settings, there: Organisation) -> Iterator[Service]:
    """An installation that trusts it."""
    made = start(replace(settings, provider=there.settings("victims", ("helper", "helpers"))))
    yield made
    made.close()


def signed_in(service: Service, there: Organisation, subject: str = HANAKO, **given: Any) -> str:
    return providers.finish(service, BROWSER, there.sign_in(providers.begin(service, BROWSER, BACK), subject, **given))[
        0
    ]


def test_signing_in(service: Service, there: Organisation) -> None:
    """The first time makes an account, every further one opens it; the request has state, nonce and PKCE."""
    address = providers.begin(service, BROWSER, BACK)
    asked = {name: one for name, [one] in parse_qs(urlsplit(address).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"], asked["redirect_uri"]) == ("code", "S256", BACK)
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    first, again = providers.finish(service, BROWSER, there.sign_in(address))
    assert again is False
    [form] = there.asked
    assert len(form["code_verifier"]) >= 43
    assert "client_secret" not in form  # it is in a header, which is not written down on the way
    assert signed_in(service, there) == first
    made = account.account_of_id(service, first)
    assert made is not None
    assert (made.name, made.role, made.has_password) == ("佐藤花子", "helper", False)
    assert providers.signs_in(service, first)


def test_a_name_opens_no_account(service: Service, there: Organisation) -> None:
    """Somebody who has the same name at the provider as an account here gets an account of their own."""
    mine = account.create(service, "佐藤花子", "$argon2id$")
    other = account.account_of_id(service, signed_in(service, there))
    assert other is not None
    assert other.id != mine.id
    assert other.name.startswith("佐藤花子-")


@pytest.mark.parametrize("subject", [TARO, "in-no-group", "unknown"])
def test_who_is_in_another_group(service: Service, there: Organisation, subject: str) -> None:
    """Only members of the allowed group come in, and others leave no account."""
    with pytest.raises(NotInGroup):
        signed_in(service, there, subject)
    with reading(service.engine) as session:
        assert session.exec(select(AccountRow)).all() == []


def test_roles_follow_the_groups(service: Service, there: Organisation) -> None:
    """A role that somebody has no group for any more ends with their next sign-in."""
    first = signed_in(service, there)
    for roles, role in (
        ((("helper", "nobody"),), "person"),
        ((("helper", "helpers"), ("operator", "victims")), "operator"),
    ):
        changed = replace(service, settings=replace(service.settings, provider=there.settings("victims", *roles)))
        assert signed_in(changed, there) == first
        made = account.account_of_id(service, first)
        assert made is not None
        assert made.role == role


def test_groups_that_only_the_other_address_tells(service: Service, there: Organisation) -> None:
    """Where the token does not have the groups, the provider is asked for them."""
    there.lie = lambda claims: {name: one for name, one in claims.items() if name != "groups"}
    assert signed_in(service, there)


def test_groups_of_somebody_else(service: Service, there: Organisation) -> None:
    """What the provider says there counts for the person of the token alone."""
    there.lie = lambda claims: {"sub": TARO, **{name: claims[name] for name in claims if name not in ("groups", "sub")}}
    with pytest.raises(ProviderRefused):
        signed_in(service, there)


@pytest.mark.parametrize("said", ["http://evil.example/token", "ftp://example.org/", 7, None])
def test_addresses_that_are_less_safe(said: object) -> None:
    """What the provider says of its own addresses is no way around https."""
    assert providers._address({"token_endpoint": "https://example.org/"}, "token_endpoint") == "https://example.org/"
    with pytest.raises(ProviderAway):
        providers._address({"token_endpoint": said}, "token_endpoint")


def other_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))


def by_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("secret"))


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "none"}, claims, OctKey.import_key(""), algorithms=["none"])


@pytest.mark.parametrize(
    ("lie", "sign"),
    [
        ({"iss": "https://evil.example"}, None),
        ({"aud": "another-service"}, None),
        ({"aud": ["mioboe", "another-service"]}, None),
        ({"nonce": "another"}, None),
        ({"nonce": None}, None),
        ({"exp": int(time.time()) - 3600}, None),
        ({"sub": ""}, None),
        ({"sub": "x" * 256}, None),
        ({"sub": 7}, None),
        ({}, other_key),
        ({}, by_secret),
        ({}, unsigned),
        ({}, lambda _: "nonsense"),
    ],
)
def test_what_the_token_must_say(
    service: Service, there: Organisation, lie: dict[str, Any], sign: Callable[[dict[str, Any]], str] | None
) -> None:
    """A token of another issuer, for another service or another request, too old, or not signed by the provider."""
    there.lie = lambda claims: {name: one for name, one in {**claims, **lie}.items() if one is not None}
    there.sign = sign or there.sign
    with pytest.raises(ProviderRefused):
        signed_in(service, there)
    with reading(service.engine) as session:
        assert session.exec(select(IdentityRow)).all() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"state": ""},
        {"code": "another"},
        {"iss": "https://evil.example"},
        {"error": "access_denied"},
    ],
)
def test_what_the_browser_must_bring(service: Service, there: Organisation, changed: dict[str, str]) -> None:
    """A code of somebody else's sign-in, a wrong state, another provider, and a refusal."""
    given = {**there.sign_in(providers.begin(service, BROWSER, BACK)), **changed}
    if "error" in changed:
        del given["code"]
    with pytest.raises(ProviderRefused):
        providers.finish(service, BROWSER, given)


def test_one_browser_and_one_time(service: Service, there: Organisation) -> None:
    """The answer counts in the browser that began, and once."""
    given = there.sign_in(providers.begin(service, BROWSER, BACK))
    with pytest.raises(ProviderRefused):
        providers.finish(service, "another browser", given)
    assert providers.finish(service, BROWSER, given)
    with pytest.raises(ProviderRefused):
        providers.finish(service, BROWSER, given)
    with reading(service.engine) as session:
        assert session.exec(select(ChallengeRow)).all() == []


@pytest.mark.parametrize(
    ("broken", "kind"), [("nonsense", ProviderRefused), ("{}", ProviderRefused), ("[]", ProviderRefused)]
)
def test_a_provider_that_answers_nonsense(
    service: Service, there: Organisation, broken: str, kind: type[Exception]
) -> None:
    """What is no answer ends in a sentence, not in an error of a library."""
    there.broken = broken
    with pytest.raises(kind):
        signed_in(service, there)


def test_a_provider_that_is_away(service: Service) -> None:
    """Nothing listens there, or somebody who says to be another one."""
    for issuer in ("http://localhost:9", "http://127.0.0.1:1"):
        away = replace(service.settings, provider=Provider(issuer, "mioboe", "secret", "*"))
        with pytest.raises(ProviderAway):
            providers.begin(replace(service, settings=away), BROWSER, BACK)
    port = urlsplit(service.settings.provider.issuer).port if service.settings.provider else 0
    other = replace(service.settings, provider=Provider(f"http://localhost:{port}/", "mioboe", "secret", "*"))
    with pytest.raises(ProviderAway):
        providers.begin(replace(service, settings=other), BROWSER, BACK)
    with pytest.raises(NotFound):
        providers.begin(replace(service, settings=replace(other, provider=None)), BROWSER, BACK)


def test_asking_again(service: Service, there: Organisation) -> None:
    """To confirm who is there, the provider must have asked anew, and it must be the same person."""
    mine = signed_in(service, there)
    moment = int(time.time())
    for said, account_id, right in (
        (moment, mine, True),
        (None, mine, False),
        (moment - 600, mine, False),
        (moment, "x", False),
    ):
        there.lie = lambda claims, said=said: {**claims, "auth_time": said}
        if account_id != mine:
            account_id = account.create(service, "taro", None).id
        address = providers.begin(service, BROWSER, BACK, account_id)
        assert "prompt=login" in address
        given = there.sign_in(address)
        if right:
            assert providers.finish(service, BROWSER, given, mine) == (mine, True)
            continue
        with pytest.raises(ProviderRefused):
            providers.finish(service, BROWSER, given, account_id)
    there.lie = None
    given = there.sign_in(providers.begin(service, BROWSER, BACK, mine))
    with pytest.raises(ProviderRefused):  # somebody else is signed in in that browser meanwhile
        providers.finish(service, BROWSER, given, account_id)


def linked(service: Service, there: Organisation, account_id: str, **given: Any) -> tuple[str, bool]:
    """Connects the account with HANAKO of the organisation."""
    said = {"auth_time": int(time.time()), **given}
    there.lie = lambda claims: {**claims, **said}
    query = there.sign_in(providers.begin(service, BROWSER, BACK, account_id, link=True))
    return providers.finish(service, BROWSER, query, account_id)


def test_an_account_is_connected_and_disconnected(service: Service, there: Organisation) -> None:
    """From then on both ways lead into it. Disconnected, its role from the groups ends, and the provider opens
    another."""
    mine, other = (account.create(service, name, "$argon2id$") for name in ("mine", "other"))
    with pytest.raises(ProviderRefused):  # the provider did not ask again who is there
        linked(service, there, mine.id, auth_time=None)
    assert linked(service, there, mine.id) == (mine.id, True)
    assert linked(service, there, mine.id) == (mine.id, True)
    there.lie = None
    assert signed_in(service, there) == mine.id
    with pytest.raises(ConnectedElsewhere):
        linked(service, there, other.id)
    with pytest.raises(ConnectedElsewhere):
        linked(service, there, mine.id, sub="somebody else")
    with writing(service.engine) as session:
        session.add(SessionRow(token_hash=hash_token("this"), account_id=mine.id))
        session.add(SessionRow(token_hash="another", account_id=mine.id))
        session.get_one(AccountRow, mine.id).role = "helper"
    links.unlink(service, mine.id, "this")
    there.lie = None
    assert signed_in(service, there) not in (mine.id, other.id)
    with reading(service.engine) as session:
        assert session.get_one(AccountRow, mine.id).role == "person"
        assert [one.token_hash for one in session.exec(select(SessionRow))] == [hash_token("this")]


def test_the_only_way_in_stays(service: Service, there: Organisation) -> None:
    """Who has neither password nor passkey stays connected; a role that no group gives stays, too."""
    mine = signed_in(service, there)
    with pytest.raises(links.OnlyTheOrganisation):
        links.unlink(service, mine, "")
    with writing(service.engine) as session:
        session.add(PasskeyRow(id="p", account_id=mine, credential=b"c", site="localhost", name="p"))
        session.get_one(AccountRow, mine).role = "operator"
    links.unlink(service, mine, "")
    assert not providers.signs_in(service, mine)
    with reading(service.engine) as session:
        assert session.get_one(AccountRow, mine).role == "operator"


def test_signing_out_there(service: Service, there: Organisation) -> None:
    """The provider's own sign-out, with the way back, and without anything about the person."""
    address = providers.sign_out_address(service, "http://localhost:8000/")
    assert address is not None
    assert address.startswith(f"{there.issuer}/oauth2/end_session?")
    assert parse_qs(urlsplit(address).query) == {
        "client_id": ["mioboe"],
        "post_logout_redirect_uri": ["http://localhost:8000/"],
    }


def test_a_closed_account_does_not_come_back(service: Service, there: Organisation) -> None:
    """Who closed their account and signs in again gets a new and empty one."""
    first = account.account_of_id(service, signed_in(service, there))
    assert first is not None
    account.close(first)
    assert signed_in(service, there) != first.id
