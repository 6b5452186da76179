"""A service with an account."""

from collections.abc import Iterator

import pytest

from app.cases import hashing
from app.cases.accounts import account
from app.cases.accounts.account import Account
from app.settings import Settings
from app.storage.service import Service, start
from tests.cases.accounts.holder import PASSWORD


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    made = start(settings)
    yield made
    made.close()


@pytest.fixture
def hanako(service: Service) -> Account:
    return account.create(service, "Hanako", hashing.hashed(PASSWORD))
