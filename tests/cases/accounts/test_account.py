"""Accounts: which names are free, and what is left of a closed one."""

import pytest
from sqlmodel import select

from app.cases.accounts import account, sign_up
from app.cases.accounts.account import Account, NameTaken
from app.cases.accounts.sign_in import WrongSignIn
from app.cases.limits import Source, TooOften
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import (
    AccountRow,
    ChallengeRow,
    RecoveryCodeRow,
)
from tests.cases.accounts.holder import BROWSER, PASSWORD, signed_in, with_second_factor


@pytest.mark.parametrize("taken", ["hanako", "HANAKO", "ｈａｎａｋｏ", " Hanako ", "admin", "Ｍｉｏｂｏｅ"])
def test_a_name_is_had_once(service: Service, hanako: Account, taken: str) -> None:
    """However it is written; and names of whoever runs the service are nobody's."""
    with pytest.raises(NameTaken):
        account.create(service, taken, None)


def test_names_cannot_be_tried_without_end(service: Service, hanako: Account) -> None:
    """Whether a name is free is said five times an hour to one browser."""
    asker = Source(browser="one", network="two")
    for _ in range(5):
        with pytest.raises(NameTaken):
            sign_up.check_free(service, "hanako", asker)
    with pytest.raises(TooOften):
        sign_up.check_free(service, "hanako", asker)


def test_a_sign_up_whose_secret_does_not_open_is_none(service: Service) -> None:
    """The master key was exchanged meanwhile: it is begun anew."""
    sign_up.wait_for_code(service, "jiro", PASSWORD, "", BROWSER)
    assert sign_up.waiting(service, BROWSER)
    with writing(service.engine) as session:
        row = session.exec(select(ChallengeRow)).one()
        row.data = {**row.data, "secret": "AAAA"}
    assert sign_up.waiting(service, BROWSER) is None


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("ab", False),
        ("abc", True),
        ("a" * 32, True),
        ("a" * 33, False),
        ("a b c", False),
        ("a@b.example", False),
        ("a\u202ebcd", False),
        ("x\0yz", False),
        ("花子です", True),
        ("花子", True),
        ("花", False),
        ("हिन्दी", True),
        ("サトー_ﾊﾅｺ-2", True),
    ],
)
def test_names(name: str, fine: bool) -> None:
    """3 to 32 letters and digits, 2 in another script than a to z; no space, no sign that hides or turns others, no
    email address."""
    assert (account.name_problem(name) is None) == fine


def test_nothing_is_left_of_a_closed_account(service: Service, hanako: Account) -> None:
    """Its row, codes and sessions are gone, and its name is free."""
    with_second_factor(hanako)
    account.close(hanako)
    with reading(service.engine) as session:
        assert [*session.exec(select(AccountRow)), *session.exec(select(RecoveryCodeRow))] == []
    with pytest.raises(WrongSignIn):
        signed_in(service)
    account.create(service, "hanako", None)
