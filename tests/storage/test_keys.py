"""Master keys: where they come from, what is said where they are not right, and how they are exchanged."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.cli import main
from app.errors import CannotStart
from app.settings import Settings, load
from app.storage import rotation
from app.storage.database import connect, reading, writing
from app.storage.keys import MasterKeys, given_keys, new_key
from app.storage.service import Service, start
from app.storage.tables import AccountRow, CaseRow
from tests.conftest import Browser, hits, running, until, visit

Say = Callable[..., tuple[int, str]]
ENGLISH = {"LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"}


def command(settings: Settings, *words: str) -> subprocess.Popen[str]:
    """The command in a process of its own, as an operator types it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIOBOE_")}
    environment = {**kept, **ENGLISH, "MIOBOE_DATA": str(settings.data)}
    return subprocess.Popen([sys.executable, "-m", "app", *words], env=environment, stdout=-1, stderr=-1, text=True)


@pytest.fixture
def said(settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """Runs the command here, with these variables: its exit status, and all that it says."""

    def run(*words: str, **given: str) -> tuple[int, str]:
        with monkeypatch.context() as environment:
            for name, value in {**ENGLISH, "MIOBOE_DATA": str(settings.data), **given}.items():
                environment.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(words)
        captured = capfd.readouterr()
        return int(ended.value.code or 0), captured.out + captured.err

    return run


def filled(here: Service, cases: int) -> None:
    """Cases, and one account with a secret."""
    keys = here.vault.keys
    with writing(here.engine) as session:
        session.add(AccountRow(id="a" * 32, name="x", name_key="x", totp_secret=keys.lock(b"totp"), key_id=keys.id))
        for number in range(cases):
            key, locked = here.vault.new_key(f"{number:032}")
            session.add(CaseRow(id=key.case_id, key=locked, key_id=keys.id, lang=str(key.identity)[-2:]))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, without what only says that somebody looked at the database."""
    kept = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file() and one.suffix != ".sqlite-shm"}
    return {one.name: data for one, data in kept.items() if not one.name.endswith(("-shm", "-wal"))}


def test_an_exchange_keeps_every_case(settings: Settings, said: Say) -> None:
    """After a rotation the same cookie opens the same case with its files and notes, the secret of the server is the
    same, and nothing needs the former key: it can be destroyed, and then it is nowhere in the folder."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("CANARY-name.csv", b"a,b\r\n1,2\r\n"))
        browser.wait()
        cookie, secret = browser.client.cookies["mioboe"], app.state.service.secret
        former, old_id = str(app.state.service.vault.keys.identities[0]), app.state.service.vault.keys.id
    assert said("keys", "forget")[0] == 0  # there is none older: the current key stays
    status, words = said("keys", "rotate")
    assert (status, "1 key was locked anew" in words) == (0, True), words
    listed = said("keys", "list")[1]
    assert [line.split() for line in listed.splitlines()][1:] == [[old_id, "0", "older"]]
    assert former in (settings.data / "master.key").read_text()
    assert said("keys", "forget")[0] == 0
    assert hits(settings.data, former.encode()) == []
    assert (settings.data / "master.key").stat().st_mode & 0o777 == 0o600
    with running(settings) as app:
        assert app.state.service.secret == secret
        assert app.state.service.vault.keys.id != old_id
        again = visit(app, Cookie=f"mioboe={cookie}")
        assert "CANARY-name.csv" in again.get("/case/files").text
    assert said("keys", "list")[1].split()[1:] == ["1", "current"]


def test_an_exchange_that_is_killed_goes_on(settings: Settings, said: Say) -> None:
    """A rotation that is killed in the middle loses nothing: both keys are there, the service works, and the next
    rotation finishes with the same new key. The former key cannot be destroyed before."""
    here = start(settings)
    filled(here, 3000)
    secret, old_id = here.secret, here.vault.keys.id
    here.close()
    process = command(settings, "keys", "rotate")
    looking = connect(settings.database_url)
    until(lambda: len(rotation.in_use(looking)) == 2 or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    between = rotation.in_use(looking)
    assert process.returncode == -signal.SIGKILL
    assert between.total() == 3001
    [new_id] = set(between) - {old_id}
    assert 0 < between[new_id] < 3001
    status, words = said("keys", "forget")
    assert (status, "still needed" in words) == (2, True), words
    with running(settings) as app:
        assert Browser(visit(app).client).post("/start", {"symptom": "symptom.free_parcel"}).status_code == 303
    status, words = said("keys", "rotate")
    assert (status, new_id in words) == (0, True), words
    assert rotation.in_use(looking) == {new_id: 3002}
    assert said("keys", "forget")[0] == 0
    here = start(settings)
    with reading(here.engine) as session:
        for row in session.exec(select(CaseRow).where(CaseRow.id < "1")):
            assert str(here.vault.open_key(row.id, row.key or b"").identity)[-2:] == row.lang
        assert here.vault.keys.unlock(session.exec(select(AccountRow.totp_secret)).one() or b"") == b"totp"
    assert here.secret == secret
    here.close()


def test_no_exchange_beside_the_service(settings: Settings, said: Say) -> None:
    """While the service runs, a rotation is refused and changes nothing."""
    here = start(settings)
    before = contents(settings.data)
    status, words = said("keys", "rotate")
    assert (status, "already running" in words) == (2, True), words
    assert contents(settings.data) == before
    here.close()


def test_one_damaged_key_does_not_stop_the_exchange(settings: Settings, said: Say) -> None:
    """What no key opens is named and stays; everything else is locked anew, and the former key may go."""
    here = start(settings)
    filled(here, 3)
    with writing(here.engine) as session:
        session.get_one(CaseRow, f"{1:032}").key = b"age-encryption.org/v1 damaged"
    here.close()
    status, words = said("keys", "rotate")
    assert (status, "3 keys were locked anew" in words, "1 key was damaged" in words) == (0, True, True), words
    assert said("keys", "forget")[0] == 0
    start(settings).close()


def test_what_an_earlier_version_locked_gets_its_id(settings: Settings) -> None:
    """Rows without the id of their key get it at the next start, and a rotation afterwards makes a new key."""
    here = start(settings)
    filled(here, 2)
    with here.engine.begin() as connection:
        connection.execute(text("UPDATE cases SET key_id = ''"))
    here.close()
    here = start(settings)
    assert rotation.in_use(here.engine) == {here.vault.keys.id: 3}
    former = here.vault.keys.id
    keys, done, broken = rotation.rotate(here.engine, settings, here.vault.keys)
    assert (keys.id != former, keys.ids[1], done, broken) == (True, former, 3, 0)
    here.close()


PLACES: dict[str, Callable[[Path, str], dict[str, str]]] = {
    "environment": lambda folder, key: {"MIOBOE_KEY": key},
    "file": lambda folder, key: {"MIOBOE_KEY_FILE": str(_file(folder / "elsewhere.key", key))},
    "command": lambda folder, key: {"MIOBOE_KEY_COMMAND": f"cat {shlex.quote(str(_file(folder / 'a key', key)))}"},
}


def _file(path: Path, key: str) -> Path:
    path.write_text(f"# ours\n{key}\n")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("place", PLACES)
def test_a_key_that_is_kept_elsewhere(settings: Settings, said: Say, tmp_path: Path, place: str) -> None:
    """From each of the three places the key opens the data, nothing of it lies beside them, and another key, of the
    same place, is refused with status 2 and changes nothing."""
    right, wrong = new_key(), new_key()
    given = PLACES[place](tmp_path, right)
    assert said("keys", "rotate", **given)[0] == (0 if place == "file" else 2)
    here = start(load({"MIOBOE_DATA": str(settings.data), **given}))
    filled(here, 1)
    here.close()
    assert hits(settings.data, right.encode()) == []
    assert not (settings.data / "master.key").exists()
    before = contents(settings.data)
    status, words = said("serve", "--port", "0", **PLACES[place](tmp_path, wrong))
    assert (status, "does not open what is stored" in words) == (2, True), words
    assert words.count("\n") == 1
    assert contents(settings.data) == before


HOSTILE = {
    "key_command_start": {"MIOBOE_KEY_COMMAND": "/no/such/command"},
    "quotes": {"MIOBOE_KEY_COMMAND": "cat 'open"},
    "key_command_failed": {"MIOBOE_KEY_COMMAND": "sh -c 'echo CANARY; echo CANARY >&2; exit 3'"},
    "key_command_empty": {"MIOBOE_KEY_COMMAND": "true"},
    "spaces": {"MIOBOE_KEY_COMMAND": "echo ' '"},
    "garbage": {"MIOBOE_KEY_COMMAND": "head -c 100000 /dev/urandom"},
    "key_setting": {"MIOBOE_KEY": "CANARY"},
    "half": {"MIOBOE_KEY": f"{new_key()} CANARY"},
    "public": {"MIOBOE_KEY": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"},
    "key_twice": {"MIOBOE_KEY": new_key(), "MIOBOE_KEY_COMMAND": "true"},
    "folder": {"MIOBOE_KEY_FILE": "/"},
    "no folder": {"MIOBOE_KEY_FILE": "/no/such/folder/key"},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_key_that_is_not_right(settings: Settings, said: Say, what: str) -> None:
    """Whatever is wrong with the place of the key, one sentence says it, which repeats nothing of what was given, with
    status 2, and no key is made in its place."""
    status, words = said("serve", "--port", "0", **HOSTILE[what])
    assert (status, words.count("\n")) == (2, 1), words
    assert "Traceback" not in words
    assert "CANARY" not in words
    assert "AGE-SECRET" not in words
    assert "MIOBOE_KEY" in words or "master key" in words
    assert hits(settings.data, b"AGE-SECRET", b"age-encryption") == []


def test_a_command_that_never_ends(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that waits for somebody is given up."""
    monkeypatch.setattr("app.storage.keys.COMMAND_SECONDS", 1)
    with pytest.raises(CannotStart, match="within 1 seconds"):
        start(replace(settings, key_command="sleep 60"))


@pytest.mark.parametrize("table", [True, False], ids=["with cases", "before the first case"])
def test_a_key_that_is_gone(settings: Settings, table: bool) -> None:
    """Where the file of the key is missing beside data that it locked, no other one is made."""
    here = start(settings)
    if table:
        filled(here, 1)
        (settings.data / "secret.age").unlink()
    here.close()
    (settings.data / "master.key").unlink()
    with pytest.raises(CannotStart, match=r"is missing.*Nothing was changed"):
        start(settings)
    assert not (settings.data / "master.key").exists()


def test_an_older_key_that_was_taken_away(settings: Settings, said: Say) -> None:
    """Whoever exchanges keys in the environment and takes the older one away too early is told so; with both, the
    rotation locks everything with the first."""
    old, new = new_key(), new_key()
    here = start(replace(settings, key=old))
    filled(here, 2)
    here.close()
    with pytest.raises(CannotStart, match="taken away too early"):
        start(replace(settings, key=new))
    status, words = said("keys", "rotate", MIOBOE_KEY=old)
    assert (status, "keys new" in words) == (2, True), words
    assert said("keys", "rotate", MIOBOE_KEY=f"{new},{old}")[0] == 0
    status, words = said("keys", "forget", MIOBOE_KEY=f"{new},{old}")
    assert (status, "Remove them" in words) == (2, True), words
    here = start(replace(settings, key=new))
    assert rotation.in_use(here.engine) == {here.vault.keys.id: 3}
    here.close()


def test_names_of_keys(settings: Settings) -> None:
    """A key's id is of its public half, stays the same, and is all that a log could hold of it."""
    key = new_key()
    keys = given_keys(replace(settings, key=key))
    assert keys is not None
    assert keys.id == given_keys(replace(settings, key=key)).id  # type: ignore[union-attr]
    assert len(keys.id) == 16
    assert key not in repr(keys)
    assert key not in repr(replace(settings, key=key))
    assert MasterKeys(keys.identities[:1]).unlock(keys.lock(b"x")) == b"x"


def test_new_keys_are_new(settings: Settings, said: Say) -> None:
    """``keys new`` prints one key, makes no file, and each time another."""
    first, second = (said("keys", "new") for _ in range(2))
    assert first[0] == second[0] == 0
    assert first[1] != second[1]
    assert first[1].startswith("AGE-SECRET-KEY-1")
    assert not settings.data.exists()
