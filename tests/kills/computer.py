"""A computer of an installation: its processes, which are killed and started again, and how long that takes."""

import os
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.settings import Settings
from tests.browser import Browser
from tests.kills.people import Known, Person
from tests.storage.conftest import command

AT_MOST = 300  # seconds until all is read; how long it took is in the line that says how it went


@dataclass
class Computer:
    """The processes of an installation: on SQLite one, on PostgreSQL a web process and a worker."""

    settings: Settings
    port: int
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    restarts: list[float] = field(default_factory=list)  # seconds until the first good page
    worked: list[float] = field(default_factory=list)  # seconds of processor time until then
    resumed: list[float] = field(default_factory=list)  # seconds until all files were read, after a kill
    output: list[str] = field(default_factory=list)  # of processes that have ended
    backups: list[tuple[Path, Known]] = field(default_factory=list)
    unmigrated: int = 0  # kills that left the tables as they were

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts what does not run, and waits for a good page."""
        began = time.monotonic()
        if "web" not in self.running:
            self.begin("web")
            self._page(began)
        if self.settings.is_shared and "worker" not in self.running:
            self.begin("worker")

    def begin(self, name: str) -> None:
        """Starts “web” or “worker”."""
        words = ["serve", "--port", str(self.port), "--host", "127.0.0.1"]
        shared = ["--no-worker"] if self.settings.is_shared else []
        words = ["worker", "--runs", "1"] if name == "worker" else words + shared
        process = self.running[name] = command(self.settings, *words, MIOBOE_LIMIT_FACTOR="1000")
        threading.Thread(target=lambda: self.output.append(process.communicate()[1]), daemon=True).start()

    def _page(self, began: float) -> None:
        while True:
            with suppress(httpx.TransportError):
                assert httpx.get(self.base, timeout=60).status_code == 200
                self.restarts.append(time.monotonic() - began)
                self.worked.append(_processor_time(self.running["web"]))
                return
            assert self.running["web"].poll() is None, self.output
            time.sleep(0.02)

    def kill(self, *names: str) -> None:
        """Kills these processes, or all of them."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            process.kill()
            process.wait()

    def all_read(self, person: Person, since: float, base: str = "") -> None:
        """Waits until this person's files have been read, at another address where one is given."""
        if person.files:
            with person.client(base or self.base) as client:
                state = Browser(client).wait(AT_MOST)
            assert "did not finish" not in state["status"]
        self.resumed.append(time.monotonic() - since)


def _processor_time(process: subprocess.Popen[str]) -> float:
    """Seconds that a process has worked: says more than a clock where much else runs (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
