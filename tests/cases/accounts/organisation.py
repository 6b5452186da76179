"""An organisation's sign-in service on this computer, which lies where a test asks it to."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import flask
import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import User, run_server_in_thread

from app.settings import Provider

HANAKO, TARO = "subject-of-hanako", "subject-of-taro"
USERS = (
    User(sub=HANAKO, claims={"preferred_username": "佐藤花子@example.org", "groups": ["victims", "helpers"]}),
    User(sub=TARO, claims={"preferred_username": "taro", "email": "taro@example.org", "groups": ["others"]}),
    User(sub="in-no-group", claims={"preferred_username": "jiro"}),
)
Claims = dict[str, Any]


@dataclass
class Organisation:
    """``asked`` are the forms that the token address got. ``lie`` changes the claims before ``sign`` signs them anew;
    without it the true answer is given."""

    issuer: str
    asked: list[dict[str, str]] = field(default_factory=list)
    lie: Callable[[Claims], Claims] | None = None
    sign: Callable[[Claims], str] = lambda claims: signed(claims)
    broken: str = ""  # what the token address answers instead

    def settings(self, group: str = "*", *roles: tuple[str, str]) -> Provider:
        """The settings of a service that trusts it."""
        return Provider(self.issuer, "mioboe", "secret", group, roles)

    def sign_in(self, address: str, subject: str = HANAKO, **form: str) -> dict[str, str]:
        """Somebody signs in there; the query that their browser comes back with."""
        answer = httpx.post(address, data={"sub": subject, **form}, timeout=30)
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


@contextmanager
def organisation() -> Iterator[Organisation]:
    """The service, running."""
    with run_server_in_thread(user_claims=USERS) as server:
        made = Organisation(f"http://localhost:{server.server_port}")
        app = server.app
        assert isinstance(app, flask.Flask)
        app.before_request(lambda: made.asked.append(dict(flask.request.form)) if _token() else None)
        app.after_request(lambda answer: _changed(made, answer) if _token() else answer)
        yield made


def signed(claims: Claims) -> str:
    """The claims, signed with the key of the service that answers this request."""
    key = RSAKey.import_key(flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def _token() -> bool:
    return flask.request.path == "/oauth2/token"


def _changed(made: Organisation, answer: flask.Response) -> flask.Response:
    if made.broken:
        answer.set_data(made.broken)
    elif made.lie is not None:
        said = answer.get_json()
        claims = said["id_token"].split(".")[1]
        true = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        said["id_token"] = made.sign(made.lie(true))
        answer.set_data(json.dumps(said))
    return answer
