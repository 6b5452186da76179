"""From the start of the service to its first page, and the memory of the process that waits, beside the bare service.

Both are started in turns, each on a folder on which it ran before. What counts is the processor time of the process and
its children until the first page is there, which another load of the machine changes less than the wall clock.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import resident, tree

RUNS = 5
SETTLE = 2  # seconds after the first page until memory is measured
PATIENCE = 120  # seconds until a service answers
TICKS = os.sysconf("SC_CLK_TCK")


class Started(NamedTuple):
    """Seconds of processor time until the first page, seconds by the wall clock, and MiB of a service that waits."""

    cpu: float
    wall: float
    memory: float


def table() -> list[str]:
    """The lines of the table."""
    return list(_lines())


def _lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        own, other = Path(name) / "own", Path(name) / "other"
        own.mkdir()
        other.mkdir()
        rounds = [(ours(own), bare(other)) for _ in range(RUNS + 1)][1:]  # the first start makes key and tables
    best = [Started(*map(min, zip(*some, strict=True))) for some in zip(*rounds, strict=True)]
    yield "| | processor time | wall | memory while it waits |"
    yield "|---|---|---|---|"
    for label, one in zip(("`mioboe serve`", "bare service"), best, strict=True):
        yield f"| {label} | {one.cpu:.2f} s | {one.wall:.2f} s | {one.memory:.0f} MiB |"
    yield f"| times | {best[0].cpu / best[1].cpu:.2f} | {best[0].wall / best[1].wall:.2f} | |"


def ours(folder: Path) -> Started:
    """The service, once."""
    port = free_port()
    return _started([sys.executable, "-m", "app", "serve", "--port", port], port, {"MIOBOE_DATA": str(folder)})


def bare(folder: Path) -> Started:
    """The bare one, once."""
    port = free_port()
    return _started([sys.executable, "-m", "benchmarks.bare_app", str(folder), port], port, {})


def free_port() -> str:
    """A port of this computer that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def _started(command: list[str], port: str, settings: Mapping[str, str]) -> Started:
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise SystemExit(f"{command} does not answer")
            time.sleep(0.02)
        wall, cpu = time.perf_counter() - began, _used(process.pid)
        time.sleep(SETTLE)
        return Started(cpu, wall, sum(map(resident, tree(process.pid))) / 1024)
    finally:
        process.terminate()
        process.wait()


def _answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/") as answer:
            return bool(answer.read())
    except OSError:
        return False


def _used(pid: int) -> float:
    """Processor time of a process and of its children that have ended, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


if __name__ == "__main__":
    print("\n".join(table()))
