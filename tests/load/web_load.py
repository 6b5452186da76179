"""Web processes on PostgreSQL: how many more requests two of them answer than one, on the same cores as who asks."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from analyzers.events.owner import Owner
from app.settings import Settings
from app.web.pages.start.sample import SAMPLE
from benchmarks.answers import fill
from benchmarks.pages import TOKEN
from tests.service import running, until

AT_ONCE = 8  # connections to a process
SECONDS = 10
PAGES = ("/case/result", "/case/recognise?go=on", "/case/steps")


def test_two_web_processes_answer_more_than_one(settings: Settings, migrated_postgres: str, tmp_path: Path) -> None:
    """The pages of one case, asked for again and again by a program that does nothing else."""
    shared = replace(settings, database=migrated_postgres, runs=0)
    with running(shared) as app:
        fill(app, [(SAMPLE.name, SAMPLE.read_bytes())], Owner(), tmp_path / "files")
    with web(shared) as first, web(shared) as second:
        for port in (first, second):
            asyncio.run(answered([port], 1))  # templates are compiled, and the case is opened
        rounds = [(asyncio.run(answered([first])), asyncio.run(answered([first, second]))) for _ in range(3)]
    one, two = (max(some) for some in zip(*rounds, strict=True))
    print(f"on {os.cpu_count()} cores: {one:.0f} a second by one process, {two:.0f} by two, {two / one:.2f} times")
    assert two >= 1.6 * one


@contextmanager
def web(settings: Settings) -> Iterator[int]:
    """``mioboe serve --no-worker`` in a process of its own: the port at which it answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIOBOE_")}
    given = {"MIOBOE_DATA": str(settings.data), "MIOBOE_DATABASE": settings.database, "LC_ALL": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "app", "serve", "--no-worker", "--host", "127.0.0.1", "--port", "0"]
    log = settings.data / f"{len(list(settings.data.glob('*.log')))}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=kept | given, stderr=out)
    try:
        until(lambda: b"http://" in log.read_bytes() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield int(log.read_text().split("http://", 1)[1].split(":", 1)[1].split(" ", 1)[0])
    finally:
        process.kill()
        process.wait(30)


async def answered(ports: list[int], seconds: float = SECONDS) -> float:
    """Requests a second that are answered by all of them."""
    end = time.monotonic() + seconds
    counts = await asyncio.gather(*(_ask(port, end) for port in ports for _ in range(AT_ONCE)))
    return sum(counts) / seconds


async def _ask(port: int, end: float) -> int:
    """How many answers one connection gets until then. It reads no more of them than it must."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    try:
        while time.monotonic() < end:
            host = f"127.0.0.1:{port}"
            head = f"GET {PAGES[count % len(PAGES)]} HTTP/1.1\r\nHost: {host}\r\nCookie: mioboe-{port}={TOKEN}\r\n\r\n"
            writer.write(head.encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer
            await reader.readexactly(int(answer.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]))
            count += 1
    finally:
        writer.close()
    return count
