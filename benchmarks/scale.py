"""``make scale``: what a case costs, in processor time, memory, files and rows; writes the tables of ``docs/scale.md``.

A service on SQLite in a process of its own gets one file after the other over HTTP, as a browser sends it, and is asked
for the pages that a person reads. Processor time is that of the service and of its reading processes, which another
load of the machine changes less than the wall clock.
"""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from app.web.pages.start.sample import SAMPLE
from benchmarks import crowd, hidden, waiting
from benchmarks.generate import all_data, order_history
from benchmarks.measure import resident, tree
from benchmarks.run import made, write

DOCUMENT = Path(__file__).parents[1] / "docs" / "scale.md"
TICKS = os.sysconf("SC_CLK_TCK")
PAGES = (
    "/case/result", *["/case/recognise"] * 20, *["/case/steps"] * 5, "/case/letters", "/case/contacts", "/case/summary",
    "/case/files",
)  # fmt: skip
MIB = 1024 * 1024


class Cost(NamedTuple):
    """Of one case: ``reading``, ``pages`` and ``pdf`` are seconds of processor time, ``memory`` the peak of all
    processes in MiB, ``vault`` and ``database`` what is stored, in MiB and KiB, ``rows`` those of all tables."""

    reading: float
    pages: float
    pdf: float
    memory: int
    vault: float
    database: float
    rows: int


class Visited:
    """A running service with a data folder of its own, and one browser before it."""

    def __init__(self, process: int, data: Path, browser: httpx.Client) -> None:
        self.process, self.data, self.browser, self.peak = process, data, browser, 0

    def spent(self) -> float:
        """Seconds of processor time of the service so far, with that of its children, also of those that ended."""
        return sum(_ticks(one) for one in tree(self.process)) / TICKS

    def hand_in(self, file: Path) -> None:
        """Uploads a file into a new case, and waits until it was examined."""
        page = self.browser.get("/upload").text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf
        with file.open("rb") as opened:
            sent = self.browser.post("/upload", data={"csrf": csrf[1]}, files={"files": (file.name, opened)})
        assert sent.status_code == 303, sent.text
        while self._rows("SELECT count(*) FROM runs WHERE state IN ('queued', 'running')") != [(0,)]:
            self.peak = max(self.peak, sum(map(resident, tree(self.process))) // 1024)
            time.sleep(0.1)

    def stored(self) -> tuple[float, float, int]:
        """MiB in the vault, KiB in the database, rows in it."""
        [(size,)] = self._rows("SELECT sum(payload) FROM dbstat")
        tables = self._rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
        counts = [self._rows(f"SELECT count(*) FROM {name}")[0][0] for (name,) in tables]
        vault = sum(one.stat().st_size for one in (self.data / "vault").rglob("*") if one.is_file())
        return vault / MIB, size / 1024, sum(counts)

    def _rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.data / "mioboe.sqlite")) as database:
            return database.execute(query).fetchall()


def _ticks(pid: int) -> int:
    """User and system time of a process and of its children that ended, in ticks of the clock."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))


@contextmanager
def service(folder: Path) -> Iterator[Visited]:
    """A service that was just started, and has a reading process ready."""
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port = found.getsockname()[1]
    given = {"MIOBOE_DATA": str(folder / "data"), "MIOBOE_LIMIT_FACTOR": "1000"}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | given, stderr=subprocess.DEVNULL) as process:
        try:
            with httpx.Client(base_url=f"http://localhost:{port}", timeout=600, trust_env=False) as browser:
                while not _answers(browser):
                    time.sleep(0.1)
                yield Visited(process.pid, folder / "data", browser)
        finally:
            process.terminate()


def _answers(browser: httpx.Client) -> bool:
    try:
        return browser.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


def cost(file: Path, cases: int = 1) -> Cost:
    """What a case with this file costs: the mean of some cases, after one that warms the service up."""
    with tempfile.TemporaryDirectory() as folder, service(Path(folder)) as here:
        reading = pages = pdf = 0.0
        before = (0.0, 0.0, 0)
        for number in range(cases + 1):
            if number == 1:
                reading, pages, pdf, before = 0.0, 0.0, 0.0, here.stored()
            here.browser.cookies.clear()
            marks = [here.spent()]
            here.hand_in(file)
            marks.append(here.spent())
            for path in PAGES:
                here.browser.get(path).raise_for_status()
            marks.append(here.spent())
            here.browser.get("/case/summary.pdf").raise_for_status()
            marks.append(here.spent())
            took = [later - earlier for earlier, later in pairwise(marks)]
            reading, pages, pdf = reading + took[0], pages + took[1], pdf + took[2]
        grown = [(later - earlier) / cases for earlier, later in zip(before, here.stored(), strict=True)]
        return Cost(reading / cases, pages / cases, pdf / cases, here.peak, grown[0], grown[1], round(grown[2]))


def table() -> list[str]:
    """The lines of the table."""
    files = {
        "the sample export": (SAMPLE, 5),
        "orders, 5,000 rows": (made("5000/Order History.csv", lambda file: order_history(file, 5_000)), 2),
        "orders, 100,000 rows": (made("100000/Order History.csv", lambda file: order_history(file, 100_000)), 1),
        "all data: 400 papers and pictures, 2 tables of 5,000 rows": (
            made("all/All Data.zip", lambda file: all_data(file, 400, 500_000)),
            1,
        ),
    }
    lines = [
        f"| file | handed in | examination | {len(PAGES)} pages | a PDF | peak memory | vault | database | rows |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, (file, cases) in files.items():
        one, size = cost(file, cases), file.stat().st_size / MIB
        lines.append(
            f"| {name} | {size:.2f} MiB | {one.reading:.2f} s | {one.pages:.2f} s | {one.pdf:.2f} s "
            f"| {one.memory} MiB | {one.vault:.2f} MiB | {one.database:.1f} KiB | {one.rows} |"
        )
    return lines


TABLES: dict[str, Callable[[], Iterable[str]]] = {
    "cost": table,
    "waiting": waiting.table,
    "hidden": hidden.table,
    "crowd": crowd.table,
}


if __name__ == "__main__":
    for name in sys.argv[1:] or TABLES:
        lines = list(TABLES[name]())
        print("\n".join(lines), flush=True)
        write(name, lines, DOCUMENT)
