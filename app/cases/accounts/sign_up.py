"""Making an account. Whether a name is free is checked last, and attempts are counted, so that nobody can test many
names."""

from typing import NamedTuple

from app.cases import limits
from app.cases.accounts import challenges, second_factor
from app.cases.accounts.account import Account, NameTaken, create, is_taken
from app.cases.accounts.passwords import canonical
from app.cases.hashing import hashed
from app.cases.limits import Source
from app.storage.service import Service

SIGNING_UP = "sign-up"  # the kind of challenge


class Waiting(NamedTuple):
    """A sign-up that waits for the first code of the app. ``onward`` names the page to which the person goes
    afterwards."""

    name: str
    password_hash: str
    secret: bytes
    onward: str


def check_free(service: Service, name: str, asker: Source) -> None:
    """Checks that the name is free. ``NameTaken``; ``TooOften`` where this browser or network asked too often."""
    limits.count(service, "sign_up", asker)
    if is_taken(service, name):
        raise NameTaken


def sign_up(service: Service, name: str, password: str) -> Account:
    """The new account. ``NameTaken`` where somebody else took the name first."""
    return create(service, name, hashed(canonical(password)))


def wait_for_code(service: Service, name: str, password: str, onward: str, browser: str) -> None:
    """Begins a sign-up that waits for the first code of an app, in the same browser."""
    data = {
        "name": name,
        "password_hash": hashed(canonical(password)),
        "secret": second_factor.locked(service, second_factor.new_secret()),
        "onward": onward[:32],
    }
    challenges.begin(service, SIGNING_UP, browser, data, minutes=second_factor.MINUTES)


def waiting(service: Service, browser: str) -> Waiting | None:
    """The sign-up that waits in this browser, or None."""
    data = challenges.pending(service, SIGNING_UP, browser)
    secret = second_factor.opened(service, data)
    if data is None or secret is None:
        return None
    return Waiting(data["name"], data["password_hash"], secret, data["onward"])


def end(service: Service, waiting: Waiting, browser: str, code: str) -> tuple[Account, list[str]] | None:
    """The new account and its recovery codes; None where the code is wrong. ``NameTaken`` as above."""
    step = second_factor.first_step(waiting.secret, code)
    if step is None or challenges.take(service, SIGNING_UP, browser) is None:
        return None
    account = create(service, waiting.name, waiting.password_hash, waiting.secret, step)
    return account, second_factor.new_codes(account)
