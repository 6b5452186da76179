"""Settings of the environment: each is read, and a wrong one is a sentence."""

import re
from pathlib import Path

import pytest

from app.cannot_start import CannotStart
from app.settings import Settings, load

PROVIDER = {
    "MIOBOE_OIDC_ISSUER": "https://id.example.org",
    "MIOBOE_OIDC_CLIENT_ID": "mioboe",
    "MIOBOE_OIDC_CLIENT_SECRET": "CANARY",
    "MIOBOE_OIDC_GROUP": "helpers",
    "MIOBOE_OIDC_ROLE_GROUPS": "helper=helpers, operator=it",
}


def test_settings_from_the_environment() -> None:
    """Every documented variable arrives, with the usual ways to write a PostgreSQL address."""
    given = load(
        {
            "MIOBOE_DATA": "/srv/x",
            "MIOBOE_DATABASE": "postgres://u@h/d",
            "MIOBOE_UPLOAD_LIMIT": "1000",
            "MIOBOE_CASE_LIMIT": "2000",
            "MIOBOE_KEEP_UPLOADS": "3",
            "MIOBOE_KEEP_CASES": "4",
            "MIOBOE_HOSTS": "Example.org, localhost",
            "MIOBOE_PROXIES": "10.0.0.1, 10.1.2.3/8, ::1",
            "MIOBOE_KEY_FILE": "/srv/key",
            "MIOBOE_KEY": "AGE-SECRET-KEY-1",
            "MIOBOE_KEY_COMMAND": "pass show mioboe",
        }
    )
    assert given == Settings(
        Path("/srv/x"), "postgresql+psycopg://u@h/d", 1000, 2000, keep_uploads=3, keep_cases=4,
        hosts=("example.org", "localhost"), proxies="10.0.0.1,10.0.0.0/8,::1",
        key_file=Path("/srv/key"), key="AGE-SECRET-KEY-1", key_command="pass show mioboe",
    )  # fmt: skip
    assert load({}) == Settings()
    assert load({}).database_url == "sqlite:///data/mioboe.sqlite"


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "１", "9" * 40])
def test_settings_that_are_no_number(value: str) -> None:
    """A limit that is no whole number ends the start with a sentence."""
    with pytest.raises(CannotStart, match="MIOBOE_UPLOAD_LIMIT must be a whole number"):
        load({"MIOBOE_UPLOAD_LIMIT": value})


@pytest.mark.parametrize(
    ("name", "wrong", "least", "most"),
    [
        ("MIOBOE_RUNS", ["many", "-1", "65"], 0, 64),
        ("MIOBOE_KEEP_UPLOADS", ["0", "36501", "9" * 40], 1, 36500),
        ("MIOBOE_KEEP_CASES", ["0", "1.5", "99999999999"], 1, 36500),
    ],
)
def test_settings_out_of_range(name: str, wrong: list[str], least: int, most: int) -> None:
    """What no calendar and no computer has ends the start with a sentence that says what is possible."""
    for value in wrong:
        with pytest.raises(CannotStart, match=f"{name} must be a whole number from {least} to {most}, not “{value}”"):
            load({name: value})
    for number in (least, most):
        load({name: str(number)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("MIOBOE_HOSTS", value) for value in ("https://a.example", "a.example:8000", "a.example/", "*", "a b")),
        *(("MIOBOE_PROXIES", value) for value in ("*", "proxy", "10.0.0.1:80", "10.0.0/8", "10.0.0.0/33", "unix:")),
    ],
)
def test_settings_that_would_never_match(name: str, value: str) -> None:
    """A host name or a proxy that no request can match ends the start with a sentence and an example."""
    with pytest.raises(CannotStart, match=f"{name} lists .* such as .*{re.escape(value)}"):
        load({name: f"127.0.0.1,{value}"})


def test_settings_of_a_sign_in_service(tmp_path: Path) -> None:
    """All of its parts arrive, the secret from a file too, and it is in no printed form of the settings."""
    secret = tmp_path / "secret"
    secret.write_text("CANARY\n")
    found = load(PROVIDER)
    assert found == load({**PROVIDER, "MIOBOE_OIDC_CLIENT_SECRET": "", "MIOBOE_OIDC_CLIENT_SECRET_FILE": str(secret)})
    assert found.provider is not None
    assert found.provider.role_groups == (("helper", "helpers"), ("operator", "it"))
    assert "CANARY" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"MIOBOE_OIDC_GROUP": ""}, "MIOBOE_OIDC_GROUP is missing"),
        ({"MIOBOE_OIDC_CLIENT_SECRET": ""}, "MIOBOE_OIDC_CLIENT_SECRET is missing"),
        ({"MIOBOE_OIDC_ISSUER": "http://id.example.org"}, "https address"),
        ({"MIOBOE_OIDC_ISSUER": "https://id.example.org/; url=//evil"}, "https address"),
        ({"MIOBOE_OIDC_ROLE_GROUPS": "root=it"}, "helper=GROUP"),
        ({"MIOBOE_OIDC_CLIENT_SECRET_FILE": "/nowhere"}, "/nowhere"),
    ],
)
def test_sign_in_service_that_is_half_set(changed: dict[str, str], said: str) -> None:
    """A part that is missing or unsafe ends the start with a sentence that names it, never with an open door."""
    with pytest.raises(CannotStart, match=said):
        load({**PROVIDER, **changed})
