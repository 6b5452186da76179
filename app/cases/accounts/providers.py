"""Sign-in through an organisation's service (OpenID Connect): code flow with PKCE, nonce and state.

An account is identified by the pair of issuer and subject, never by a name or an email address, because at many
providers people choose these themselves.
"""

import hmac
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.cases.accounts import account, challenges
from app.cases.accounts.account import NameTaken
from app.cases.accounts.links import link
from app.errors import Mistake, NotFound, record
from app.i18n import N_
from app.settings import Provider, is_safe_address
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import AccountRow, ChallengeRow, IdentityRow

KIND = "provider"
MINUTES = 10  # somebody may have to find their telephone on the way
LEEWAY = 60  # seconds by which the clocks of two computers may differ
SECONDS = 10  # to wait for the provider
REMEMBERED = 600  # seconds for which the addresses of the provider are kept
ANYBODY = "*"  # as the allowed group: everybody whom the provider signs in
# Signatures only: what a provider could also sign with our shared secret would let everybody sign who knows it.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class ProviderRefused(Mistake):
    """An organisation's sign-in service refused, or its answer does not belong to a request of this browser."""

    status = 403
    title = N_("The sign-in did not work")
    message = N_("Your organisation's sign-in service did not confirm who you are, or it took too long. Begin again.")


class NotInGroup(Mistake):
    status = 403
    title = N_("You may not use this service yet")
    message = N_(
        "Your organisation knows you, but you are not among those who may use this service. Ask the person who runs it."
    )


class ProviderAway(Mistake):
    status = 503
    title = N_("Your organisation's sign-in service cannot be reached")
    message = N_("The sign-in service of your organisation does not answer properly. Try again in a few minutes.")


def begin(service: Service, holder: str, back: str, account_id: str | None = None, link: bool = False) -> str:
    """The address of the provider to which the browser is sent. ``back`` is the address to which the provider sends it
    afterwards. With ``account_id`` the provider asks the person to sign in again; with ``link`` the person is then
    connected with that account. ``ProviderAway``."""
    provider = _provider(service)
    known = _known(provider)
    data = {name: secrets.token_urlsafe(32) for name in ("state", "nonce")}
    data["verifier"] = secrets.token_urlsafe(48)
    again = {"prompt": "login", "max_age": "0"} if account_id else {}
    with _client(provider, known) as client:
        address, _ = client.create_authorization_url(
            _address(known, "authorization_endpoint"),
            state=data["state"],
            nonce=data["nonce"],
            code_verifier=data["verifier"],
            redirect_uri=back,
            **again,
        )
    kept = {**data, "back": back, "at": int(time.time()), "link": link}
    challenges.begin(service, KIND, holder, kept, account_id=account_id, minutes=MINUTES)
    return str(address)


def finish(
    service: Service, holder: str, parameters: Mapping[str, str], account_id: str | None = None
) -> tuple[str, bool]:
    """The id of the account that the provider signed in, and whether the person was asked to sign in again. An account
    is created at the first sign-in.

    ``given`` is the query that the browser came back with; ``account_id`` is the account that is signed in in the
    browser: only it can be proved again or linked. ``ProviderRefused``, ``ProviderAway``, ``NotInGroup``,
    ``ConnectedElsewhere``.
    """
    provider = _provider(service)
    begun = challenges.take(service, KIND, holder)
    if begun is None or not hmac.compare_digest(begun.data["state"].encode(), parameters.get("state", "").encode()):
        raise ProviderRefused
    if parameters.get("iss", provider.issuer) != provider.issuer or "code" not in parameters:
        raise ProviderRefused
    if begun.account_id not in (None, account_id):
        raise ProviderRefused
    claims = _claims(provider, begun, parameters["code"])
    role = _role(provider, claims)
    if begun.account_id is None:
        return _account(service, provider.issuer, claims, role), False
    if (claims.get("auth_time") or 0) < begun.data["at"] - LEEWAY:
        raise ProviderRefused
    if begun.data["link"]:
        link(service, provider.issuer, claims["sub"], begun.account_id)
        return begun.account_id, True
    with reading(service.engine) as session:
        known = session.get(IdentityRow, (provider.issuer, claims["sub"]))
    if known is None or known.account_id != begun.account_id:
        raise ProviderRefused
    return begun.account_id, True


def signs_in(service: Service, account_id: str) -> bool:
    """Whether the account is connected with a person at the provider."""
    with reading(service.engine) as session:
        return session.exec(select(IdentityRow).where(IdentityRow.account_id == account_id)).first() is not None


def sign_out_address(service: Service, back: str) -> str | None:
    """The address at which a browser signs out of the provider too, and is then sent ``back``; None where the provider
    offers no such address."""
    provider = service.settings.provider
    if provider is None:
        return None
    known = _known(provider)
    if "end_session_endpoint" not in known:
        return None
    from authlib.common.urls import add_params_to_uri

    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": back}
    return str(add_params_to_uri(_address(known, "end_session_endpoint"), asked))


def _provider(service: Service) -> Provider:
    if service.settings.provider is None:
        raise NotFound
    return service.settings.provider


def _client(provider: Provider, known: Mapping[str, Any] | None = None) -> Any:
    from authlib.integrations.httpx_client import OAuth2Client

    methods = (known or {}).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    return OAuth2Client(
        provider.client_id,
        provider.client_secret,
        token_endpoint_auth_method=method,
        scope=provider.scopes,
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _known(provider: Provider) -> dict[str, Any]:
    return _discovered(provider, int(time.monotonic() / REMEMBERED))


@lru_cache(maxsize=2)
def _discovered(provider: Provider, period: int) -> dict[str, Any]:
    """The provider's own description of its addresses and keys. It is requested again in each ``period``."""
    with _translated(ProviderAway), _client(provider) as client:
        metadata = _json(client, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if metadata["issuer"] != provider.issuer:
            raise ProviderAway
    return metadata


def _claims(provider: Provider, begun: ChallengeRow, code: str) -> dict[str, Any]:
    """The provider's statements about the person: the claims of the ID token, and the groups from wherever it gives
    them."""
    known = _known(provider)
    with _translated(ProviderRefused), _client(provider, known) as client:
        token = client.fetch_token(
            _address(known, "token_endpoint"),
            grant_type="authorization_code",
            code=code,
            code_verifier=begun.data["verifier"],
            redirect_uri=begun.data["back"],
        )
        claims = _checked(provider, known, token, _json(client, _address(known, "jwks_uri")), begun.data["nonce"])
        if "groups" not in claims and "userinfo_endpoint" in known:
            more = client.get(_address(known, "userinfo_endpoint")).raise_for_status().json()
            if more["sub"] != claims["sub"]:
                raise ProviderRefused
            claims = {**more, **claims}
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise ProviderRefused
    return claims


def _checked(
    provider: Provider, known: Mapping[str, Any], token: Mapping[str, Any], keys: Any, nonce: str
) -> dict[str, Any]:
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet
    from joserfc.jws import JWSRegistry

    offered = known.get("id_token_signing_alg_values_supported") or ["RS256"]
    registry = JWSRegistry(
        algorithms=[algorithm for algorithm in ALGORITHMS if algorithm in offered], strict_check_header=False
    )
    signed = jwt.decode(token["id_token"], KeySet.import_key_set(keys), registry=registry)
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    asked = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
    claims = CodeIDToken(signed.claims, signed.header, options, asked)
    claims.validate(leeway=LEEWAY)
    return dict(claims)


def _role(provider: Provider, claims: Mapping[str, Any]) -> str | None:
    """The role that the groups give, None where no group gives a role. ``NotInGroup`` where the person may not use this
    service."""
    listed = claims.get("groups", [])
    groups = {group for group in (listed if isinstance(listed, list) else [listed]) if isinstance(group, str)}
    if provider.group != ANYBODY and provider.group not in groups:
        raise NotInGroup
    if not provider.role_groups:
        return None
    mine = {role for role, group in provider.role_groups if group in groups}
    return max(mine, key=account.ROLES.index, default=account.ROLES[0])


def _account(service: Service, issuer: str, claims: Mapping[str, Any], role: str | None) -> str:
    """The id of the account of the person who signed in, with their present role."""
    with writing(service.engine) as session:
        identity = session.get(IdentityRow, (issuer, claims["sub"]))
        if identity is not None:
            row = session.get_one(AccountRow, identity.account_id)
            row.role = role or row.role
            return row.id
    created = _new_account(service, str(claims.get("preferred_username") or claims.get("name") or ""), role)
    try:
        with writing(service.engine) as session:
            session.add(IdentityRow(issuer=issuer, subject=claims["sub"], account_id=created.id))
    except IntegrityError as error:  # Signed in for the first time twice, at the same moment.
        account.close(created)
        raise ProviderRefused from error
    return created.id


def _new_account(service: Service, wanted: str, role: str | None) -> account.Account:
    """A new account with the name that the person has at the provider, or a similar one where that name is taken."""
    base = "".join(
        letter if account.name_problem("xx" + letter) is None else "-" for letter in wanted.partition("@")[0]
    )
    base = base[: account.LONGEST_NAME - 7].strip("-") or "user"
    for name in (base, *(f"{base}-{secrets.token_hex(3)}" for _ in range(3))):
        if account.name_problem(name) is None:
            with suppress(NameTaken):
                return account.create(service, name, None, role=role or account.ROLES[0])
    raise ProviderRefused


def _json(client: Any, address: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.request("GET", address, withhold_token=True).raise_for_status().json()
    return answer


def _address(known: Mapping[str, Any], name: str) -> str:
    """One of the provider's addresses, which must be as safe as its issuer's."""
    address = known.get(name)
    if not isinstance(address, str) or not is_safe_address(address):
        raise ProviderAway
    return address


@contextmanager
def _translated(otherwise: type[Mistake]) -> Iterator[None]:
    """Errors of the libraries as sentences, and their kind in the log. ``otherwise`` is the kind of an answer that
    cannot be read."""
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.httpx_client._compat import httpx2  # the one of two libraries that it has found
    from joserfc.errors import JoseError

    try:
        yield
    except httpx2.HTTPStatusError as error:
        record(error)
        raise otherwise from error
    except httpx2.HTTPError as error:
        raise ProviderAway from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        record(error)
        raise otherwise from error
