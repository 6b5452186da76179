"""The parent's side: it starts the child, hands it jobs and open files, reads its frames, and ends it in time."""

import fcntl
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from app.sandbox.confine import close_memory
from app.sandbox.frames import EXIT_MEMORY, FRAME_PREFIX, Frame, Header, frame_lengths, pack_job
from app.sandbox.limits import START_S, WALL
from app.sandbox.start import Started, start

_PIPE_BYTES = 1 << 20
_FROM_OUTSIDE = {-signal.SIGHUP, -signal.SIGINT, -signal.SIGKILL, -signal.SIGTERM}  # never raised by a child's input


class Killed(Exception):  # noqa: N818 (an event, not a mistake of the caller)
    """The child did not finish. ``reason`` is ``time`` (of the processor), ``memory``, ``crash``, ``cut`` (its stream
    is incomplete), or ``busy``: the machine let it wait or ended it from outside, which says nothing about the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Pieces:
    """Bytes for the child's socket, for a system without in-memory files: their number, and a function that gives them
    piece by piece."""

    size: int
    take: Callable[[], Iterator[bytes]]


class ChildProcess:
    """A process that runs ``module`` from its creation until it is closed. Only one thread may use it."""

    def __init__(self, module: str) -> None:
        close_memory()
        self._jobs, jobs = socket.socketpair()
        self._jobs.settimeout(START_S)
        self._source, out = os.pipe()
        self._out: int | None = out
        self._pipe = _Pipe(self._source)
        with suppress(OSError):  # A smaller pipe only means more, shorter waits.
            fcntl.fcntl(self._source, getattr(fcntl, "F_SETPIPE_SZ", 1031), _PIPE_BYTES)
        try:
            self._process = start(module, jobs.fileno())
        except BaseException:
            os.close(self._source)
            self._close_out()
            self._jobs.close()
            raise
        finally:
            jobs.close()

    def run(self, job: Header, files: Sequence[int | Pieces], cpu_s: float) -> Iterator[Frame]:
        """The frames that answer a job, to the last one (``bye``) or the child's end.

        The child finds ``out`` (the pipe to write to) and ``files`` (its own numbers for these open files, or the
        bytes) added to the job; both are sent with the first job only, and later ones find the same. ``cpu_s`` are the
        seconds of processor time that the answer may take at most, to which the child limits itself; once it sent its
        first frame it is waited for ``WALL`` times as long. Raises ``Killed``, after which the child takes no more
        jobs.
        """
        sizes = [file.size if isinstance(file, Pieces) else None for file in files]
        prefix, text = pack_job({**job, "sizes": sizes})
        descriptors = [] if self._out is None else [self._out]
        descriptors += [file for file in files if not isinstance(file, Pieces)]
        with suppress(BrokenPipeError, ConnectionResetError):  # If it died at once, its exit status says why.
            try:
                try:
                    socket.send_fds(self._jobs, [prefix], descriptors)
                finally:
                    self._close_out()
                self._jobs.sendall(text)
                for pieces in files:
                    if isinstance(pieces, Pieces):
                        self._send(pieces)
            except TimeoutError:
                raise Killed("busy") from None
        self._pipe.expect(cpu_s)
        return _frames(self._pipe, self._process)

    def _send(self, pieces: Pieces) -> None:
        """Sends the bytes that the child expects, exactly ``size`` of them. ``ValueError`` for another number."""
        left = pieces.size
        for piece in pieces.take():
            left -= len(piece)
            if left < 0:
                break
            self._jobs.sendall(piece)
        if left:
            raise ValueError("not as many bytes as announced")

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def allow(self, cpu_s: float) -> None:
        """Restarts the clock when the child begins something that may take this many seconds: it is waited for ``WALL``
        times as long, but no longer than the whole answer may take."""
        self._pipe.allow(cpu_s)

    def close(self) -> None:
        """Ends the process at once."""
        if self._jobs.fileno() < 0:
            return
        self._process.end()
        self._jobs.close()
        self._close_out()
        os.close(self._source)

    def _close_out(self) -> None:
        """Closes the end of the pipe that the child writes to, so that the child's end is the end of the stream."""
        if self._out is not None:
            os.close(self._out)
        self._out = None


def run(job: Header, files: Sequence[int | Pieces], cpu_s: float, module: str) -> Generator[Frame, None, None]:
    """The frames of one job in a new child, which is ended when the generator ends or is closed."""
    with closing(ChildProcess(module)) as child:
        yield from child.run(job, files, cpu_s)


class _Pipe:
    """Reads exact lengths from the pipe and keeps the wall clock, which counts only the seconds spent waiting."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.whole = self.left = self.all_left = 0.0
        self.poll = select.poll()
        self.poll.register(fd, select.POLLIN)

    def expect(self, cpu_s: float) -> None:
        """Called when a job was sent; until the first frame the child may still be loading its modules."""
        self.whole, self.left, self.all_left = WALL * cpu_s, START_S, START_S

    def start(self) -> None:
        """Starts the clock: called at every frame; the first one says that the child has loaded its modules."""
        if self.whole:
            self.left = self.all_left = self.whole
            self.whole = 0.0

    def allow(self, cpu_s: float) -> None:
        """Restarts the clock for the next action of the child."""
        self.left = WALL * cpu_s

    def read(self, size: int) -> bytearray:
        """``size`` bytes, or fewer when the child closed the pipe."""
        data = bytearray(size)
        view, have = memoryview(data), 0
        while have < size:
            began = time.monotonic()
            ready = self.poll.poll(max(0.0, min(self.left, self.all_left)) * 1000)
            waited = time.monotonic() - began
            self.left, self.all_left = self.left - waited, self.all_left - waited
            if not ready:
                raise Killed("busy")
            got = os.readv(self.fd, [view[have:]])
            if not got:
                return data[:have]
            have += got
        return data


def _frames(pipe: _Pipe, child: Started) -> Iterator[Frame]:
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


def _reason(child: Started) -> str:
    """The reason why the stream ended: empty when the child finished normally."""
    status = child.wait(START_S)
    if status is None:
        return "cut"
    if status in _FROM_OUTSIDE:  # A machine that runs out of memory ends whatever is large.
        return "busy"
    reasons = {0: "", -signal.SIGXCPU: "time", EXIT_MEMORY: "memory"}
    return reasons.get(status, "crash")
