"""Master keys: where they come from, and what is said where they are not right."""

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.cannot_start import CannotStart
from app.settings import Settings, load
from app.storage import rotation
from app.storage.keys import MasterKeys, beside_the_data, configured_keys, new_key
from app.storage.service import start
from tests.conftest import Say
from tests.service import hits
from tests.storage.conftest import contents, filled

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
    assert hits(settings, right.encode()) == []
    assert not (settings.data / "master.key").exists()
    before = contents(settings.data)
    status, words = said("serve", "--port", "0", **PLACES[place](tmp_path, wrong))
    assert (status, "does not open what is stored" in words) == (2, True), words
    assert words.count("\n") == 1
    assert contents(settings.data) == before


def test_a_key_beside_the_data_is_known_as_such(settings: Settings, tmp_path: Path) -> None:
    """Of that the operator is warned: who copies the folder has the key."""
    inside, elsewhere = settings.data / "a" / "key", tmp_path / "elsewhere"
    assert beside_the_data(settings)
    assert beside_the_data(replace(settings, key_file=inside))
    assert not beside_the_data(replace(settings, key_file=elsewhere))
    assert not beside_the_data(replace(settings, key=new_key()))


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
    assert hits(settings, b"AGE-SECRET", b"age-encryption") == []


def test_a_command_that_never_ends(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that waits for somebody is given up."""
    monkeypatch.setattr("app.storage.keys.COMMAND_SECONDS", 1)
    with pytest.raises(CannotStart, match="within 1 seconds"):
        start(replace(settings, key_command="sleep 60"))


@pytest.mark.parametrize("beside", ["cases", "nothing yet", "files without their database"])
def test_a_key_that_is_gone(settings: Settings, beside: str) -> None:
    """Where the file of the key is missing beside data that it locked, no other one is made."""
    here = start(settings)
    if beside == "cases":
        filled(here, 1)
    elif beside != "nothing yet":
        here.vault.put(here.vault.new_key("c" * 32)[0], "report", b"of a case")
    here.close()
    if beside == "files without their database":
        for one in settings.data.glob("mioboe.sqlite*"):
            one.unlink()
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
    assert rotation.in_use(here.engine) == {here.vault.keys.id: 4}
    here.close()


def test_names_of_keys(settings: Settings) -> None:
    """A key's id is of its public half, stays the same, and is all that a log could hold of it."""
    key = new_key()
    keys = configured_keys(replace(settings, key=key))
    assert keys is not None
    assert keys.id == configured_keys(replace(settings, key=key)).id  # type: ignore[union-attr]
    assert len(keys.id) == 16
    assert key not in repr(keys)
    assert key not in repr(replace(settings, key=key))
    assert MasterKeys(keys.identities[:1]).unlock(keys.lock(b"x")) == b"x"


def test_a_list_of_keys_changes_nothing(settings: Settings, said: Say) -> None:
    """Before the first start, and beside a running service, the list makes and locks nothing; where the database does
    not answer it says so."""
    status, words = said("keys", "list")
    assert (status, "no master key yet" in words, settings.data.exists()) == (0, True, False), words
    here = start(settings)
    assert said("keys", "list")[1].split() == [here.vault.keys.id, "1", "current"]
    here.close()
    status, words = said("keys", "list", MIOBOE_DATABASE="postgresql://u:CANARY@127.0.0.1:1/none")
    assert (status, "MIOBOE_DATABASE" in words, "CANARY" in words) == (2, True, False), words


def test_new_keys_are_new(settings: Settings, said: Say) -> None:
    """``keys new`` prints one key, makes no file, and each time another."""
    first, second = (said("keys", "new") for _ in range(2))
    assert first[0] == second[0] == 0
    assert first[1] != second[1]
    assert first[1].startswith("AGE-SECRET-KEY-1")
    assert not settings.data.exists()
