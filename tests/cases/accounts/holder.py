"""Hanako, who has an account: her passwords, the codes of her app, and how long she waited."""

import time
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import select

from app.cases.accounts import second_factor
from app.cases.accounts.account import Account
from app.cases.accounts.sign_in import sign_in
from app.storage.database import writing
from app.storage.service import Service
from app.storage.tables import (
    AttemptRow,
    now,
)

PASSWORD = "gyokuro teapot 4 herons"


OTHER = "another fjord, 17 lamps"


BROWSER = "what this browser holds"


def signed_in(service: Service, password: str = PASSWORD, code: str = "", **given: str) -> Account:
    """A sign-in from an address that nobody used before, unless one is given."""
    given = {"name": "hanako", "address": str(time.perf_counter_ns()), "known": "", **given}
    return sign_in(service, given["name"], password, code, given["address"], given["known"])


def app_code(secret: bytes, steps: int = 0) -> str:
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time()) + 30 * steps).decode()


def with_second_factor(one: Account) -> tuple[bytes, list[str]]:
    """Sets the second factor up with the code before the present one."""
    second_factor.begin(one, BROWSER)
    secret = second_factor.begun(one, BROWSER)
    assert secret
    codes = second_factor.confirm(one, BROWSER, app_code(secret, -1))
    assert codes
    return secret, codes


def waited(service: Service) -> None:
    """All waits are over."""
    with writing(service.engine) as session:
        for one in session.exec(select(AttemptRow)):
            one.until = now() - timedelta(seconds=1)


def early(service: Service, *parts: str) -> None:
    """Whoever this counter is for has to wait for a minute."""
    with writing(service.engine) as session:
        until = now() + timedelta(minutes=1)
        session.merge(AttemptRow(subject=service.keyed_hash(*parts), failures=7, until=until))
