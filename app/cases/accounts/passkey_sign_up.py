"""Making an account that a passkey opens, without a password. The passkey is made first and the account afterwards, so
that no account exists that nothing can open."""

import secrets
from typing import Any, NamedTuple

from sqlalchemy.exc import IntegrityError

from app.cases.accounts import challenges, passkeys
from app.cases.accounts.account import Account, close, create
from app.cases.accounts.passkeys import Site, WrongPasskey
from app.errors import LOG
from app.storage.database import writing
from app.storage.service import Service

SIGNING_UP, MAKING = "passkey-sign-up", "passkey-new"  # kinds of challenges
MINUTES = 20


class Waiting(NamedTuple):
    """A sign-up that waits for its passkey. ``onward`` names the page to which the person goes afterwards."""

    name: str
    account_id: str
    onward: str


def begin(service: Service, name: str, onward: str, browser: str) -> None:
    """Begins a sign-up under a name that is free. The same browser completes it with a passkey (``end``)."""
    data = {"name": name, "account_id": secrets.token_hex(16), "onward": onward[:32]}
    challenges.begin(service, SIGNING_UP, browser, data, minutes=MINUTES)


def waiting(service: Service, browser: str) -> Waiting | None:
    """The sign-up that waits in this browser, or None."""
    data = challenges.pending(service, SIGNING_UP, browser)
    return Waiting(**data) if data else None


def begin_making(service: Service, waiting: Waiting, site: Site, browser: str) -> dict[str, Any]:
    """What the browser needs to make the passkey."""
    options, state = passkeys.wanted(site, waiting.account_id, waiting.name)
    challenges.begin(service, MAKING, browser, {**state, "account_id": waiting.account_id})
    return options


def end(service: Service, waiting: Waiting, site: Site, browser: str, answer: str, called: str) -> Account:
    """The new account with its passkey, which gets the name ``called``. ``WrongPasskey`` where no sign-up was started
    here that the answer belongs to, ``NameTaken`` where somebody else took the name first."""
    begun = challenges.take(service, MAKING, browser)
    if begun is None or begun.data["account_id"] != waiting.account_id:
        raise WrongPasskey
    row = passkeys.registered(begun.data, site, waiting.account_id, answer, called)
    if challenges.take(service, SIGNING_UP, browser) is None:
        raise WrongPasskey
    account = create(service, waiting.name, None, account_id=waiting.account_id)
    try:
        with writing(service.engine) as session:
            session.add(row)
    except IntegrityError as error:  # a device that gives one passkey to two accounts
        close(account)
        raise WrongPasskey from error
    LOG.info("passkey added account=%s", account.id[:8])
    return account
