"""Running the reader where it can do no harm: a child process without network, with limits, that can be killed.

Frames go from child to parent over a pipe: 4 bytes length of the JSON header, 8 bytes length of the payload (both
little endian), the header, the payload.
"""

import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import Any

from app.reader.limits import Limits

_LENGTHS = struct.Struct("<IQ")
_PIPE_BYTES = 1 << 20
_KEPT = str(256 << 20)
_MAX_HEAD = 16 << 20
_MAX_PAYLOAD = 512 << 20
_START_S = 30.0  # For a child to load its modules, which on a busy machine says nothing of the file.
_STARVED = 1.6  # So much longer a child may take that was not given half of its time by the machine.
EXIT_MEMORY = 3  # The exit status of a child that caught a MemoryError.


class Killed(Exception):  # noqa: N818 (what happened, not whose error)
    """The child did not finish. ``reason`` is ``time``, ``memory``, ``crash`` or ``cut`` (its stream is not whole)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run(
    job: dict[str, Any], fds: Sequence[int], wall_s: float, module: str = "app.importers.child"
) -> Generator[tuple[dict[str, Any], bytes | bytearray], None, None]:
    """Start ``python -m module`` and yield its frames (header, payload) until it ends.

    The child finds the job as JSON on its standard input, with ``fds`` (the same numbers) and ``out`` (the pipe to
    write to) added. ``wall_s`` counts only seconds spent waiting for the child once it sent its first frame (a child
    that a busy machine leaves waiting gets somewhat more); a frame ``{"k": "bye"}`` is its last. Raises ``Killed``. The
    child is gone when the generator ends or is closed.
    """
    source, sink = os.pipe()
    with suppress(OSError):  # A smaller pipe only means more, shorter waits.
        fcntl.fcntl(source, getattr(fcntl, "F_SETPIPE_SZ", 1031), _PIPE_BYTES)
    try:
        child = _start({**job, "fds": list(fds), "out": sink}, (*fds, sink), module)
    except BaseException:
        os.close(source)
        raise
    finally:
        os.close(sink)
    try:
        yield from _frames(_Pipe(source, wall_s, child.pid), child)
    finally:
        os.close(source)
        child.kill()
        child.wait()


def send(out: int, header: dict[str, Any], payload: bytes | bytearray | memoryview = b"") -> None:
    """Write one frame; called in the child."""
    head = json.dumps(header, separators=(",", ":")).encode()
    view = memoryview(payload).cast("B")
    for part in (memoryview(_LENGTHS.pack(len(head), len(view)) + head), view):
        rest = part
        while rest:
            rest = rest[os.write(out, rest) :]


def enter(limits: Limits | None = None) -> list[str]:
    """Give up what the reader does not need; called in the child once its heavy modules are loaded.

    Returns the names of the protections that this system could not set.
    """
    from app.reader.confine import confine

    return confine(limits or Limits())


def _start(job: dict[str, Any], keep: tuple[int, ...], module: str) -> subprocess.Popen[bytes]:
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
    child = subprocess.Popen(  # noqa: S603 (nothing of the person's is in the command)
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        pass_fds=keep,
        env=environment,
    )
    assert child.stdin is not None
    with suppress(BrokenPipeError):  # If it died at once, its exit status tells.
        child.stdin.write(json.dumps(job).encode())
        child.stdin.close()
    return child


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
