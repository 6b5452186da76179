"""The second factor: each code works once, and its secret is stored locked."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import select

from app.cases import hashing
from app.cases.accounts import account, change, second_factor
from app.cases.accounts.account import Account
from app.cases.accounts.sign_in import WrongSignIn
from app.cases.case import hash_token
from app.settings import Settings
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import (
    RecoveryCodeRow,
    SessionRow,
)
from tests.cases.accounts.holder import BROWSER, OTHER, PASSWORD, app_code, signed_in, waited, with_second_factor
from tests.service import hits


def test_codes_work_once(service: Service, hanako: Account) -> None:
    """A code of the app and a recovery code open the account once each; a wrong password does not use them up."""
    secret, codes = with_second_factor(hanako)
    assert len(set(codes)) == second_factor.CODES
    given = [app_code(secret), app_code(secret, 1), codes[0], codes[9].lower().replace("-", " ").replace("0", "o")]
    for code in given:
        with pytest.raises(WrongSignIn):
            signed_in(service, OTHER, code)
        waited(service)
        assert signed_in(service, PASSWORD, code).has_second_factor
        with pytest.raises(WrongSignIn):
            signed_in(service, PASSWORD, code)
        waited(service)
    assert second_factor.codes_left(hanako) == second_factor.CODES - 2
    fresh = second_factor.new_codes(hanako)
    with pytest.raises(WrongSignIn):
        signed_in(service, PASSWORD, codes[1])
    waited(service)
    assert signed_in(service, PASSWORD, fresh[1]).id == hanako.id


def test_recovery_codes_are_of_one_account(service: Service, hanako: Account) -> None:
    """Somebody else's recovery code is a wrong one, and stays good for its owner."""
    _, codes = with_second_factor(hanako)
    taro = account.create(service, "Taro", hashing.hashed(OTHER))
    with_second_factor(taro)
    with pytest.raises(WrongSignIn):
        signed_in(service, OTHER, codes[0], name="taro")
    assert signed_in(service, PASSWORD, codes[0]).id == hanako.id


@pytest.mark.parametrize(("steps", "valid"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_may_be_one_step_off(steps: int, valid: bool) -> None:
    """A code holds for its 30 seconds and one step on both sides, and not once a later one was used."""
    secret, at = second_factor.new_secret(), 1_800_000_000 // 30 * 30 + 7
    code = TOTP(secret, 6, SHA1(), 30).generate(at + 30 * steps).decode()
    here = at // 30 + steps
    assert second_factor.step_of(secret, f" {code[:3]} {code[3:]}", 0, at) == (here if valid else None)
    assert second_factor.step_of(secret, code, here, at) is None


def test_secrets_are_not_stored_in_clear(service: Service, hanako: Account, settings: Settings) -> None:
    """Of password, secret and recovery codes nothing that could be used lies on disk."""
    secret, codes = with_second_factor(hanako)
    second_factor.begin(hanako, BROWSER)
    code = change.recovery_code(hanako)
    key = second_factor.typed_key(secret).replace(" ", "")
    plain = [PASSWORD, key, *codes, *(one.replace("-", "") for one in codes), code, code.replace("-", ""), secret.hex()]
    assert hits(settings, secret, *(one.encode() for one in plain)) == []
    assert hits(settings, b"hanako") != []


def test_the_second_factor_ends(service: Service, hanako: Account) -> None:
    """Where it is removed the password alone opens the account again, and no code of it is left."""
    with_second_factor(hanako)
    second_factor.remove(hanako, BROWSER)
    assert not signed_in(service).has_second_factor
    with reading(service.engine) as session:
        assert session.exec(select(RecoveryCodeRow)).all() == []


def test_setting_up_or_removing_the_second_factor_ends_other_browsers(service: Service, hanako: Account) -> None:
    """Whoever is signed in elsewhere came in by what opens the account no more, and comes in no further."""
    for change_it in (lambda: with_second_factor(hanako), lambda: second_factor.remove(hanako, BROWSER)):
        with writing(service.engine) as session:
            for token in (BROWSER, "another"):
                session.merge(SessionRow(token_hash=hash_token(token), account_id=hanako.id))
        change_it()
        with reading(service.engine) as session:
            assert [one.token_hash for one in session.exec(select(SessionRow))] == [hash_token(BROWSER)]


def test_the_second_factor_is_set_up_by_its_browser(service: Service, hanako: Account) -> None:
    """A wrong code changes nothing, and what one browser began no other one ends."""
    second_factor.begin(hanako, BROWSER)
    secret = second_factor.begun(hanako, BROWSER)
    assert secret
    assert second_factor.confirm(hanako, "another browser", app_code(secret)) is None
    assert second_factor.confirm(hanako, BROWSER, "000000") is None
    assert second_factor.confirm(hanako, BROWSER, app_code(secret))
    assert second_factor.confirm(hanako, BROWSER, app_code(secret)) is None
