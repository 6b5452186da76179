"""Backups are restored beside the installation of which they are: each restoration is killed a few times at random
moments, tried with places of others, and brought to its end."""

import random
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import obstore

from app.cases.backup import rows
from app.settings import Settings
from app.storage import database, restoring
from app.storage.bucket import bucket_store
from tests.kills.computer import Computer
from tests.kills.people import Known, compare
from tests.kills.servers import Servers
from tests.service import new_database
from tests.storage.conftest import command

MOST = 3  # kills of one restoration
MOMENT = 1.5  # seconds after which one is killed, at most, once it has put its mark


@dataclass
class Restorations:
    """``live`` are the settings of the installation, which is not at work meanwhile, ``backups`` what was made of it,
    with what each person knew to be kept when it began. What is restored is served at ``port``, which is reached as
    ``base`` is, the address at which people have worked."""

    servers: Servers
    live: Settings
    folder: Path
    backups: Sequence[tuple[Path, list[Known]]]
    port: int
    base: str
    chance: random.Random
    killed: int = 0
    refused: int = 0
    whole: int = 0
    places: list[Settings] = field(default_factory=list)

    def sequence(self, number: int) -> None:
        """One backup, into a new folder, database and prefix. Nothing else changes."""
        file, known = self.chance.choice(self.backups)
        there = self._place(f"there{number}")
        self.places.append(there)
        before = self._others(there)
        for attempt in range(self.chance.randint(1, MOST)):
            if not self._killed(there, self.chance.choice(self.backups)[0]):
                break
            assert self._others(there) == before
            self._refused(there, file, f"wrong{number}_{attempt}")
            assert self._others(there) == before
        status, said = self._run(there, file)
        if status == 2:  # one of those that were to be killed had come to its end
            assert "already holds something" in said, said
            return
        assert status == 0, said
        assert self._others(there) == before
        self.whole += 1
        self._is_whole(there, known)
        assert self._others(there) == before

    def _place(self, name: str) -> Settings:
        new_database(self.servers.direct, name)
        place = replace(self.live, data=self.folder / name, database=self.servers.database(name))
        return replace(place, vault=f"s3://bucket/{name}", key_file=None)

    def _start(self, there: Settings, file: Path) -> "subprocess.Popen[str]":
        return command(there, "restore", str(file), "--passphrase-file", str(self.folder / "pass"))

    def _run(self, there: Settings, file: Path) -> tuple[int, str]:
        process = self._start(there, file)
        said = process.communicate()[1]
        return process.returncode, said

    def _killed(self, there: Settings, file: Path) -> bool:
        """Whether a restoration was killed before its end."""
        process = self._start(there, file)
        while process.poll() is None and not restoring.mark_file(there).exists():
            time.sleep(0.01)
        time.sleep(self.chance.uniform(0, MOMENT))
        process.kill()
        process.communicate()
        self.killed += process.returncode == -9
        return process.returncode == -9

    def _refused(self, there: Settings, file: Path, name: str) -> None:
        """One that is given a place of the installation, or of the restoration that was killed, by mistake."""
        new = self._place(name)
        wrong = [
            replace(there, vault=self.live.vault),
            replace(there, database=self.live.database),
            replace(there, vault="s3://bucket"),
            replace(new, vault=self.live.vault),
            replace(new, vault="s3://bucket"),
            replace(new, database=self.live.database),
        ]
        engine = database.connect(there.database)
        if restoring.in_database(engine):
            wrong.append(replace(new, database=there.database))
        engine.dispose()
        if any(obstore.list(bucket_store(there))):
            wrong.append(replace(new, vault=there.vault))
        for settings in self.chance.sample(wrong, 2):
            status, said = self._run(settings, file)
            assert status == 2, said
            self.refused += 1

    def _others(self, there: Settings) -> tuple[dict[str, bytes], list[object], dict[str, bytes]]:
        """All that is in the bucket but below this place, the rows of the installation, and its folder."""
        store = bucket_store(replace(self.live, vault="s3://bucket"))
        paths = [str(one["path"]) for page in obstore.list(store) for one in page]
        mine = there.vault.removeprefix("s3://bucket/")
        objects = {one: bytes(obstore.get(store, one).bytes()) for one in paths if not one.startswith(f"{mine}/")}
        engine = database.connect(self.live.database)
        with engine.connect() as connection:
            kept: list[object] = [(table.name, row) for table, row in rows.of_all(connection)]
        engine.dispose()
        files = {str(one): one.read_bytes() for one in self.live.data.rglob("*") if one.is_file()}
        return objects, kept, files

    def _is_whole(self, there: Settings, known: Sequence[Known]) -> None:
        """What is restored is examined anew by a service on it, and holds what had been acknowledged."""
        computer = Computer(there, self.port)
        computer.start()
        try:
            for one in known:
                compare(there, one, examined=False)
                if one.files:
                    with one.person.client(self.base) as client:
                        page = client.get("/case/files")
                    assert page.status_code == 200
                    assert all(name in page.text for name in one.files)
                    computer.all_read(one.person, time.monotonic(), self.base)
                    compare(there, one)
        finally:
            computer.kill()
