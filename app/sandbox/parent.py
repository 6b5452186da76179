"""The parent's side: it starts the child, hands it jobs and open files, reads its frames, and ends it in time."""

import fcntl
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress

from app.sandbox.frames import EXIT_MEMORY, FRAME_PREFIX, Frame, Header, frame_lengths, pack_job

_PIPE_BYTES = 1 << 20
_KEPT_BYTES = str(256 << 20)
_START_S = 30.0  # For a child to load its modules; slow on a busy machine, whatever the file.
_STARVED = 1.6  # Times the wall clock, for a child that was on a processor for less than half of it.


class Killed(Exception):  # noqa: N818 (an event, not a mistake of the caller)
    """The child did not finish. ``reason`` is ``time``, ``memory``, ``crash`` or ``cut`` (its stream is not whole)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChildProcess:
    """``python -m module``, started at once and running until it is closed. To be used by one thread."""

    def __init__(self, module: str) -> None:
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

    def run(self, job: Header, fds: Sequence[int], wall_s: float) -> Iterator[Frame]:
        """The frames that answer a job, to the last one (``bye``) or the child's end.

        The child finds ``fds`` (its own numbers for these open files; only with the first job, later ones find the
        same) and ``out`` (the pipe to write to) added to the job. ``wall_s`` counts only seconds spent waiting for the
        child once it sent its first frame (a child that a busy machine leaves waiting gets somewhat more). Raises
        ``Killed``, after which the child takes no more jobs.
        """
        prefix, text = pack_job({**job, "out": self._out})
        with suppress(BrokenPipeError, ConnectionResetError):  # If it died at once, its exit status says why.
            try:
                socket.send_fds(self._jobs, [prefix], fds)
                self._jobs.sendall(text)
            except TimeoutError:
                raise Killed("time") from None
        return _frames(_Pipe(self._source, wall_s, self._process.pid), self._process)

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        if self._jobs.fileno() < 0:
            return
        self._process.kill()
        self._process.wait()
        self._jobs.close()
        os.close(self._source)


def run(job: Header, fds: Sequence[int], wall_s: float, module: str) -> Generator[Frame, None, None]:
    """The frames of one job in a child of its own, which is gone when the generator ends or is closed."""
    with closing(ChildProcess(module)) as child:
        yield from child.run(job, fds, wall_s)


def _start(module: str, jobs: int, out: int) -> subprocess.Popen[bytes]:
    """Starts the child. Its messages are discarded: they could hold personal data, and results come as frames."""
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
        "MALLOC_MMAP_THRESHOLD_": _KEPT_BYTES,
        "MALLOC_TRIM_THRESHOLD_": _KEPT_BYTES,
    }
    return subprocess.Popen(  # noqa: S603 (the command holds no user input)
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
        """Starts the clock: called at the first frame, when the child has loaded its modules."""
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
    """Seconds of processor time that a process has used; without /proc, all the time that has passed."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _frames(pipe: _Pipe, child: subprocess.Popen[bytes]) -> Iterator[Frame]:
    while True:
        prefix = pipe.read(FRAME_PREFIX)
        if not prefix:
            break
        if len(prefix) < FRAME_PREFIX:
            raise Killed(_reason(child) or "cut")
        lengths = frame_lengths(prefix)
        if lengths is None:
            raise Killed("cut")  # The parent trusts nothing from the child, not even lengths.
        head, payload = pipe.read(lengths[0]), pipe.read(lengths[1])
        if len(head) < lengths[0] or len(payload) < lengths[1]:
            raise Killed(_reason(child) or "cut")
        pipe.start()
        header = json.loads(head)
        yield header, payload
        if header.get("k") == "bye":
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
