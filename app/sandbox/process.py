"""Running the reader where it can do no harm: a child process without network, with limits, that can be killed.

Jobs go from parent to child over a local socket that is the child's standard input: 8 bytes length (little endian) and
JSON; with the first job come the open files. Frames go from child to parent over a pipe: 4 bytes length of the JSON
header, 8 bytes length of the payload (both little endian), the header, the payload.
"""

import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from typing import Any

_LENGTHS = struct.Struct("<IQ")
_LENGTH = struct.Struct("<Q")
_MOST_FILES = 253  # The kernel takes no more at once.
_PIPE_BYTES = 1 << 20
_KEPT = str(256 << 20)
_MAX_HEAD = 16 << 20
_MAX_PAYLOAD = 512 << 20
_START_S = 30.0  # For a child to load its modules, which on a busy machine says nothing of the file.
_STARVED = 1.6  # So much longer a child may take that was not given half of its time by the machine.
MEMORY = 700 << 20  # bytes that a child may use
CPU_S = 600  # seconds of processor time
EXIT_MEMORY = 3  # The exit status of a child that caught a MemoryError.


class Killed(Exception):  # noqa: N818 (what happened, not whose error)
    """The child did not finish. ``reason`` is ``time``, ``memory``, ``crash`` or ``cut`` (its stream is not whole)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Child:
    """``python -m module``, started at once and there until it is closed. To be used by one thread."""

    def __init__(self, module: str = "app.importers.worker") -> None:
        self._jobs, jobs = socket.socketpair()
        self._jobs.settimeout(_START_S)
        self._source, self._out = os.pipe()
        with suppress(OSError):  # A smaller pipe only means more, shorter waits.
            fcntl.fcntl(self._source, getattr(fcntl, "F_SETPIPE_SZ", 1031), _PIPE_BYTES)
        try:
            self._process = _start(module, jobs.fileno(), self._out)
        except BaseException:
            os.close(self._source)
            self._jobs.close()
            raise
        finally:
            os.close(self._out)
            jobs.close()

    def run(
        self, job: dict[str, Any], fds: Sequence[int], wall_s: float
    ) -> Iterator[tuple[dict[str, Any], bytes | bytearray]]:
        """The frames (header, payload) that answer a job, to the one with ``{"k": "bye"}`` or the child's end.

        The child finds ``fds`` (its own numbers for these open files; only with the first job, later ones find the
        same) and ``out`` (the pipe to write to) added to the job. ``wall_s`` counts only seconds spent waiting for the
        child once it sent its first frame (a child that a busy machine leaves waiting gets somewhat more). Raises
        ``Killed``, after which the child takes no more jobs.
        """
        text = json.dumps({**job, "out": self._out}).encode()
        with suppress(BrokenPipeError, ConnectionResetError):  # If it died at once, its exit status tells.
            try:
                socket.send_fds(self._jobs, [_LENGTH.pack(len(text))], fds)
                self._jobs.sendall(text)
            except TimeoutError:
                raise Killed("time") from None
        return _frames(_Pipe(self._source, wall_s, self._process.pid), self._process)

    def close(self) -> None:
        """End it, whatever it is doing."""
        if self._jobs.fileno() < 0:
            return
        self._process.kill()
        self._process.wait()
        self._jobs.close()
        os.close(self._source)


def run(
    job: dict[str, Any], fds: Sequence[int], wall_s: float, module: str
) -> Generator[tuple[dict[str, Any], bytes | bytearray], None, None]:
    """The frames of one job in a child of its own, which is gone when the generator ends or is closed."""
    with closing(Child(module)) as child:
        yield from child.run(job, fds, wall_s)


def jobs() -> Iterator[dict[str, Any]]:
    """The jobs, one after the other; called in the child. Only the first can be taken before ``enter``: it brings the
    open files, for which the system is asked in a way that is refused afterwards."""
    inbox = socket.socket(fileno=0)
    start, fds, _, _ = socket.recv_fds(inbox, _LENGTH.size, _MOST_FILES)
    inbox.detach()
    while len(start) == _LENGTH.size:
        yield {**json.loads(_exactly(_LENGTH.unpack(start)[0])), "fds": fds}
        start = _exactly(_LENGTH.size)


def _exactly(size: int) -> bytes:
    """So many bytes of standard input, or fewer at its end."""
    parts = []
    while size and (part := os.read(0, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def send(out: int, header: dict[str, Any], payload: bytes | bytearray | memoryview = b"") -> None:
    """Write one frame; called in the child."""
    head = json.dumps(header, separators=(",", ":")).encode()
    view = memoryview(payload).cast("B")
    for part in (memoryview(_LENGTHS.pack(len(head), len(view)) + head), view):
        rest = part
        while rest:
            rest = rest[os.write(out, rest) :]


def enter(memory: int = MEMORY, cpu_s: int = CPU_S) -> list[str]:
    """Gives up every right that the child does not need; called in the child once its heavy modules are loaded.

    ``memory`` is in bytes, ``cpu_s`` in seconds. Returns the names of the protections that this system could not set.
    """
    from app.sandbox.confine import confine

    return confine(memory, cpu_s)


def _start(module: str, jobs: int, out: int) -> subprocess.Popen[bytes]:
    """Its messages are thrown away: they could hold personal data, and what matters comes as frames."""
    threads = str(min(4, os.cpu_count() or 1))
    environment = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "POLARS_MAX_THREADS": threads,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # Blocks of text come and go; memory that was given back would have to be cleared by the system each time.
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": _KEPT,
        "MALLOC_TRIM_THRESHOLD_": _KEPT,
    }
    return subprocess.Popen(  # noqa: S603 (nothing of the person's is in the command)
        [sys.executable, "-m", module],
        stdin=jobs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        pass_fds=(out,),
        env=environment,
    )


class _Pipe:
    """Reads exact lengths from the pipe and keeps the wall clock."""

    def __init__(self, fd: int, seconds: float, pid: int) -> None:
        self.fd, self.seconds, self.pid = fd, seconds, pid
        self.left, self.more, self.began = _START_S, 0.0, -1.0
        self.poll = select.poll()
        self.poll.register(fd, select.POLLIN)

    def start(self) -> None:
        """The child has loaded what it needs: from its first frame on its time counts."""
        if self.began < 0:
            self.left, self.more, self.began = self.seconds, self.seconds * (_STARVED - 1), _used(self.pid)

    def read(self, size: int) -> bytearray:
        """``size`` bytes, or fewer when the child closed the pipe."""
        data = bytearray(size)
        view, have = memoryview(data), 0
        while have < size:
            began = time.monotonic()
            ready = self.poll.poll(max(0.0, self.left) * 1000)
            self.left -= time.monotonic() - began
            if not ready and self.more and _used(self.pid) - self.began < self.seconds / 2:
                self.left, self.more = self.more, 0.0
                continue
            if not ready:
                raise Killed("time")
            got = os.readv(self.fd, [view[have:]])
            if not got:
                return data[:have]
            have += got
        return data


def _used(pid: int) -> float:
    """Seconds of processor time that a process has used; where the system does not tell, it used all it had."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _frames(pipe: _Pipe, child: subprocess.Popen[bytes]) -> Iterator[tuple[dict[str, Any], bytes | bytearray]]:
    while True:
        lengths = pipe.read(_LENGTHS.size)
        if not lengths:
            break
        if len(lengths) < _LENGTHS.size:
            raise Killed(_reason(child) or "cut")
        head_size, size = _LENGTHS.unpack(lengths)
        if head_size > _MAX_HEAD or size > _MAX_PAYLOAD:
            raise Killed("cut")  # The parent trusts nothing that the child says, its lengths included.
        head, payload = pipe.read(head_size), pipe.read(size)
        if len(head) < head_size or len(payload) < size:
            raise Killed(_reason(child) or "cut")
        pipe.start()
        frame = json.loads(head)
        yield frame, payload
        if frame.get("k") == "bye":
            return
    reason = _reason(child)
    if reason:
        raise Killed(reason)


def _reason(child: subprocess.Popen[bytes]) -> str:
    """Why the stream ended: empty when the child finished as it should."""
    try:
        status = child.wait(5)
    except subprocess.TimeoutExpired:
        return "cut"
    if status == 0:
        return ""
    if status == -24:  # SIGXCPU
        return "time"
    return "memory" if status == EXIT_MEMORY else "crash"
