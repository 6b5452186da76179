"""Client of the sandboxed reader process: starts it lazily, reuses it across jobs, replaces it after a crash."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.i18n import N_
from app.sandbox.frames import Frame, Header
from app.sandbox.limits import all_cpu_seconds, cpu_seconds
from app.sandbox.parent import ChildProcess, Killed, Pieces

READER = "app.importers.worker"  # the module that the child runs; its docstring describes jobs and frames
BATCH = 200  # inputs that one child opens at once; the system passes on at most 253 open files at a time
WHOLE = -1  # the place of an input that is refused as a whole
LEAST_SHARE = 1e-6  # seconds of processor time, for which a child begins one member
MOST_DEATHS = 10  # of children at one input, whose rest is then not tried any more
InputFrame = tuple[int, Header, bytes | bytearray]  # number of the input, header, payload
REFUSED_SENTENCE = N_(
    "This file is so large, or damaged in such a way, that reading it was stopped, so nothing of it was used. Download "
    "it again, or hand in a part of it: only the CSV files inside, or a smaller piece of a picture."
)
BUSY_SENTENCE = N_(
    "This computer is busy: there was not enough time or memory to read this file, in two attempts. The file is not at "
    "fault. Have it read once more when less is running."
)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing handed in: a file, a zip, a pasted text."""

    name: str  # as shown to the person: relative to the folder given, `/`-separated
    open: Callable[[], int | Pieces]  # gives a readable, seekable file descriptor, which the client closes, or bytes
    upload: int = 0
    mappings: Mapping[str, object] = field(default_factory=dict)  # of tables that no format recognises, by header id
    # By path, from an earlier reading: the first line of blocks of rows, and the byte at which each block begins.
    starts: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    # From an earlier turn: the places of members that were read, and how far pictures were read, by their place.
    done: Sequence[int] = ()
    begun: Mapping[int, str] = field(default_factory=dict)


def start_reader() -> ChildProcess:
    """A reader process that loads its modules at once, before there is a file to read."""
    return ChildProcess(READER)


class ReaderClient:
    """Keeps at most one child: it is reused while it has the inputs asked for, otherwise a new one is started.

    ``child`` may be a process from ``start_reader``. To be used by one thread, and closed.
    """

    def __init__(self, child: ChildProcess | None = None) -> None:
        self.child = child
        self.opened: list[
            Callable[[], int | Pieces]
        ] = []  # the ``open`` of the inputs that the child has, in their order
        self.size = 0  # bytes of these inputs

    def close(self) -> None:
        """Ends the child."""
        if self.child is not None:
            self.child.close()
        self.child, self.opened = None, []

    def frames(self, inputs: Sequence[Input], job: Header) -> Iterator[InputFrame]:
        """The frames that answer a job for the reader; ``job`` is without its ``inputs``. A file whose reading crashes
        the child is refused (frames ``problems`` and ``killed``), and a new child continues with the other files. Where
        the machine is too busy, the file is tried a second time first (frame ``again``, then ``member`` from its
        beginning)."""
        for start in range(0, len(inputs), BATCH):
            yield from self._batch(_Place(inputs[start : start + BATCH], start), job)

    def _batch(self, place: "_Place", job: Header) -> Iterator[InputFrame]:
        complete = False
        while not complete:
            try:
                for header, payload in self._answer(place, job):
                    place.granted = self._allow(header) or place.granted
                    place.note(header)
                    yield place.number(header), header, payload
                complete = True
            except Killed as death:
                yield from place.after(death.reason)
                complete = place.first == len(place.batch)
            finally:
                if not complete:  # The rest of this answer must not be read as the answer to another job.
                    self.close()

    def _allow(self, header: Header) -> float:
        """Allows the child the processor time for its next step, and returns the seconds: for a file the time of that
        file; between files, the time of the largest input; 0 where no step begins."""
        if self.child is None or header["k"] not in ("input", "member", "tile", "held", "end", "later"):
            return 0.0
        size = header["bytes"] if header["k"] in ("member", "tile") else self.size
        seconds = min(cpu_seconds(size), all_cpu_seconds(self.size))
        self.child.allow(seconds)
        return seconds

    def _answer(self, place: "_Place", job: Header) -> Iterator[Frame]:
        """The frames for the batch from its input number ``first`` on, without the paths that are done."""
        batch = place.batch
        if self.opened and any(source.open not in self.opened for source in batch):
            self.close()
        child = self.child = self.child or start_reader()
        files: list[int | Pieces] = []
        try:
            if not self.opened:
                files.extend(source.open() for source in batch)
                self.opened, self.size = [source.open for source in batch], sum(map(_bytes, files))
            inputs = [
                {**self._described(source), "number": place.start + at, "done": [*source.done, *place.done.get(at, [])]}
                for at, source in enumerate(batch[place.first :], place.first)
            ]
            whole = {**job, "inputs": inputs, "alone": place.alone, "share": place.share_left(job.get("share"))}
            return child.run(whole, files, all_cpu_seconds(self.size))
        finally:
            _close(files)

    def _described(self, source: Input) -> Header:
        """An input as it is described in the job."""
        details = {"mappings": dict(source.mappings), "starts": dict(source.starts), "begun": dict(source.begun)}
        return {"file": self.opened.index(source.open), "name": source.name, **details}


class _Place:
    """How far the answer to a job has come, and where to continue when the child died. Inputs are numbered within the
    batch; ``start`` is the number of its first among all."""

    def __init__(self, batch: Sequence[Input], start: int) -> None:
        self.batch, self.start = batch, start
        self.first = self.at = 0  # the input at which the child began, and the one that it reads
        self.current: Header | None = None  # the frame of the file that it reads
        self.done: dict[int, list[int]] = {}  # the places of members in each input that are not to be read again
        # Seconds of processor time: of the present child, what its next step may take, and of those that died.
        self.spent = self.granted = self.lost = 0.0
        self.held: list[int] = []  # the inputs of the files that wait to be converted
        self.alone = False  # no file waits any more, so that a death is the fault of the file that is read
        self.deaths = 0
        self.tried_again: tuple[int, str | None] | None = None

    def note(self, header: Header) -> None:
        """Records which part the child has begun or finished."""
        at = self.number(header) - self.start
        if header["k"] == "input":
            self.current = None
            if at != self.at:
                self.deaths = 0
            self.at = at
        elif header["k"] == "member":
            self.current, self.spent = header, header["spent"]
        elif header["k"] == "held":
            self.current = None
            self.held.append(at)
        elif header["k"] == "tile":
            self.spent = header["spent"]
        elif header["k"] in ("end", "later"):
            self.done.setdefault(at, []).append(header["place"])
            if "input" not in header:
                self.current = None
            elif at in self.held:
                self.held.remove(at)

    def share_left(self, share: float | None) -> float | None:
        """What is left of the share of this answer for the next child: enough to begin, while no member is done."""
        if share is None:
            return None
        return max(share - self.lost, 0.0 if self.done else LEAST_SHARE)

    def number(self, header: Header) -> int:
        """The number of the input that a frame is about, among all."""
        number: int = header.get("input", self.start + self.at)
        return number

    def after(self, reason: str) -> Iterator[InputFrame]:
        """The frames after the child died: the file that it was reading is tried again or refused."""
        at, path, number = self.at, self.current["path"] if self.current else None, self.start + self.at
        self.lost, self.spent = self.lost + self.spent + self.granted, 0.0
        if self.held:  # They are read again, each by itself, and so is the file that may be at fault.
            self.first, self.held, self.current, self.alone = min(self.held), [], None, True
            self.at = self.first
            return
        self.deaths += 1
        if reason == "busy" and self.tried_again != (at, path):
            self.tried_again, self.first = (at, path), at
            if path is not None:
                yield number, {"k": "again", "path": path}, b""
            self.current = None
            return
        done = self.done.setdefault(at, [])
        if self.current is not None:
            yield from _refused(number, self.current["path"], reason)
            done.append(self.current["place"])
            self.first, self.current = at, None
        if path is None or self.deaths == MOST_DEATHS:  # The whole input is at fault.
            whole = self.batch[at]
            yield number, {"k": "member", "path": whole.name, "bytes": _size(whole), "place": WHOLE}, b""
            yield from _refused(number, whole.name, reason)
            self.first = self.at = at + 1
            self.deaths = 0


def _size(source: Input) -> int:
    file = source.open()
    try:
        return _bytes(file)
    finally:
        _close([file])


def _bytes(file: int | Pieces) -> int:
    return file.size if isinstance(file, Pieces) else os.fstat(file).st_size


def _close(files: Sequence[int | Pieces]) -> None:
    for file in files:
        if not isinstance(file, Pieces):
            os.close(file)


def _refused(number: int, path: str, reason: str) -> Iterator[InputFrame]:
    code, message = ("busy", BUSY_SENTENCE) if reason == "busy" else ("too-complex", REFUSED_SENTENCE)
    problem: Header = {"line": None, "code": code, "message": message, "values": {}, "count": 1}
    yield number, {"k": "problems", "path": path, "problems": [problem]}, b""
    yield number, {"k": "killed", "path": path}, b""
