"""Signing in: one answer for whatever is wrong, waits that strangers cannot impose, codes that work once."""

import pytest

from app.cases import hashing
from app.cases.access import resume
from app.cases.access.browsers import Visitor
from app.cases.accounts import account, throttle
from app.cases.accounts.account import Account
from app.cases.accounts.sign_in import WrongSignIn
from app.cases.case import open_case
from app.cases.files import erase
from app.cases.limits import RATES, TooOften
from app.errors import NotFound
from app.storage.database import writing
from app.storage.service import Service
from app.storage.tables import (
    AttemptRow,
    now,
)
from tests.cases.accounts.holder import OTHER, PASSWORD, early, signed_in, waited, with_second_factor


def test_whatever_is_wrong_gets_one_answer_after_the_same_work(
    service: Service, hanako: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown name, wrong password, wrong second factor, no password at all, too early: one hash, one exception."""
    account.create(service, "Taro", None)
    locked = account.create(service, "Jiro", hashing.hashed(PASSWORD))
    with_second_factor(hanako)
    with pytest.raises(WrongSignIn):
        signed_in(service, name="nobody at all")  # the first of its kind makes the hash that nothing matches
    made: list[str] = []
    verify = hashing.HASH.verify

    def counted(secret: str, kept: str) -> bool:
        made.append(kept)
        return bool(verify(secret, kept))

    monkeypatch.setattr(hashing.HASH, "verify", counted)
    attempts = [
        ("nobody", PASSWORD, ""),
        ("hanako", OTHER, ""),
        ("hanako", PASSWORD, ""),
        ("hanako", PASSWORD, "000000"),
        ("taro", PASSWORD, ""),
        (locked.name, PASSWORD, ""),
        ("", "", ""),
        ("x" * 5000, "y" * 60_000, "z" * 5000),
    ]
    said = set()
    for at, (name, password, code) in enumerate(attempts):
        waited(service)
        if name == locked.name:
            early(service, "name", "jiro")
        with pytest.raises(WrongSignIn) as wrong:
            signed_in(service, password, code, name=name)
        said.add((wrong.value.sentence, wrong.value.status, str(wrong.value.values)))
        assert len(made) == at + 1
    assert len(said) == 1


def test_the_wait_doubles(service: Service, hanako: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second failure in a row on 1, 2, 4 … seconds, at most 15 minutes; while it lasts the right password does
    not work either."""
    subject, waits, moment = service.keyed_hash("name", "hanako"), [], now()
    with monkeypatch.context() as patch:
        patch.setattr(throttle, "now", lambda: moment)  # a wait of one second may be over on a busy machine
        with writing(service.engine) as session:
            assert not throttle.too_early(session, subject)
        for _ in range(13):
            with writing(service.engine) as session:
                assert not throttle.too_early(session, subject)
                assert throttle.too_early(session, subject)
                waits.append((session.get_one(AttemptRow, subject).until - moment).total_seconds())
            waited(service)
    assert waits == [*(2**n for n in range(10)), 900, 900, 900]
    early(service, "name", "hanako")
    with pytest.raises(WrongSignIn):
        signed_in(service)
    waited(service)
    assert signed_in(service).id == hanako.id


def test_strangers_keep_nobody_out(service: Service, hanako: Account) -> None:
    """A browser in which the account was open waits for its own failures only; it cannot pass that on or invent it."""
    known = throttle.known_browser(service, signed_in(service).id)
    jiro = account.create(service, "Jiro", hashing.hashed(PASSWORD))
    early(service, "name", "hanako")
    with pytest.raises(WrongSignIn):
        signed_in(service)
    assert signed_in(service, known=known).id == hanako.id
    for forged in (throttle.known_browser(service, jiro.id), known[:-1] + "é", known.partition(".")[0], ".", "a.b.c"):
        with pytest.raises(WrongSignIn):
            signed_in(service, known=forged)
    early(service, "known", hanako.id, known.partition(".")[0])
    with pytest.raises(WrongSignIn):
        signed_in(service, known=known)


def test_the_right_password_ends_the_waits(service: Service, hanako: Account) -> None:
    """A mistake after it is a first one again, which costs no wait."""
    for _ in range(2):
        with pytest.raises(WrongSignIn):
            signed_in(service, OTHER)
    waited(service)
    signed_in(service)
    with pytest.raises(WrongSignIn):
        signed_in(service, OTHER)
    assert signed_in(service).id == hanako.id


def test_a_case_goes_into_one_account(service: Service, hanako: Account) -> None:
    """Nobody takes a case that is another account's, or one that was erased."""
    jiro = account.create(service, "Jiro", None)
    with writing(service.engine) as session:
        case, other = (open_case(session, service, None) for _ in range(2))
    account.keep(jiro, case, "")
    account.keep(jiro, case, "")
    kept = account.own_cases(jiro)[0]
    with pytest.raises(NotFound):  # its account opens it, and no code
        resume.new_code(kept, Visitor("x" * 32, "form", ""))
    with pytest.raises(NotFound):
        account.keep(hanako, case, "")
    assert [one.id for one in account.own_cases(jiro)] == [case.id]
    erase.erase(service, other.id)
    with pytest.raises(NotFound):
        account.keep(hanako, other, "")
    assert account.own_cases(hanako) == []


def test_an_address_may_try_twenty_times_a_minute(service: Service, hanako: Account) -> None:
    """Whichever names it tries. A browser that knows the account counts apart from it, whoever else is there, and so
    does the account: its own mark is good for as many tries, and no more."""
    known = throttle.known_browser(service, signed_in(service).id)
    jiro = throttle.known_browser(service, account.create(service, "Jiro", None).id)
    with writing(service.engine) as session:
        for _ in range(RATES["sign_in"].network or 0):
            throttle.count_sign_in(session, service, "203.0.113.5")
    for other in ("", jiro, known[:-1]):
        with pytest.raises(TooOften):
            signed_in(service, address="203.0.113.5", known=other)
    assert signed_in(service, address="203.0.113.6").id == hanako.id
    for _ in range(RATES["known_sign_in"].browser or 0):
        assert signed_in(service, address="203.0.113.5", known=known).id == hanako.id
    with pytest.raises(TooOften):
        signed_in(service, address="203.0.113.5", known=throttle.known_browser(service, hanako.id))


def test_an_ipv6_network_counts_like_an_address(service: Service, hanako: Account) -> None:
    """Of 24 wrong sign-ins from 24 subnets (/64) of one network (/56) 20 are compared, as from one IPv4 address. One
    subnet alone, such as a phone at its carrier, gets half of them, and its neighbours the other half."""
    most = RATES["sign_in"].network or 0
    assert tried(service, *(f"2001:db8:1:{number:x}::1" for number in range(most + 4))) == most
    assert tried(service, *(f"2001:db8:1:100::{number:x}" for number in range(most + 4))) == most // 2
    assert tried(service, *(f"2001:db8:1:{number:x}::1" for number in range(0x101, 0x110))) == most // 2
    assert tried(service, "2001:db8:1:200::1") == 1, "another network"


def test_a_block_of_ipv6_counts_ten_times(service: Service, hanako: Account) -> None:
    """Who has a /48 has 256 networks, which together try as much as ten; the next /48 is not concerned."""
    most = 10 * (RATES["sign_in"].network or 0)
    networks = [f"2001:db8:1:{number:02x}00::1" for number in range(256)]
    assert tried(service, *networks) == most
    assert tried(service, "2001:db8:1:ff80::1", "2001:db8:2::1") == 1


def tried(service: Service, *addresses: str) -> int:
    """How many wrong sign-ins from these addresses are compared with a password. The others have to wait."""
    compared = 0
    for address in addresses:
        try:
            signed_in(service, name=f"nobody at {address}", address=address)
        except WrongSignIn:
            compared += 1
        except TooOften:
            continue
    return compared
