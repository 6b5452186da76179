"""Passkeys (WebAuthn): made for one host name, kept by a device that verifies its holder, used without a name. A
passkey alone is enough to sign in: the device asks for its holder's finger, face or PIN each time, so it counts as two
factors."""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from app.cases.accounts import challenges
from app.cases.accounts.account import close_browsers
from app.cases.accounts.change import LastWayIn
from app.errors import LOG, Mistake, NotFound
from app.i18n import N_
from app.storage.database import LOCKED, reading, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, IdentityRow, PasskeyRow, now

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AuthenticationResponse

T = TypeVar("T")
MOST = 20  # passkeys of an account
NAME_LENGTH = 64
ADD, SIGN_IN, CONFIRM = "passkey-add", "passkey-sign-in", "passkey-confirm"


class WrongPasskey(Mistake):
    """A passkey is unknown, removed, forged, copied or too late; the message is the same for all."""

    status = 403
    title = N_("This passkey was not accepted")
    message = N_(
        "This passkey opens no account here, or the page was open for too long. Load the page again and try once more."
    )


class TooManyPasskeys(Mistake):
    status = 409
    title = N_("No more passkeys fit")
    message = N_("An account holds at most {most} passkeys. Remove one that you no longer use first.")


class Site(NamedTuple):
    """The site where passkeys are made and used: the verified host name of the request, and its origin with the port,
    because other services on the same computer have the same name."""

    name: str
    origin: str


def passkeys(service: Service, account_id: str) -> list[PasskeyRow]:
    """The passkeys of an account, the oldest first."""
    with reading(service.engine) as session:
        return _of(session, account_id)


def begin_adding(service: Service, account_id: str, site: Site, holder: str) -> dict[str, Any]:
    """What a browser needs to make a passkey: ``PublicKeyCredentialCreationOptionsJSON`` under ``publicKey``."""
    with reading(service.engine) as session:
        name = session.get_one(AccountRow, account_id).name
        known = [row for row in _of(session, account_id) if row.site == site.name]
    options, state = wanted(site, account_id, name, known)
    challenges.begin(service, ADD, holder, state, account_id=account_id)
    return options


def add(service: Service, account_id: str, site: Site, holder: str, answer: str, name: str) -> None:
    """Stores the passkey that a device made. ``answer`` is its ``RegistrationResponseJSON``. ``WrongPasskey`` where the
    answer belongs to no process that was started here; ``TooManyPasskeys``."""
    begun = challenges.take(service, ADD, holder)
    if begun is None or begun.account_id != account_id:
        raise WrongPasskey
    row = registered(begun.data, site, account_id, answer, name)
    with writing(service.engine) as session:
        if session.get(PasskeyRow, row.id) is not None:
            raise WrongPasskey
        if len(_of(session, account_id)) >= MOST:
            raise TooManyPasskeys(most=MOST)
        session.add(row)
    LOG.info("passkey added account=%s", account_id[:8])


def wanted(
    site: Site, account_id: str, name: str, known: Sequence[PasskeyRow] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options that a browser needs to make a passkey for an account that already has the ``known`` ones, and the
    data to store until the browser answers."""
    from fido2.webauthn import (
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=account_id.encode(), name=name, display_name=name),
        [_credential(row) for row in known],  # a device makes only one for an account
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), {**state, "site": site.name}


def registered(begun: Mapping[str, Any], site: Site, account_id: str, answer: str, name: str) -> PasskeyRow:
    """The passkey that a device made. ``begun`` is the stored data (the second part of ``wanted``).
    ``WrongPasskey``."""
    if begun.get("site") != site.name:
        raise WrongPasskey
    registration = _checked(lambda: _server(site).register_complete(begun, _object(answer)))
    credential = registration.credential_data
    if credential is None:
        raise WrongPasskey
    return PasskeyRow(
        id=_id(credential.credential_id),
        account_id=account_id,
        credential=bytes(credential),
        site=site.name,
        name=clean_name(name),
        counter=registration.counter,
    )


def begin_using(service: Service, site: Site, holder: str, account_id: str | None = None) -> dict[str, Any]:
    """The options that a browser needs to use a passkey: ``PublicKeyCredentialRequestOptionsJSON`` under ``publicKey``.
    Without an account they name no passkey, so they do not reveal who has one."""
    from fido2.webauthn import UserVerificationRequirement

    known = [row for row in passkeys(service, account_id) if row.site == site.name] if account_id else None
    options, state = _server(site).authenticate_begin(
        [_credential(row) for row in known] if known else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    kind = CONFIRM if account_id else SIGN_IN
    challenges.begin(service, kind, holder, {**state, "site": site.name}, account_id=account_id)
    return dict(options)


def use(service: Service, site: Site, holder: str, answer: str, account_id: str | None = None) -> str:
    """The id of the account whose passkey answered. ``answer`` is the browser's ``AuthenticationResponseJSON``; with
    ``account_id`` it must be that account's. ``WrongPasskey`` in every other case, without saying which."""
    begun = challenges.take(service, CONFIRM if account_id else SIGN_IN, holder)
    if begun is None or begun.account_id != account_id or begun.data.get("site") != site.name:
        raise WrongPasskey
    response = _checked(lambda: _answer(answer))
    with writing(service.engine) as session:
        row = session.get(PasskeyRow, _id(response.raw_id), with_for_update=LOCKED)
        if row is None or row.site != site.name or account_id not in (None, row.account_id):
            raise WrongPasskey
        if response.response.user_handle != row.account_id.encode() and (
            account_id is None or response.response.user_handle
        ):
            raise WrongPasskey
        _checked(lambda: _server(site).authenticate_complete(begun.data, [_credential(row)], response))
        counter = response.response.authenticator_data.counter
        if (counter or row.counter) and counter <= row.counter:
            # Two devices use what only one should hold. Whichever this is, it does not sign in.
            LOG.warning("copied passkey account=%s passkey=%s", row.account_id[:8], row.id[:8])
            raise WrongPasskey
        row.counter, row.used_at = counter, now()
    LOG.info("passkey used account=%s", row.account_id[:8])
    return row.account_id


def account_of(session: Session, answer: str) -> str | None:
    """The account whose passkey a browser's answer names, before anything in the answer is verified; None where no
    account has it."""
    from fido2.webauthn import AuthenticationResponse

    try:
        named = _checked(lambda: _id(AuthenticationResponse.from_dict(json.loads(answer)).raw_id))
    except WrongPasskey:
        return None
    row = session.get(PasskeyRow, named)
    return row.account_id if row else None


def rename(service: Service, account_id: str, passkey_id: str, name: str) -> None:
    """Gives a passkey another name. ``NotFound`` where it is not the account's."""
    with writing(service.engine) as session:
        _own(session, account_id, passkey_id).name = clean_name(name)


def remove(service: Service, account_id: str, passkey_id: str, browser: str) -> None:
    """Removes a passkey, and closes the account in all browsers except the one with the token ``browser``, because
    somebody may have signed in with it. ``NotFound`` where the passkey is not the account's, ``LastWayIn`` where
    nothing else opens the account."""
    with writing(service.engine) as session:
        row = _own(session, account_id, passkey_id)
        account = session.get_one(AccountRow, account_id, with_for_update=LOCKED)
        provider = session.exec(select(IdentityRow).where(IdentityRow.account_id == account_id)).first()
        if account.password_hash is None and provider is None and len(_of(session, account_id)) == 1:
            raise LastWayIn
        session.delete(row)
        close_browsers(session, account_id, browser)
    LOG.info("passkey removed account=%s", account_id[:8])


def clean_name(name: str) -> str:
    """A name in its stored form: no control characters, one line, at most 64 characters."""
    plain = "".join(
        " " if unicodedata.category(letter).startswith("C") else letter for letter in name[: 4 * NAME_LENGTH]
    )
    return " ".join(unicodedata.normalize("NFC", plain).split())[:NAME_LENGTH]


def _of(session: Session, account_id: str) -> list[PasskeyRow]:
    query = select(PasskeyRow).where(PasskeyRow.account_id == account_id)
    return list(session.exec(query.order_by(col(PasskeyRow.created_at))).all())


def _own(session: Session, account_id: str, passkey_id: str) -> PasskeyRow:
    row = session.get(PasskeyRow, passkey_id)
    if row is None or row.account_id != account_id:
        raise NotFound
    return row


def _server(site: Site) -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestationConveyancePreference, PublicKeyCredentialRpEntity

    return Fido2Server(
        PublicKeyCredentialRpEntity(name="Mioboe", id=site.name),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == site.origin,
    )


def _credential(row: PasskeyRow) -> Any:
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(row.credential)


def _answer(text: str) -> "AuthenticationResponse":
    from fido2.webauthn import AuthenticationResponse

    return AuthenticationResponse.from_dict(_object(text))


def _object(text: str) -> dict[str, Any]:
    """The JSON object of a form. ``WrongPasskey`` for any other JSON, which the library would accept as an empty
    object."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise WrongPasskey
    return value


def _checked(work: Callable[[], T]) -> T:
    """The library's result for an answer from outside. Every error that it raises for a malformed or forged answer
    means the same: the answer is not accepted."""
    try:
        return work()
    except Exception as error:
        raise WrongPasskey from error


def _id(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
