"""Changes of a password, and an operator's code for somebody who lost it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.cases.accounts import account, change, second_factor
from app.cases.accounts.account import Account
from app.cases.accounts.sign_in import WrongSignIn, prove
from app.cases.case import hash_token
from app.errors import WrongCode
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import (
    AccountRow,
    AttemptRow,
    ChallengeRow,
    IdentityRow,
    PasskeyRow,
    SessionRow,
    now,
)
from tests.cases.accounts.holder import BROWSER, OTHER, PASSWORD, app_code, early, signed_in, waited, with_second_factor


def test_a_change_of_the_password_needs_the_old_one(service: Service, hanako: Account) -> None:
    """It closes the account in all other browsers, and the old password works no more."""
    with writing(service.engine) as session:
        for token in (BROWSER, "another"):
            session.add(SessionRow(token_hash=hash_token(token), account_id=hanako.id))
    with pytest.raises(WrongSignIn):
        change.change_password(hanako, OTHER, "does not matter here", BROWSER)
    waited(service)
    change.change_password(hanako, PASSWORD, OTHER, BROWSER)
    with reading(service.engine) as session:
        assert [one.token_hash for one in session.exec(select(SessionRow))] == [hash_token(BROWSER)]
    with pytest.raises(WrongSignIn):
        signed_in(service)
    waited(service)
    assert signed_in(service, OTHER).id == hanako.id


def test_a_password_does_not_expire(service: Service, hanako: Account) -> None:
    """An account of ten years is opened by its first password."""
    with writing(service.engine) as session:
        session.get_one(AccountRow, hanako.id).created_at -= timedelta(days=3650)
    assert signed_in(service).id == hanako.id


def test_proving_it_again_is_slow_to_guess(service: Service, hanako: Account) -> None:
    """Somebody at an open account cannot try one password after another, and keeps nobody from signing in."""
    secret, _ = with_second_factor(hanako)
    prove(hanako, PASSWORD, app_code(secret))
    early(service, "prove", hanako.id)
    with pytest.raises(WrongSignIn):
        prove(hanako, PASSWORD, app_code(secret, 1))
    waited(service)
    with pytest.raises(WrongSignIn):
        prove(hanako, PASSWORD, "")
    assert signed_in(service, PASSWORD, app_code(secret, 1)).id == hanako.id


def test_the_operators_code_opens_an_account_once(service: Service, hanako: Account) -> None:
    """For a new password, within an hour; passkeys and an organisation end with it, because somebody else may have
    them. Said to be lost by the operator, the second factor ends, too."""
    with_second_factor(hanako)
    jiro = account.create(service, "Jiro", None)
    with_second_factor(jiro)
    with writing(service.engine) as session:
        session.add(PasskeyRow(id="p", account_id=hanako.id, credential=b"c", site="localhost", name="p"))
        session.add(IdentityRow(issuer="https://id.example", subject="s", account_id=hanako.id))
        session.add(SessionRow(token_hash="s", account_id=hanako.id))
    assert not change.is_code_waiting(hanako)
    old, code = (change.recovery_code(hanako, without_second_factor=True) for _ in range(2))
    for wrong in (old, "", code[:-1]):
        with pytest.raises(WrongCode):
            change.account_of_recovery_code(service, wrong, "a")
        with pytest.raises(WrongCode):
            change.recover(hanako, wrong, PASSWORD)
    assert change.account_of_recovery_code(service, code.lower(), "a").id == hanako.id
    assert change.is_code_waiting(hanako)
    assert change.recover(hanako, code, OTHER)
    assert not change.is_code_waiting(hanako)
    with pytest.raises(WrongCode):
        change.recover(hanako, code, PASSWORD)
    assert signed_in(service, OTHER).id == hanako.id
    with reading(service.engine) as session:
        for table in (PasskeyRow, IdentityRow, SessionRow):
            assert session.exec(select(table)).all() == []
    assert [second_factor.codes_left(one) for one in (hanako, jiro)] == [0, second_factor.CODES]
    late = change.recovery_code(hanako)
    with writing(service.engine) as session:
        session.exec(select(ChallengeRow)).one().until = now() - timedelta(seconds=1)
    assert not change.is_code_waiting(hanako)
    with pytest.raises(WrongCode):
        change.account_of_recovery_code(service, late, "a")


def test_a_new_password_does_not_end_the_second_factor(service: Service, hanako: Account) -> None:
    """The operator's code asks for it, as often as its wrong codes allow, and is not used up by those. Afterwards the
    app and the recovery codes work as before."""
    secret, [recovery, *_] = with_second_factor(hanako)
    known = account.account_of_id(service, hanako.id)
    assert known
    code = change.recovery_code(known)
    for wrong in ("", "000000", recovery[:-1]):
        waited(service)
        with pytest.raises(change.WrongSecondFactor):
            change.recover(known, code, OTHER, wrong)
    with pytest.raises(change.WrongSecondFactor):  # too early, whatever is given
        change.recover(known, code, OTHER, recovery)
    waited(service)
    assert not change.recover(known, code, OTHER, recovery)
    with reading(service.engine) as session:  # the wrong ones cost no wait any more
        assert session.get(AttemptRow, service.keyed_hash("recover", hanako.id)) is None
    waited(service)
    with pytest.raises(WrongSignIn):
        signed_in(service, OTHER)
    waited(service)
    assert signed_in(service, OTHER, app_code(secret, 1)).id == hanako.id
    assert second_factor.codes_left(hanako) == second_factor.CODES - 1


def test_a_new_password_does_not_go_around_passkeys(service: Service) -> None:
    """Where they alone open the account, the operator has to say that they are lost."""
    made = account.create(service, "jiro", None)
    change.recovery_code(made)
    with writing(service.engine) as session:
        session.add(PasskeyRow(id="p", account_id=made.id, credential=b"c", site="localhost", name="p"))
    with pytest.raises(change.OnlyWithoutPassword):
        change.recovery_code(made)
    assert change.recover(made, change.recovery_code(made, without_second_factor=True), OTHER)
