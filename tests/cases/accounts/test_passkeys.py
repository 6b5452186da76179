"""Passkeys open one account, at one address, in the browser that asked, once; everything else is refused alike."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.cases.accounts import challenges, passkey_sign_up, passkeys
from app.cases.accounts.change import LastWayIn
from app.cases.accounts.passkeys import Site, TooManyPasskeys, WrongPasskey
from app.errors import NotFound
from app.settings import Settings
from app.storage.database import reading, writing
from app.storage.service import Service, start
from app.storage.tables import AccountRow, ChallengeRow, IdentityRow, PasskeyRow, now
from tests.cases.accounts.device import HELD, Device

HERE = Site("localhost", "http://localhost:8000")
HANAKO, TARO = "a" * 32, "b" * 32
BROWSER = "what this browser holds"


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """An installation with two accounts that no password opens."""
    made = start(settings)
    with writing(made.engine) as session:
        for one in (HANAKO, TARO):
            session.add(AccountRow(id=one, name=one, name_key=one))
    yield made
    made.close()


def added(service: Service, account: str = HANAKO, **given: Any) -> Device:
    """A device with a passkey of the account."""
    device = Device(**given)
    options = passkeys.begin_adding(service, account, HERE, BROWSER)
    passkeys.add(service, account, HERE, BROWSER, device.make(options, HERE.origin), " My\tphone\u202e ")
    return device


def test_a_passkey_opens_its_account(service: Service) -> None:
    """Made once, it signs in without a name and confirms who is there; its counter and last use are kept."""
    device = added(service)
    added(service, TARO, credential_id=b"d" * 16)
    [row] = passkeys.passkeys(service, HANAKO)
    assert (row.name, row.site, row.used_at) == ("My phone", "localhost", None)
    for asked in (None, HANAKO):
        options = passkeys.begin_using(service, HERE, BROWSER, asked)
        assert ("allowCredentials" in options["publicKey"]) == (asked is not None)
        answer = device.use(options, HERE.origin)
        assert passkeys.use(service, HERE, BROWSER, answer, asked) == HANAKO
        with pytest.raises(WrongPasskey):  # the same answer a second time
            passkeys.use(service, HERE, BROWSER, answer, asked)
    [row] = passkeys.passkeys(service, HANAKO)
    assert (row.counter, row.used_at is not None) == (2, True)


def test_options_ask_for_the_strict_thing(service: Service) -> None:
    """The device keeps the passkey, asks who holds it, and tells nothing about itself; it makes one for an account."""
    added(service)
    options = passkeys.begin_adding(service, HANAKO, HERE, BROWSER)["publicKey"]
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"], options["attestation"]) == ("required",) * 2 + ("none",)
    assert len(options["excludeCredentials"]) == 1
    assert passkeys.begin_using(service, HERE, BROWSER)["publicKey"]["userVerification"] == "required"


@pytest.mark.parametrize(
    "given",
    [
        {"site": Site("localhost", "http://localhost:9000")},  # another program of this computer
        {"origin": "http://localhost:9000"},
        {"site": Site("evil.example", "https://evil.example")},
        {"flags": HELD & ~type(HELD).UV},
        {"flags": HELD & ~type(HELD).UP},
        {"user": TARO.encode()},
        {"user": b""},
        {"browser": "another browser"},
        {"browser": ""},
        {"account": TARO},
        {"unknown": True},
        {"late": True},
        {"answer": "{}"},
        {"answer": "[]"},
        {"answer": "\ud800"},
        {"answer": '{"id": 7, "rawId": 7, "response": null}'},
    ],
)
def test_everything_else_is_refused(service: Service, given: dict[str, Any]) -> None:
    """Other ports, names and browsers, nobody at the device, somebody else's account, copies, delays and nonsense."""
    device = Device() if given.get("unknown") else added(service)
    options = passkeys.begin_using(service, HERE, BROWSER)
    if given.get("late"):
        with writing(service.engine) as session:
            session.exec(select(ChallengeRow)).one().until = now() - timedelta(seconds=1)
    lies = {key: given[key] for key in ("flags", "user") if key in given}
    answer = given.get("answer") or device.use(options, given.get("origin", HERE.origin), **lies)
    with pytest.raises(WrongPasskey):
        passkeys.use(service, given.get("site", HERE), given.get("browser", BROWSER), answer, given.get("account"))


def test_a_forged_signature(service: Service) -> None:
    """Who knows a passkey but not its key does not sign in with it."""
    added(service)
    thief = Device()
    thief.user = HANAKO.encode()
    with pytest.raises(WrongPasskey):
        passkeys.use(service, HERE, BROWSER, thief.use(passkeys.begin_using(service, HERE, BROWSER), HERE.origin))


def test_a_copy_is_refused_and_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """A counter that goes back means that two devices hold what one should: refused, and in the log without a name."""
    device = added(service)
    for counter, right in ((5, True), (5, False), (3, False), (6, True)):
        device.counter = counter - 1
        answer = device.use(passkeys.begin_using(service, HERE, BROWSER), HERE.origin)
        with caplog.at_level(logging.WARNING):
            if right:
                assert passkeys.use(service, HERE, BROWSER, answer) == HANAKO
                continue
            with pytest.raises(WrongPasskey):
                passkeys.use(service, HERE, BROWSER, answer)
    assert [one.getMessage().split()[0] for one in caplog.records] == ["copied", "copied"]


def test_a_device_that_counts_nothing(service: Service) -> None:
    """Passkeys that several devices share count nothing, and sign in all the same."""
    device = added(service)
    for _ in range(2):
        device.counter = -1
        answer = device.use(passkeys.begin_using(service, HERE, BROWSER), HERE.origin)
        assert passkeys.use(service, HERE, BROWSER, answer) == HANAKO


@pytest.mark.parametrize(
    "given",
    [
        {"origin": "http://localhost:9000"},
        {"flags": HELD & ~type(HELD).UV},
        {"browser": "another browser"},
        {"account": TARO},
        {"twice": True},
        {"answer": "{}"},
        {"answer": json.dumps({"id": "AA", "rawId": "AA", "response": {"attestationObject": "oA"}})},
    ],
)
def test_what_is_not_kept(service: Service, given: dict[str, Any]) -> None:
    """A passkey that was made elsewhere, unheld, in another browser, for another account or twice is not kept."""
    if given.get("twice"):
        added(service, TARO)
    options = passkeys.begin_adding(service, HANAKO, HERE, BROWSER)
    lies = {"flags": given["flags"]} if "flags" in given else {}
    answer = given.get("answer") or Device().make(options, given.get("origin", HERE.origin), **lies)
    account, browser = given.get("account", HANAKO), given.get("browser", BROWSER)
    with pytest.raises(WrongPasskey):
        passkeys.add(service, account, HERE, browser, answer, "")
    assert passkeys.passkeys(service, HANAKO) == []


def test_removing_and_naming(service: Service) -> None:
    """Passkeys are named and removed by their account alone; a removed one opens nothing, and the last way in stays."""
    device, other = added(service), added(service, credential_id=b"d" * 16)
    first, second = passkeys.passkeys(service, HANAKO)
    with pytest.raises(NotFound):
        passkeys.remove(service, TARO, first.id, "")
    with pytest.raises(NotFound):
        passkeys.rename(service, TARO, first.id, "x")
    passkeys.rename(service, HANAKO, second.id, "Key\n" + "x" * 99)
    passkeys.remove(service, HANAKO, first.id, "")
    assert [one.name for one in passkeys.passkeys(service, HANAKO)] == ["Key " + "x" * 60]
    with pytest.raises(WrongPasskey):
        passkeys.use(service, HERE, BROWSER, device.use(passkeys.begin_using(service, HERE, BROWSER), HERE.origin))
    with writing(service.engine) as session:
        session.add(IdentityRow(issuer="https://id.example", subject="t", account_id=TARO))  # opens no other account
    with pytest.raises(LastWayIn):
        passkeys.remove(service, HANAKO, second.id, "")
    answer = other.use(passkeys.begin_using(service, HERE, BROWSER), HERE.origin)
    assert passkeys.use(service, HERE, BROWSER, answer) == HANAKO
    with writing(service.engine) as session:
        session.get_one(AccountRow, HANAKO).password_hash = "$argon2id$"
    passkeys.remove(service, HANAKO, second.id, "")


def test_an_account_holds_only_so_many(service: Service) -> None:
    """Nobody fills the database with passkeys."""
    for number in range(passkeys.MOST):
        added(service, credential_id=bytes([number]) * 16)
    with pytest.raises(TooManyPasskeys):
        added(service, credential_id=b"\xff" * 16)


def test_an_organisation_is_a_way_in(service: Service) -> None:
    """Who signs in through one may remove the only passkey."""
    added(service, TARO)
    with writing(service.engine) as session:
        session.add(IdentityRow(issuer="https://id.example", subject="t", account_id=TARO))
    [row] = passkeys.passkeys(service, TARO)
    passkeys.remove(service, TARO, row.id, "")
    assert passkeys.passkeys(service, TARO) == []


def test_signing_up(service: Service) -> None:
    """The passkey that was made first opens the account that follows, which has no password; each step works once."""
    device = Device()
    passkey_sign_up.begin(service, "Jiro", "keep", BROWSER)
    assert passkey_sign_up.waiting(service, "another browser") is None
    waiting = passkey_sign_up.waiting(service, BROWSER)
    assert waiting
    answer = device.make(passkey_sign_up.begin_making(service, waiting, HERE, BROWSER), HERE.origin)
    made = passkey_sign_up.end(service, waiting, HERE, BROWSER, answer, "phone")
    assert (made.name, made.has_password, waiting.onward) == ("Jiro", False, "keep")
    assert [one.name for one in passkeys.passkeys(service, made.id)] == ["phone"]
    used = device.use(passkeys.begin_using(service, HERE, BROWSER), HERE.origin)
    assert passkeys.use(service, HERE, BROWSER, used) == made.id
    assert passkey_sign_up.waiting(service, BROWSER) is None
    with pytest.raises(WrongPasskey):
        passkey_sign_up.end(service, waiting, HERE, BROWSER, answer, "phone")


@pytest.mark.parametrize("wrong", ["browser", "site", "account", "answer", "late", "twice", "known"])
def test_signing_up_with_what_was_not_asked_for(service: Service, wrong: str) -> None:
    """No account is left, and what was there stays as it was."""
    device = added(service) if wrong == "known" else Device()
    passkey_sign_up.begin(service, "Jiro", "", BROWSER)
    waiting = passkey_sign_up.waiting(service, BROWSER)
    assert waiting
    options = passkey_sign_up.begin_making(service, waiting, HERE, BROWSER)
    answer = "{}" if wrong == "answer" else device.make(options, HERE.origin)
    site = Site("localhost", "http://localhost:9000") if wrong == "site" else HERE
    if wrong == "account":
        waiting = waiting._replace(account_id="c" * 32)
    if wrong in ("late", "twice"):
        challenges.take(service, passkey_sign_up.SIGNING_UP if wrong == "twice" else passkey_sign_up.MAKING, BROWSER)
    with pytest.raises(WrongPasskey):
        passkey_sign_up.end(service, waiting, site, "another" if wrong == "browser" else BROWSER, answer, "")
    with reading(service.engine) as session:
        assert {one.id for one in session.exec(select(AccountRow))} == {HANAKO, TARO}
        assert {one.account_id for one in session.exec(select(PasskeyRow))} == ({HANAKO} if wrong == "known" else set())


def test_what_was_begun_is_forgotten(service: Service) -> None:
    """What nobody ended does not stay: the next beginning removes what is too old."""
    challenges.begin(service, "x", "one", {}, minutes=-1)
    challenges.begin(service, "x", "two", {"a": 1})
    with reading(service.engine) as session:
        assert len(session.exec(select(ChallengeRow)).all()) == 1
    assert challenges.take(service, "y", "two") is None
    taken = challenges.take(service, "x", "two")
    assert taken is not None
    assert taken.data == {"a": 1}
    assert challenges.take(service, "x", "two") is None
