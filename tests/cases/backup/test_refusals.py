"""What keeps a backup from being made or restored is said in a sentence with status 2, and nothing is left half done;
and what was erased after a backup does not come back from it."""

import random
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import obstore
import pyrage
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.cannot_start import START_SENTENCES, CannotStart
from app.cases.backup import container, make
from app.cases.backup.contents import check
from app.cases.backup.problems import SENTENCES, CannotBackUp
from app.cases.backup.restore import restore
from app.cases.backup.room import Room, held
from app.cases.case import case_of_row
from app.cases.files import erase, uploads
from app.settings import Settings
from app.storage import service
from app.storage.database import migrate, one_at_a_time, reading, writing
from app.storage.service import attached
from app.storage.tables import CaseRow
from tests.browser import ORDERS, visit
from tests.cases.backup.backup_drill import state
from tests.cases.backup.locked import lock
from tests.conftest import Say
from tests.service import running, the_case, until
from tests.storage.conftest import command, contents

PASSPHRASE = "correct horse battery"
BIG = random.Random(1).randbytes(4 << 20)  # no file that anything reads, and kept all the same


class Kept:
    """One installation with two cases, of which the second has two files, and its backup."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(pyrage.passphrase, "encrypt", lock)
        self.settings, self.file = Settings(data=folder / "data"), folder / "b"
        with running(self.settings) as app:
            first, second = visit(app), visit(app, address="192.0.2.2")
            first.upload(("first.csv", ORDERS.encode()))
            first.wait()
            self.first = the_case(app).id
            second.upload(("kept.csv", ORDERS.replace("Pen", "Ink").encode()), ("gone.bin", BIG))
            second.wait()
            make.make(app.state.service, self.file, PASSPHRASE)
            self.state = state(app.state.service)
            self.keys = app.state.service.vault.keys
            self.cookies = [one.client.cookies["mioboe"] for one in (first, second)]
        self.identity = container.open_backup(self.file).identity(PASSPHRASE)
        (folder / "pass").write_text(PASSPHRASE + "\n")
        self.words = ("--passphrase-file", str(folder / "pass"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    with pytest.MonkeyPatch.context() as patch:
        return Kept(tmp_path_factory.mktemp("kept"), patch)


def begins(what: str) -> str:
    """The words of a sentence after its first value."""
    return SENTENCES[what].split("}", 1)[-1].split("{", 1)[0].strip(" :,.")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda data: data[: len(data) // 2], "cut"),
        (lambda data: data[:-1], "cut"),
        (lambda data: data[:700], "cut"),
        (lambda data: b"", "no_backup"),
        (lambda data: b"x" + data[1:], "no_backup"),
        (lambda data: data + b"x", "damaged"),
        (lambda data: data[:600] + bytes([data[600] ^ 1]) + data[601:], "damaged"),  # the locked key
        (lambda data: data[:1034] + bytes([data[1034] ^ 1]) + data[1035:], "damaged"),  # what stands between the two
        (lambda data: data[:9000] + bytes([data[9000] ^ 1]) + data[9001:], "damaged"),
        (lambda data: data[:-5000] + bytes([data[-5000] ^ 128]) + data[-4999:], "damaged"),
    ],
)
def test_no_byte_may_change(kept: Kept, tmp_path: Path, change: Callable[[bytes], bytes], what: str) -> None:
    """A backup that was cut, lengthened or changed by one bit anywhere is not taken."""
    broken = tmp_path / "b"
    broken.write_bytes(change(kept.file.read_bytes()))
    with pytest.raises(CannotBackUp) as refused:
        check(container.open_backup(broken), kept.identity)
    assert refused.value.what == what


def test_a_busy_computer_is_not_a_wrong_passphrase(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library measures how fast the computer is and may call it too slow: then it is asked again, and at last that
    is what is said."""
    opened = container.open_backup(kept.file)
    slow = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", opened.locked)
    answers = [slow, slow, opened.locked]
    decrypt = pyrage.passphrase.decrypt
    with monkeypatch.context() as patch:
        patch.setattr(pyrage.passphrase, "decrypt", lambda _, passphrase: decrypt(answers.pop(0), passphrase))
        assert str(opened.identity(PASSPHRASE)) == str(kept.identity)
    with pytest.raises(CannotBackUp, match="Try again later"):
        opened._replace(locked=slow).identity(PASSPHRASE)
    with pytest.raises(CannotBackUp, match="does not open"):
        opened.identity("wrong")


def test_refused_restorations_leave_nothing(kept: Kept, said: Say, tmp_path: Path) -> None:
    """A wrong passphrase, a changed file, an installation that is there already, another key, and a list that is
    missing: the folder is as it was."""
    there = Settings(data=tmp_path / "there")
    (tmp_path / "wrong").write_text("another horse")
    (tmp_path / "broken").write_bytes(kept.file.read_bytes()[:-20000] + bytes(20000))
    good = ("restore", str(kept.file), *kept.words)
    for words, what in (
        (("restore", str(kept.file), "--passphrase-file", str(tmp_path / "wrong")), "passphrase"),
        (("restore", str(tmp_path / "broken"), *kept.words), "damaged"),
        (("restore", str(tmp_path / "none"), *kept.words), "read"),
        ((*good, "--tombstones", str(tmp_path / "none")), "tombstones"),
    ):
        status, words_said = said(*words, MIOBOE_DATA=str(there.data))
        assert (status, begins(what) in words_said) == (2, True), words_said
        assert not contents(there.data) or set(contents(there.data)) == {"service.lock"}
    before = contents(kept.settings.data)
    status, words_said = said(*good, MIOBOE_DATA=str(kept.settings.data))
    assert (status, begins("full") in words_said) == (2, True), words_said
    assert contents(kept.settings.data) == before
    service.start(there).close()
    (key,) = there.data.glob("master.key")
    other = replace(there, data=tmp_path / "other", key_file=key)
    with pytest.raises(CannotBackUp, match="master key"):
        restore(other, kept.file, PASSPHRASE, [])
    assert set(contents(other.data)) <= {"service.lock"}


def test_refused_backups_leave_nothing(kept: Kept, said: Say, tmp_path: Path) -> None:
    """A file that exists, a folder that does not, no passphrase, nothing to back up."""
    (tmp_path := tmp_path / "own").mkdir()
    there = tmp_path / "b"
    there.write_bytes(b"mine")
    (tmp_path / "empty").write_text("\n")
    for words, what in (
        ((str(there), *kept.words), "exists"),
        ((str(tmp_path / "none" / "b"), *kept.words), "write"),
        ((str(tmp_path / "c"), "--passphrase-file", str(tmp_path / "empty")), "passphrase_empty"),
        ((str(tmp_path / "c"),), "passphrase_ask"),
    ):
        status, words_said = said("backup", *words, MIOBOE_DATA=str(kept.settings.data))
        assert (status, begins(what) in words_said) == (2, True), words_said
    assert said("backup", str(tmp_path / "c"), *kept.words, MIOBOE_DATA=str(tmp_path / "nothing"))[0] == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b", "empty"]
    assert there.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("app.cases.backup.rows.of_all", OperationalError("SELECT", None, Exception())),
        ("app.storage.vault.Vault.versions", obstore.exceptions.GenericError("CANARY")),
    ],
)
@pytest.mark.usefixtures("quick_lock")
def test_database_or_vault_is_away(
    kept: Kept, said: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception
) -> None:
    """Where one of them stops answering while a backup is made, a sentence says so, and nothing is left of it."""
    monkeypatch.setattr(place, Mock(side_effect=error))
    here = {"MIOBOE_DATA": str(kept.settings.data), "MIOBOE_DATABASE": kept.settings.database}
    status, words = said("backup", str(tmp_path / "b"), *kept.words, **here)
    assert (status, "does not answer" in words, "CANARY" in words) == (2, True, False), words
    assert list(tmp_path.iterdir()) == []


def limited(settings: Settings, most: int, *words: str) -> subprocess.CompletedProcess[str]:
    """The command where no file can grow beyond ``most`` bytes, as on a disk that is full."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    environment: dict[str, Any] = {"MIOBOE_DATA": str(settings.data), "LC_ALL": "en_GB.UTF-8", "PATH": "/usr/bin:/bin"}
    whole = [sys.executable, "-m", "app", *words]
    return subprocess.run(whole, env=environment, preexec_fn=limit, capture_output=True, text=True, check=False)


def test_a_full_disk(kept: Kept, tmp_path: Path) -> None:
    """Where the disk is full, a backup and a restoration end with a sentence, leave nothing, and work afterwards."""
    there = Settings(data=tmp_path / "there")
    for settings, words, what in (
        (kept.settings, ("backup", str(tmp_path / "full")), "write"),
        (there, ("restore", str(kept.file)), "restore"),
    ):
        done = limited(settings, 1_500_000, *words, *kept.words)
        assert (done.returncode, begins(what) in done.stderr) == (2, True), done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["there"]
    assert set(contents(there.data)) == {"service.lock"}
    restore(there, kept.file, PASSPHRASE, [])
    service.start(there).close()


def test_a_restoration_that_is_killed(kept: Kept, tmp_path: Path) -> None:
    """No service starts on what a killed restoration left; the next one removes that, and every row and every byte is
    the same as where the backup was made."""
    there = Settings(data=tmp_path / "there")
    process = command(there, "restore", str(kept.file), *kept.words)
    until(lambda: (there.data / "restoring").exists() or process.poll() is not None)
    process.kill()
    process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.fail("it was over too soon to be killed")
    with pytest.raises(CannotStart) as refused:
        service.start(there)
    assert refused.value.sentence == START_SENTENCES["restoring"]
    assert restore(there, kept.file, PASSPHRASE, []).cases == 2
    again = attached(there)
    assert state(again) == kept.state
    again.close()


def test_what_was_erased_does_not_come_back(kept: Kept, said: Say, tmp_path: Path) -> None:
    """After the backup one case is erased, and one file of the other. Neither comes back with the list of the older
    installation; without it the command says that they do."""
    with running(kept.settings) as app:
        erase.erase(app.state.service, kept.first)
        with reading(app.state.service.engine) as session:
            row = session.exec(select(CaseRow).where(CaseRow.id != kept.first)).one()
        case = case_of_row(app.state.service, row)
        assert case
        [gone] = [one for one in uploads.uploads(case) if one.name == "gone.bin"]
        uploads.remove(case, gone.id, lambda _: None)
    there = Settings(data=tmp_path / "there")
    done = restore(there, kept.file, PASSPHRASE, [kept.settings.tombstone_list])
    assert done.listed == 2
    with running(there) as app:
        assert visit(app, Cookie=f"mioboe={kept.cookies[0]}").get("/case/files").status_code == 404
        assert kept.first not in app.state.service.vault.cases()
        back = visit(app, address="192.0.2.2", Cookie=f"mioboe={kept.cookies[1]}")
        back.wait()
        listed = back.get("/case/files").text
        assert ("kept.csv" in listed, "gone.bin" in listed) == (True, False)
        assert not [name for name in app.state.service.vault.names(case.id) if name.startswith(gone.id)]
    assert kept.first in there.tombstone_list.read_text()
    status, words = said("restore", str(kept.file), *kept.words, MIOBOE_DATA=str(tmp_path / "bare"))
    assert (status, "--tombstones" in words) == (0, True)


def test_two_restorations_into_one_database(kept: Kept, postgres: str, tmp_path: Path) -> None:
    """The second one waits for the first, and removes nothing of what that one is about to commit."""
    first, second = (Settings(data=tmp_path / name, database=postgres) for name in ("first", "second"))
    with ThreadPoolExecutor(1) as pool:
        with held(first):
            place = Room(first)
            with one_at_a_time(place.engine):
                mark = place.begin("source", [], kept.keys, writes_key=True)
                later = pool.submit(restore, second, kept.file, PASSPHRASE, [])
                with pytest.raises(TimeoutError):
                    later.result(2)
                migrate(place.engine)
                with writing(place.engine) as session:
                    session.add(CaseRow(id="0" * 32))
                place.finish(mark)
        with pytest.raises(CannotBackUp) as refused:
            later.result(60)
    assert refused.value.what == "full"
    with reading(place.engine) as session:
        assert session.exec(select(CaseRow.id)).all() == ["0" * 32]
