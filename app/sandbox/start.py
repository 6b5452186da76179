"""Starts children: the template of their module forks them. The first request for a module starts its template."""

import atexit
import os
import platform
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from threading import Lock

from app.sandbox.limits import START_S
from app.sandbox.template import NUMBER

_PASSED_ON = ("MIOBOE_LAYOUTS",)  # what the child needs of the settings: a folder that it reads from
_KEPT_BYTES = str(256 << 20)
# Elsewhere, the libraries of the system may not be forked once they are loaded; every child is then started anew.
_FORKS = platform.system() == "Linux"


class Started:
    """A child: its number, its exit status, and its end."""

    def __init__(self, template: "subprocess.Popen[bytes]", answers: socket.socket) -> None:
        self._template, self._answers = template, answers
        self._pid: int | None = None
        self._status: int | None = None

    @property
    def pid(self) -> int:
        """The number of the process, once it runs; ``ProcessLookupError`` where it could not be started."""
        while self._pid is None and self._status is None and self._hear(START_S):
            pass
        if self._pid is None:
            raise ProcessLookupError
        return self._pid

    def wait(self, seconds: float) -> int | None:
        """The exit status as in ``subprocess``; None where the child still runs after so many seconds. Where the
        template ended before it, the status of the template."""
        until = time.monotonic() + seconds
        while self._status is None and self._hear(until - time.monotonic()):
            pass
        return self._status

    def end(self) -> None:
        """Ends the child at once."""
        if self._answers.fileno() >= 0:
            self._answers.shutdown(socket.SHUT_WR)
            if not _FORKS:
                self._template.kill()
            self.wait(START_S)
            self._answers.close()

    def _hear(self, seconds: float) -> bool:
        """Receives the next answer. False if it does not come within this many seconds."""
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        if not poll.poll(max(0.0, seconds) * 1000):
            return False
        answer = b""
        with suppress(ConnectionResetError):
            answer = self._answers.recv(NUMBER.size)
        if not answer:
            status = self._template.wait(START_S)
            self._status = status if self._pid == self._template.pid else status or -signal.SIGKILL
        elif self._pid is None:
            (self._pid,) = NUMBER.unpack(answer)
        else:
            (self._status,) = NUMBER.unpack(answer)
        return True


class _Template:
    """A process that forks children which run one module."""

    def __init__(self, module: str, environment: dict[str, str]) -> None:
        self.environment = environment
        self.requests, requests = socket.socketpair()
        try:
            self.process = _run(module, requests.fileno(), environment)
        except BaseException:
            self.requests.close()
            raise
        finally:
            requests.close()

    def end(self) -> None:
        """Ends the template, and with it its children."""
        self.requests.close()
        self.process.kill()
        self.process.wait()

    def ask(self, jobs: int) -> Started:
        """A new child, which takes its jobs from this socket. ``OSError`` where the template has ended."""
        mine, its = socket.socketpair()
        try:
            socket.send_fds(self.requests, [b"+"], [jobs, its.fileno()])
        except BaseException:
            mine.close()
            raise
        finally:
            its.close()
        return Started(self.process, mine)


_templates: dict[str, _Template] = {}
_asking = Lock()


def start(module: str, jobs: int) -> Started:
    """A new child that runs ``main`` of a module, after its ``prepare`` if it has one, and takes its jobs from this
    socket."""
    environment = _environment()
    with _asking:
        known = _templates.get(module)
        if known and _FORKS and known.environment == environment:
            with suppress(OSError):
                return known.ask(jobs)
        if known:
            known.requests.close()  # It ends after its last child.
        _templates[module] = _Template(module, environment)
        return _templates[module].ask(jobs)


@atexit.register
def _end_all() -> None:
    while _templates:
        _templates.popitem()[1].end()


def _environment() -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "POLARS_MAX_THREADS": str(min(4, os.cpu_count() or 1)),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # Blocks of text come and go; memory that was given back would have to be cleared by the system each time.
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": _KEPT_BYTES,
        "MALLOC_TRIM_THRESHOLD_": _KEPT_BYTES,
        # Forked processes lack the threads by which the allocator of Polars gives memory back. So it does that itself
        # while it works, soon, but not at once: a million rows would take a sixth longer.
        "_RJEM_MALLOC_CONF": "background_thread:false,dirty_decay_ms:200,muzzy_decay_ms:200",
    }


def _run(module: str, requests: int, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Starts the template. Messages are discarded: those of children could hold personal data, and results come as
    frames."""
    return subprocess.Popen(  # noqa: S603 (the command holds no user input)
        [sys.executable, "-m", "app.sandbox.enter", module, *([] if _FORKS else ["--once"])],
        stdin=requests,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        env=environment,
    )
