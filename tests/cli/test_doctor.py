"""``mioboe doctor`` says what is wrong and nothing of those who use the installation."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text as sql

from app.cli import main
from app.settings import Settings
from app.storage import database, service
from tests.faults import proxy
from tests.service import listening


def doctor(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[Any, str]:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", *given])
    return ended.value.code, capsys.readouterr().out


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings of an installation whose folder is called after somebody."""
    monkeypatch.setenv("MIOBOE_DATA", str(settings.data))
    monkeypatch.setenv("MIOBOE_DATABASE", settings.database)
    monkeypatch.setenv("MIOBOE_HOSTS", "canary.example.org")
    return monkeypatch


@pytest.mark.parametrize(("lang", "words"), [("en", "Vault: can be written"), ("ja", "書き込めます")])
def test_a_healthy_installation(
    settings: Settings, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    """It says in both languages what works, with the versions and the names of settings, and no value, path or host;
    it changes nothing, also while a service runs."""
    here = service.start(settings)
    half = settings.blobs / ("a" * 32) / "x.data#1"
    half.parent.mkdir()
    half.write_bytes(b"under way")
    try:
        status, text = doctor(capsys, "--lang", lang)
    finally:
        here.close()
    assert status == 0, text
    assert words in text
    assert "polars " in text
    assert re.search(r"MIOBOE_DATA, (MIOBOE_DATABASE, )?MIOBOE_HOSTS", text)
    assert not re.search(rf"canary|{re.escape(str(settings.data.parent))}|\[ !! \]", text)
    assert half.exists()


def test_a_service_that_shares_the_folder(
    settings: Settings, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Services on PostgreSQL share the lock of the folder with each other; that one runs is said all the same."""
    settings.data.mkdir(parents=True)
    assert "No service runs" in doctor(capsys, "--lang", "en")[1]
    lock = service.hold(settings, shared=True)
    assert "A service runs" in doctor(capsys, "--lang", "en")[1]
    os.close(lock)


def test_nothing_is_made(
    settings: Settings, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first start it says so and makes neither folder nor key."""
    environment.setenv("MIOBOE_DATA", str(nowhere := settings.data.parent / "nowhere"))
    status, text = doctor(capsys, "--lang", "en")
    assert (status, "not made yet" in text) == (0, True)
    assert not nowhere.exists()


def test_a_misspelt_setting(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A variable that nothing reads is named."""
    environment.setenv("MIOBOE_HOST", "CANARY")
    assert "MIOBOE_HOST is no setting" in doctor(capsys, "--lang", "en")[1]


def _open_key(settings: Settings) -> None:
    (settings.data / "master.key").chmod(0o644)


def _no_database(settings: Settings) -> None:
    (settings.data / "mioboe.sqlite").write_bytes(b"CANARY is no database, whatever its name")


def _newer_database(settings: Settings) -> None:
    engine = database.connect(settings.database_url)
    with database.writing(engine) as session:
        session.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()


def _no_vault(settings: Settings) -> None:
    settings.blobs.rmdir()
    settings.blobs.write_text("")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_open_key, "chmod 600"),
        pytest.param(_no_database, "database cannot be opened", marks=pytest.mark.sqlite),
        pytest.param(_newer_database, "tables 9999 of the newer version", marks=pytest.mark.sqlite),
        (_no_vault, "Vault: can"),
    ],
)
def test_faults(
    settings: Settings,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    harm: Any,
    words: str,
) -> None:
    """What is broken ends it with 1 and the sentence that says what to do, without the path in it."""
    service.start(settings).close()
    harm(settings)
    status, text = doctor(capsys, "--lang", "en")
    assert status == 1
    assert words in next(line for line in text.splitlines() if line.startswith("[ !! ]"))
    assert str(settings.data) not in text
    assert "CANARY" not in text


@pytest.mark.parametrize(
    ("lang", "words", "others"), [("en", "bucket", "folder belongs"), ("ja", "バケット", "持ち主")]
)
def test_a_bucket_that_is_away(
    bucket: Settings,
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    words: str,
    others: str,
) -> None:
    """Where the vault is a bucket, what to check is the bucket's service and its settings, and no folder."""
    environment.setenv("MIOBOE_VAULT", f"{bucket.vault}-canary")
    with proxy(urlsplit(bucket.vault_endpoint).netloc) as faults:
        environment.setenv("MIOBOE_VAULT_ENDPOINT", faults.url)
        faults.times(99, "404")
        status, text = doctor(capsys, "--lang", lang)
    assert status == 1
    line = next(line for line in text.splitlines() if line.startswith("[ !! ]"))
    assert (words in line, "MIOBOE_VAULT_ENDPOINT" in line, others in line, "canary" in text) == (
        True,
        True,
        False,
        False,
    )


def test_a_setting_that_cannot_be_meant(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The setting is named; what was written in it is not shown."""
    environment.setenv("MIOBOE_HOSTS", "https://canary.example")
    status, text = doctor(capsys, "--lang", "en")
    assert (status, "MIOBOE_HOSTS lists" in text, "canary" in text) == (1, True, False)


def test_health(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """It asks the service, by any host name: 0 where it can work, 1 where it cannot or is not there."""
    with listening(settings) as url:
        assert doctor(capsys, "--health", f"{url}/readyz") == (0, "")
        settings.blobs.rmdir()
        settings.blobs.write_text("")
        assert doctor(capsys, "--health", f"{url}/healthz")[0] == 0
        assert doctor(capsys, "--health", f"{url}/nowhere")[0] == 1
    assert doctor(capsys, "--health", f"{url}/readyz")[0] == 1
    assert doctor(capsys, "--health", "file:///etc/hostname")[0] == 1
