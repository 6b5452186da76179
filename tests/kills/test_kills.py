"""``mioboe serve`` is killed at random moments, while people hand in files and write down contacts and a backup is
made. Whatever was acknowledged is there afterwards, once, and byte by byte. ``KILLS`` says how often."""

import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlmodel import select

from app.cases import contacts, uploads
from app.cases.case import Case, case_of_row
from app.settings import Settings
from app.storage.database import reading
from app.storage.service import Service, attached
from app.storage.tables import CaseRow
from tests.conftest import ORDERS, Browser
from tests.storage.conftest import command

KILLS = int(os.environ.get("KILLS", "3"))
ENTRY = {"at": "2026-05-03T10:00", "zone": "Asia/Tokyo", "recipient": "Shop", "channel": "phone", "rev": "0"}
ADDRESS = re.compile(r"http://\S+:(\d+)")


@dataclass
class Person:
    """Somebody who goes on with the same cookies after every restart."""

    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    files: dict[str, bytes] = field(default_factory=dict)  # acknowledged
    said: list[str] = field(default_factory=list)  # acknowledged
    sent: dict[str, bytes] = field(default_factory=dict)

    def work(self, base: str) -> None:
        """Until the service is gone."""
        with (
            suppress(httpx.TransportError, AssertionError),
            httpx.Client(base_url=base, cookies=self.cookies, timeout=60, headers={"Accept-Language": "en"}) as client,
        ):
            browser = Browser(client)
            while True:
                number = len(self.sent) + 1
                name, data = (
                    f"f{number}.csv",
                    ORDERS.replace("Pen", f"Pen {number} " + "x" * (number % 7) * 9000).encode(),
                )
                self.sent[name] = data
                answer = browser.upload((name, data))
                self.cookies = client.cookies
                if answer.status_code == 303:
                    self.files[name] = data
                words = f"said-{number}"
                entry = {**ENTRY, "id": "", "said": words}
                if browser.post("/case/contacts", entry, on="/case/contacts").status_code == 303:
                    self.said.append(words)


def started(settings: Settings, port: int) -> tuple[subprocess.Popen[str], str, float]:
    """The service, its address, and the seconds until its first good page."""
    begun = time.monotonic()
    process = command(settings, "serve", "--port", str(port), "--host", "127.0.0.1")
    assert process.stderr
    for line in process.stderr:
        if found := ADDRESS.search(line):
            break
    else:
        raise AssertionError("the service did not start")
    base = f"http://127.0.0.1:{found[1]}"
    threading.Thread(target=process.stderr.read, daemon=True).start()
    while True:
        with suppress(httpx.TransportError):
            assert httpx.get(base, timeout=60).status_code == 200
            return process, base, time.monotonic() - begun


def only_case(service: Service) -> Case:
    with reading(service.engine) as session:
        case = case_of_row(service, session.exec(select(CaseRow)).one())
    assert case
    return case


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    """After every kill all acknowledged files are there once with their bytes, and all contacts once; a file that was
    not acknowledged is there as a whole or not at all. A backup that was killed leaves no file under its name."""
    settings, person, chance = Settings(data=tmp_path / "data"), Person(), random.Random(19)
    (tmp_path / "pass").write_text("correct horse battery\n")
    slowest, backups = 0.0, 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for number in range(KILLS):
        process, base, seconds = started(settings, port)
        slowest = max(slowest, seconds if number else 0)
        worker = threading.Thread(target=person.work, args=(base,))
        worker.start()
        while not person.files:
            time.sleep(0.05)
        target = tmp_path / f"b{number}"
        backup = command(settings, "backup", str(target), "--passphrase-file", str(tmp_path / "pass"))
        time.sleep(chance.uniform(0.05, 3))
        for one in (process, backup) if number % 2 else (process,):
            one.kill()
        process.communicate()
        backup.communicate()
        worker.join()
        assert target.exists() == (backup.returncode == 0)
        backups += target.exists()
        compare(settings, person)
    process, base, _ = started(settings, port)
    with httpx.Client(base_url=base, cookies=person.cookies) as client:
        assert not Browser(client).wait(60)["running"]
    process.terminate()
    process.communicate()
    compare(settings, person)
    sys.stdout.write(
        f"{KILLS} kills: {len(person.files)} files of {len(person.sent)} and {len(person.said)} contacts acknowledged, "
        f"none lost; {backups} backups complete; slowest restart {slowest:.1f} s\n"
    )


def compare(settings: Settings, person: Person) -> None:
    """What is stored, beside what was acknowledged."""
    service = attached(settings)
    try:
        case = only_case(service)
        stored = uploads.uploads(case)
        names = [one.name for one in stored]
        assert len(set(names)) == len(names)
        assert set(person.files) <= set(names) <= set(person.sent)
        for one in stored:
            assert service.vault.get(case.key, f"{one.id}.data") == person.sent[one.name]
        said = [one["said"] for one in contacts.entries(case)]
        assert len(set(said)) == len(said)
        assert set(person.said) <= set(said)
    finally:
        service.close()
