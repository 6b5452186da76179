"""Processes are killed at random moments, while people hand in files, answer questions and write down contacts, while
files are read, tables are migrated and a backup is made. Whatever was acknowledged is there afterwards, once, and byte
by byte; the work goes on within a minute. ``KILLS`` says how often, ``SEED`` at which moments."""

import os
import random
import sqlite3
import sys
import threading
import time
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import Engine, text

from app.cases.backup.restore import restore
from app.settings import Settings
from app.storage import database
from tests.kills.computer import Computer
from tests.kills.people import Person, compare
from tests.kills.servers import free_port
from tests.service import until
from tests.storage.conftest import command, down

KILLS, SEED = int(os.environ.get("KILLS", "3")), os.environ.get("SEED", "19")
PASSPHRASE = "correct horse battery"
PERSONS = 8  # rounds after which somebody else begins a case
SAY = 20  # rounds between two lines that say how it goes
OLDEST = "0001"


@pytest.fixture(params=["sqlite", "postgresql"])
def computer(request: pytest.FixtureRequest, tmp_path: Path) -> Computer:
    url = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    return Computer(Settings(data=tmp_path / "data", database=url), free_port())


def test_nothing_acknowledged_is_lost(computer: Computer, tmp_path: Path) -> None:
    """Every round works, kills in one of the ways, starts again, waits until all files are read, and compares."""
    (tmp_path / "pass").write_text(PASSPHRASE)
    chance = random.Random(SEED)
    ways = (_kill_web, _kill_migration, _kill_backup, _kill_worker if computer.settings.is_shared else _kill_web)
    persons: list[Person] = []
    computer.start()
    for number in range(KILLS):
        if number % PERSONS == 0:
            persons.append(Person(number))
        killed = ways[number % len(ways)](computer, persons[-1], chance, tmp_path / f"backup-{number}")
        computer.start()
        computer.all_read(persons[-1], killed)
        compare(computer.settings, persons[-1].known())
        if number % SAY == SAY - 1:
            _say(number + 1, computer, persons)
    for person in persons:
        compare(computer.settings, person.known())
    computer.kill()
    _restored(computer, tmp_path / "elsewhere")
    _say(KILLS, computer, persons)


def _at_work(computer: Computer, person: Person, chance: random.Random) -> tuple[threading.Thread, threading.Event]:
    """Somebody begins to work; a random while of it is over, and a file at least on its way."""
    stop, sent = threading.Event(), len(person.sent)
    thread = threading.Thread(target=person.work, args=(computer.base, stop))
    thread.start()
    until(lambda: len(person.sent) > sent or not thread.is_alive())
    time.sleep(chance.uniform(0.05, 3))
    return thread, stop


def _kill_web(computer: Computer, person: Person, chance: random.Random, _: Path) -> float:
    thread, _stop = _at_work(computer, person, chance)
    computer.kill("web")
    killed = time.monotonic()
    thread.join()
    return killed


def _kill_worker(computer: Computer, person: Person, chance: random.Random, _: Path) -> float:
    """The pages go on meanwhile."""
    thread, stop = _at_work(computer, person, chance)
    computer.kill("worker")
    killed = time.monotonic()
    time.sleep(chance.uniform(0, 1))
    stop.set()
    thread.join()
    return killed


def _kill_backup(computer: Computer, person: Person, chance: random.Random, target: Path) -> float:
    """A backup that is killed leaves no file under its name. Every other one ends, though the service is killed."""
    thread, _stop = _at_work(computer, person, chance)
    known = person.known()
    backup = command(computer.settings, "backup", str(target), "--passphrase-file", str(target.with_name("pass")))
    time.sleep(chance.uniform(0.3, 2.5))
    if chance.random() < 0.5:
        backup.kill()
    computer.kill()
    killed = time.monotonic()
    backup.communicate()
    thread.join()
    assert target.exists() == (backup.returncode == 0)
    if target.exists():
        computer.backups.append((target, known))
    return killed


def _kill_migration(computer: Computer, person: Person, chance: random.Random, _: Path) -> float:
    """Tables of the first version, with what is in them, are migrated by a start that is killed while it does so: they
    are then of either version as a whole, and the next start goes on."""
    thread, _stop = _at_work(computer, person, chance)
    computer.kill()
    thread.join()
    engine = database.connect(computer.settings.database_url)
    down(engine, OLDEST)
    computer.begin("web")
    while computer.running["web"].poll() is None and not _is_migrating(engine):
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.15))
    computer.kill()
    killed = time.monotonic()
    with engine.connect() as connection:
        computer.unmigrated += connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == OLDEST
    engine.dispose()
    return killed


def _is_migrating(engine: Engine) -> bool:
    """Whether somebody has begun to change the tables."""
    if engine.dialect.name == "sqlite":
        with sqlite3.connect(str(engine.url.database), timeout=0, isolation_level=None) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            connection.execute("ROLLBACK")
            return False
    with engine.connect() as connection:
        held = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND locktype = 'relation'"
        return bool(connection.execute(text(held)).scalar())


def _restored(computer: Computer, folder: Path) -> None:
    """The last backup that was made meanwhile holds what had been acknowledged when it began."""
    if not computer.backups:
        return
    path, known = computer.backups[-1]
    there = Settings(data=folder)
    assert restore(there, path, PASSPHRASE, []).missing == 0
    compare(there, known, examined=False)


def _say(kills: int, computer: Computer, persons: list[Person]) -> None:
    """The numbers, in one line."""
    database = "PostgreSQL" if computer.settings.is_shared else "SQLite"
    files = sum(len(one.files) for one in persons)
    entries, answers = sum(len(one.noted) for one in persons), sum(len(one.answers) for one in persons)
    sys.stdout.write(
        f"\n{kills} kills on {database}: {files} files, {entries} contacts and {answers} answers acknowledged, "
        f"none lost, none twice; {computer.unmigrated} kills amid migrations; {len(computer.backups)} backups whole; "
        f"first good page after {_seconds(computer.restarts)}, of which {_seconds(computer.worked)} worked; "
        f"all read {_seconds(computer.resumed)} after a kill\n"
    )


def _seconds(measured: list[float]) -> str:
    return f"{median(measured):.1f} s (slowest {max(measured):.1f} s)"
