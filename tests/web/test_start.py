"""The service starts by itself, keeps its key private, and says in a sentence why it cannot start."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, text
from sqlmodel import select

from app.cannot_start import CannotStart
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext
from app.main import create_app
from app.settings import Settings
from app.storage import database
from app.storage.database import writing
from app.storage.service import start
from app.storage.service_tables import ServerSecretRow
from app.storage.tables import AccountRow, CaseRow, PasskeyRow, SessionRow
from tests.browser import Browser
from tests.conftest import Say
from tests.service import until


def test_first_start_makes_what_it_needs(settings: Settings) -> None:
    """Folder, master key and lists are there after the first start, closed to other users of the computer; no account,
    passkey, case or browser is."""
    with TestClient(create_app(settings)) as client, database.reading(client.app.state.service.engine) as session:  # type: ignore[attr-defined]
        rows = [session.exec(select(table)).all() for table in (AccountRow, PasskeyRow, CaseRow, SessionRow)]
    assert rows == [[], [], [], []]
    made = (settings.data, settings.data / "master.key", settings.blobs, settings.tombstone_list)
    modes = {one.name: one.stat().st_mode & 0o777 for one in made}
    assert modes == {"data": 0o700, "master.key": 0o600, "vault": 0o700, "tombstones.txt": 0o600}


def test_second_start_keeps_the_key(settings: Settings) -> None:
    """A new start opens what the last one locked."""
    first = start(settings)
    first.close()
    second = start(settings)
    key, locked = first.vault.new_key("a" * 32)
    assert str(second.vault.open_key("a" * 32, locked).identity) == str(key.identity)
    assert first.secret == second.secret
    assert b"AGE-SECRET" not in first.secret


def test_the_secret_of_a_former_version(settings: Settings) -> None:
    """A secret that lies in the data folder, as a backup puts it there, is taken over once; that of another database
    is left alone."""
    first = start(settings)
    keys = first.vault.keys
    with writing(first.engine) as session:
        session.exec(delete(ServerSecretRow))
    first.close()
    former = settings.data / "secret.age"
    for secret in (b"of the former version", b"of a stranger"):
        former.write_bytes(keys.lock(secret))
        second = start(settings)
        assert second.secret == b"of the former version"
        assert former.exists() == (secret == b"of a stranger")
        second.close()


@pytest.mark.sqlite
def test_the_work_cannot_begin(settings: Settings) -> None:
    """What fails when everything is open already, as on a full disk, is a sentence, and the text of no error."""
    start(settings).close()
    another = sqlite3.connect(settings.data / "mioboe.sqlite")
    another.execute("CREATE TABLE kept_open (x)")  # so that the files beside the database stay
    environment = {**os.environ, "LC_ALL": "en_GB.UTF-8", "MIOBOE_DATA": str(settings.data)}
    line = f"ulimit -f 0; exec {sys.executable} -m app serve --port 0"
    process = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, timeout=120)
    another.close()
    assert (process.returncode, process.stdout) == (2, ""), process.stderr
    number = re.findall(r"ERROR error (\w{8}): OperationalError at ", process.stderr)
    assert f"The line with “error {number[0]}” says where that was" in process.stderr
    assert not re.search("Traceback|disk I/O error", process.stderr)


def test_new_database_beside_the_files_of_cases(settings: Settings, bucket: Settings, tmp_path: Path) -> None:
    """Where the wrong database was named, or it was lost, the files of its cases are not taken for leftovers."""
    for one in (settings, replace(bucket, data=tmp_path / "with a bucket")):
        here = start(one)
        key, _ = here.vault.new_key("c" * 32)
        here.vault.put(key, "report", b"of a case")
        here.close()
        with pytest.raises(CannotStart, match=r"database is new.*Nothing was changed"):
            start(replace(one, database=f"sqlite:///{one.data}/another.sqlite"))
        assert here.vault.get(key, "report") == b"of a case"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_open_master_key(settings: Settings, mode: int) -> None:
    """A master key that others can read or change stops the start, with the command that helps."""
    start(settings).close()
    (settings.data / "master.key").chmod(mode)
    with pytest.raises(CannotStart, match="chmod 600"):
        start(settings)


def test_master_key_as_a_credential(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """systemd lets the service read it by an access list, which the mode shows as a right of the group."""
    keys = replace(settings, key_file=tmp_path / "credentials" / "master.key")
    (tmp_path / "credentials").mkdir()
    start(keys).close()
    (tmp_path / "credentials" / "master.key").chmod(0o440)
    with pytest.raises(CannotStart, match="chmod 600"):
        start(keys)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    start(keys).close()
    (tmp_path / "credentials" / "master.key").chmod(0o444)
    with pytest.raises(CannotStart, match="chmod 600"):
        start(keys)


def test_a_folder_as_the_master_key(settings: Settings, tmp_path: Path) -> None:
    """Nobody is told to close a folder to themselves."""
    (folder := tmp_path / "keys").mkdir(mode=0o755)
    with pytest.raises(CannotStart, match=r"cannot be used: Is a directory\."):
        start(replace(settings, key_file=folder))


def test_a_list_of_what_was_erased_that_cannot_be_kept(settings: Settings, tmp_path: Path) -> None:
    """A disk for it that is not there stops the start: what is erased would come back from a backup."""
    away = tmp_path / "away" / "tombstones.txt"
    for one in (away, tmp_path):
        with pytest.raises(CannotStart, match=f"MIOBOE_TOMBSTONES points to {one}, where no list"):
            start(replace(settings, tombstones=one))
    away.parent.mkdir()
    start(replace(settings, tombstones=away)).close()
    assert away.exists()


@pytest.mark.parametrize("content", ["", "AGE-SECRET-KEY-1NONSENSE\n", "\xff"])
def test_damaged_master_key(settings: Settings, content: str) -> None:
    """A damaged master key is named, never replaced: a new one would make every case unreadable."""
    start(settings).close()
    (settings.data / "master.key").write_text(content, encoding="latin-1")
    with pytest.raises(CannotStart, match="damaged"):
        start(settings)
    assert (settings.data / "master.key").read_text(encoding="latin-1") == content


@pytest.mark.sqlite
def test_a_folder_of_before_is_closed_to_others(settings: Settings) -> None:
    """Folder, database and vault that others of the computer could read are closed at the next start."""
    start(settings).close()
    left = settings.blobs / ("a" * 32)
    left.mkdir()
    ours = (settings.data, settings.blobs, left, settings.data / "mioboe.sqlite")
    assert [one.stat().st_mode & 0o777 for one in (*ours[:2], ours[3])] == [0o700, 0o700, 0o600]
    for one in ours:
        one.chmod(0o755 if one.is_dir() else 0o644)
    start(settings).close()
    assert [one.stat().st_mode & 0o777 for one in ours] == [0o700, 0o700, 0o700, 0o600]


def test_one_folder_takes_one_service(settings: Settings) -> None:
    """A second process on the same folder ends with a sentence and touches nothing; it may run once the first ended."""
    first = start(settings)
    under_way = settings.blobs / ("a" * 32) / "x.data#1"
    under_way.parent.mkdir()
    under_way.write_bytes(b"half")
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    environment = {**os.environ, "MIOBOE_DATA": str(settings.data), "LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"}
    second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (second.returncode, "one folder takes one service" in second.stderr) == (2, True), second.stderr
    assert under_way.exists()
    first.close()
    start(settings).close()


def test_data_folder_that_cannot_be(tmp_path: Path) -> None:
    """A file where the folder should be is said in one sentence."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be used"):
        start(Settings(data=tmp_path / "file" / "data"))


ENGLISH = {"Accept-Language": "en"}


def served(folder: Path, *given: str) -> tuple[subprocess.Popen[bytes], Path]:
    """The command as people start it, and the file that gets all it says."""
    log = folder / "log"
    code = "import sys; from app.main import serve; serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])"
    environment = {**os.environ, "MIOBOE_DATA": str(folder / "data")}
    with log.open("wb") as out:
        command = [sys.executable, "-c", code, *given]
        return subprocess.Popen(command, env=environment, stdout=out, stderr=out), log


def test_serve_says_where_it_is(tmp_path: Path) -> None:
    """The command prints an address at which passkeys work, answers there and at 127.0.0.1, logs only what it refused,
    and stops when asked to."""
    process, log = served(tmp_path, "127.0.0.1", "0", "ja")
    try:
        until(lambda: re.search(r"http://localhost:\d+", log.read_text()))
        url = re.findall(r"http://localhost:\d+", log.read_text())[0]
        assert httpx.get(url, timeout=30).status_code == 200
        with httpx.Client(base_url=url.replace("localhost", "127.0.0.1"), headers=ENGLISH, timeout=30) as client:
            assert Browser(client).post("/start", {"symptom": "symptom.free_parcel"}).status_code == 303
            assert client.get("/case?note=CANARY").status_code == 200
            assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    finally:
        process.terminate()
        process.wait(30)
    words = log.read_text()
    _, key, refused = words.splitlines()  # a request for another host is one line, which names neither host nor page
    assert "docs/running.ja.md" in key  # the master key lies beside the data
    assert "refused kind=WrongHost" in refused
    assert "CANARY" not in words
    assert "evil" not in words


def test_taken_port(said: Say) -> None:
    """A port that something else has ends the command with a sentence and status 2, without a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        status, words = said("serve", "--host", "127.0.0.1", "--port", str(other.getsockname()[1]))
    assert (status, words.count("\n")) == (2, 1), words
    assert "Choose another port" in words


def test_nobody_else_answers_at_localhost(said: Say) -> None:
    """Where another program waits at the IPv6 address that browsers take ``localhost`` for, the command does not start
    at the one that is left."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        status, words = said("serve", "--host", "localhost", "--port", str(other.getsockname()[1]))
    assert status == 2
    assert "Choose another port" in words


def test_unreachable_database(said: Say) -> None:
    """A database that does not answer is said in a sentence that does not repeat its password."""
    status, words = said("serve", "--port", "0", MIOBOE_DATABASE="postgresql://u:CANARY@127.0.0.1:1/none")
    assert status == 2
    assert "MIOBOE_DATABASE" in words
    assert "CANARY" not in words


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "postgresql://h:port/d", "mioboe"])
def test_what_is_no_database(settings: Settings, address: str) -> None:
    """An address without a file, or that is none, is said in a sentence."""
    with pytest.raises(CannotStart, match="database cannot be opened"):
        start(replace(settings, database=address))


@pytest.mark.sqlite
def test_database_of_a_newer_version(settings: Settings) -> None:
    """Going back to an older version needs the backup from before; what is there stays as it is."""
    here = start(settings)
    with database.writing(here.engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    here.close()
    before = (settings.data / "mioboe.sqlite").read_bytes()
    with pytest.raises(CannotStart, match="which is newer than this one"):
        start(settings)
    assert (settings.data / "mioboe.sqlite").read_bytes() == before


def test_driver_that_is_not_installed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the driver of PostgreSQL is missing, the sentence names it and what to install, in both languages."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CannotStart, match="psycopg") as caught:
        start(replace(settings, database="postgresql+psycopg://u:CANARY@127.0.0.1:1/none"))
    for lang in LANGUAGES:
        said = gettext(caught.value.sentence, lang, **caught.value.values)
        assert "psycopg" in said
        assert "mioboe[postgres]" in said
        assert "CANARY" not in said
    assert gettext(caught.value.sentence, "ja") != caught.value.sentence
