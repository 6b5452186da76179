"""An installation of two computers on PostgreSQL and S3: web processes and workers are killed at random moments, both
servers are away again and again, backups are made meanwhile and restored elsewhere by restorations that are killed.
Whatever was acknowledged is there once, also in what is restored, and no restoration touches the first installation.
``KILLS`` says how often, ``SEED`` at which moments, ``OUTAGE`` for how many seconds, ``RESTORATIONS`` how many."""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.kills.computer import Computer
from tests.kills.people import Known, Person, compare
from tests.kills.restorations import Restorations
from tests.kills.servers import Gate, Servers, answers, free_port, servers
from tests.service import new_database, until
from tests.storage.conftest import command

KILLS, SEED = int(os.environ.get("KILLS", "3")), os.environ.get("SEED", "19")
OUTAGE, RESTORATIONS = float(os.environ.get("OUTAGE", "20")), int(os.environ.get("RESTORATIONS", "3"))
PASSPHRASE = "correct horse battery"
PERSONS = 2  # at work at the same time
CALM = 3  # rounds after which all stops and is compared
STORMY = 4  # of the rounds, each so many-th has an outage, and the one before it a backup


@dataclass
class Site:
    """The installation: computers with one database, one bucket and one master key, and who works there."""

    servers: Servers
    computers: list[Computer]
    front: Gate  # the proxy before all web processes
    persons: list[Person] = field(default_factory=list)
    backups: list[tuple[Path, list[Known]]] = field(default_factory=list)
    early: list[Computer] = field(default_factory=list)  # whose web process was started amid an outage
    kills: int = 0
    refused: int = 0  # starts amid an outage that ended with a sentence
    outages: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return self.computers[0].settings

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.front.port}"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Everybody works until the block ends, and with the next answer it is enough."""
        stop = threading.Event()
        workers = [threading.Thread(target=one.keep_working, args=(self.base, stop)) for one in self.persons]
        for one in workers:
            one.start()
        try:
            yield
        finally:
            stop.set()
            for one in workers:
                one.join()

    def kill(self, chance: random.Random) -> None:
        """One process, or up to three, of any kind on any computer."""
        there = [(one, name) for one in self.computers for name in one.running]
        for computer, name in chance.sample(there, min(len(there), chance.choice((1, 2, 2, 3)))):
            computer.kill(name)
            self.kills += 1

    def start_early(self) -> None:
        """Starts web processes amid an outage. Some end with a sentence, for whoever starts them again."""
        self.early = [one for one in self.computers if "web" not in one.running]
        for one in self.early:
            one.begin("web")

    def start(self) -> None:
        """Starts what does not run. Nothing ends of itself but what was started amid an outage."""
        for one in self.early:
            web = one.running["web"]
            until(lambda web=web, one=one: web.poll() is not None or answers(one.port))  # type: ignore[misc]
            if web.poll() == 2:
                self.refused += 1
                del one.running["web"]
        self.early = []
        for computer in self.computers:
            for name, process in computer.running.items():
                assert process.poll() is None, (name, process.returncode, computer.output)
            computer.start()

    def settle(self) -> None:
        """Waits until all is read, and compares."""
        since = time.monotonic()
        for person in self.persons:
            self.computers[0].all_read(person, since, self.base)
            compare(self.settings, person.known())
        sys.stdout.write(f"\n{self.kills} kills and {len(self.outages)} outages, nothing lost, nothing twice\n")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        there = stack.enter_context(servers())
        httpx.put(f"{there.endpoint}/bucket", timeout=60).raise_for_status()
        new_database(there.direct, "mioboe")
        computers = [
            Computer(
                Settings(
                    data=tmp_path / name,
                    database=there.database("mioboe"),
                    vault="s3://bucket/mioboe",
                    vault_endpoint=there.endpoint,
                    key_file=tmp_path / "master.key",
                ),
                free_port(),
            )
            for name in ("first", "second")
        ]
        for one in computers:
            stack.callback(one.kill)
        front = Gate([f"127.0.0.1:{one.port}" for one in computers])
        front.open()
        stack.callback(front.cut)
        yield Site(there, computers, front, [Person(number, there.explain) for number in range(PERSONS)])


def test_nothing_is_lost_and_nothing_of_others_touched(site: Site, tmp_path: Path) -> None:
    """Kills and outages while people work; then restorations of all that was backed up meanwhile."""
    (tmp_path / "pass").write_text(PASSPHRASE)
    chance = random.Random(SEED)
    site.start()
    number = 0
    while site.kills < KILLS or not site.backups:
        with site.at_work():
            time.sleep(chance.uniform(1, 6))
            if number % STORMY == STORMY - 1:
                _outage(site, chance)
            elif number % STORMY == STORMY - 2:
                _backup(site, chance, tmp_path / f"backup-{number}")
            else:
                site.kill(chance)
            time.sleep(chance.uniform(0, 3))
            site.start()
        if number % CALM == CALM - 1:
            site.settle()
        number += 1
    site.settle()
    for computer in site.computers:
        computer.kill()
    restorations = Restorations(
        site.servers, site.settings, tmp_path, site.backups, site.computers[0].port, site.base, chance
    )
    for count in range(RESTORATIONS):
        restorations.sequence(count)
    site.start()
    with site.at_work():
        time.sleep(5)
    site.settle()
    _say(site, restorations)


def _outage(site: Site, chance: random.Random) -> None:
    """A server is away, and amid that a process is killed."""
    with site.servers.away(chance) as kind:
        before = chance.uniform(0, OUTAGE)
        time.sleep(before)
        site.kill(chance)
        if chance.random() < 0.5:
            site.start_early()
        time.sleep(OUTAGE - before)
    site.outages.append(kind)


def _backup(site: Site, chance: random.Random, target: Path) -> None:
    """A backup that is made while people work and while a process is killed. Some are killed themselves, and leave
    no file under their name."""
    known = [one.known() for one in site.persons]
    words = ("backup", str(target), "--passphrase-file", str(target.with_name("pass")))
    backup = command(site.settings, *words)
    time.sleep(chance.uniform(0.3, 4))
    site.kill(chance)
    if site.backups and chance.random() < 0.3:
        backup.kill()
        site.kills += 1
    said = backup.communicate()[1]
    assert backup.returncode in (0, -9), said
    assert target.exists() == (backup.returncode == 0)
    if target.exists():
        site.backups.append((target, known))


def _say(site: Site, restorations: Restorations) -> None:
    """The numbers, in a few words."""
    persons = site.persons
    files, entries = sum(len(one.files) for one in persons), sum(len(one.noted) for one in persons)
    answers = sum(None not in one for person in persons for one in person.answers.values())
    restarts = sorted(seconds for one in site.computers for seconds in one.restarts)
    resumed = sorted(seconds for one in site.computers for seconds in one.resumed)
    sys.stdout.write(
        f"\n{site.kills} kills on PostgreSQL and S3: {files} files, {entries} contacts and {answers} answers "
        f"acknowledged, none lost, none twice; outages of {OUTAGE:.0f} s: {', '.join(site.outages)}, and "
        f"{sum(one.later for one in persons)} answers to try again later; "
        f"{site.refused} starts refused meanwhile; {len(site.backups)} backups whole; "
        f"{restorations.killed} restorations killed, {restorations.refused} refused, {restorations.whole} whole; "
        f"first good page after at most {restarts[-1]:.1f} s; all read at most {resumed[-1]:.1f} s after the work\n"
    )
