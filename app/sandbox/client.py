"""Client of the sandboxed reader process: starts it lazily, reuses it across jobs, replaces it after a crash."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.i18n import N_
from app.sandbox.frames import Frame, Header
from app.sandbox.parent import ChildProcess, Killed

READER = "app.importers.worker"  # the module that the child runs; its docstring describes jobs and frames
BATCH = 64  # inputs that one child opens at once
InputFrame = tuple[int, Header, bytes]  # number of the input, header, payload
REFUSED_SENTENCE = N_(
    "This file is so large, or damaged in such a way, that reading it was stopped, so nothing of "
    "it was used. Download it again, or hand in only the CSV files inside it."
)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing handed in: a file, a zip, a pasted text."""

    name: str  # as shown to the person: relative to the folder given, `/`-separated
    open: Callable[[], int]  # gives a readable, seekable file descriptor, which the client closes
    upload: int = 0
    mappings: Mapping[str, object] = field(default_factory=dict)  # of tables that no format recognises, by header id
    # By path, from an earlier reading: the first line of blocks of rows, and the byte at which each block begins.
    starts: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


def start_reader() -> ChildProcess:
    """A reader process that loads its modules at once, before there is anything to read."""
    return ChildProcess(READER)


class ReaderClient:
    """Keeps at most one child: it is reused while it has the inputs asked for, otherwise a new one is started.

    ``child`` may be a process from ``start_reader``. To be used by one thread, and closed.
    """

    def __init__(self, child: ChildProcess | None = None) -> None:
        self.child = child
        self.opened: list[Callable[[], int]] = []  # the ``open`` of the inputs that the child has, in their order
        self.size = 0  # bytes of these inputs

    def close(self) -> None:
        """Ends the child."""
        if self.child is not None:
            self.child.close()
        self.child, self.opened = None, []

    def frames(self, inputs: Sequence[Input], job: Header) -> Iterator[InputFrame]:
        """The frames that answer a job for the reader; ``job`` is without its ``inputs``.

        A file whose reading crashes the child is refused (frames ``problems`` and ``killed``), and a new child goes on
        with the rest.
        """
        for start in range(0, len(inputs), BATCH):
            for number, header, payload in self._batch(inputs[start : start + BATCH], job):
                yield start + number, header, payload

    def _batch(self, batch: Sequence[Input], job: Header) -> Iterator[InputFrame]:
        first, done = 0, list[str]()
        while first < len(batch):
            at, current, complete = first, None, False
            try:
                for header, payload in self._answer(batch, first, done, job):
                    if header["k"] == "input":
                        at, current = first + header["input"], None
                        done = done if at == first else []
                    elif header["k"] == "member":
                        current = header
                    yield at, header, bytes(payload)
                    if header["k"] == "end":
                        done, current = [*done, header["path"]], None
                complete = True
                return
            except Killed:
                if current is None:  # It died between files, so the whole input is at fault.
                    current = {"k": "member", "path": batch[at].name, "bytes": _size(batch[at])}
                    yield at, current, b""
                    first, done = at + 1, []
                else:
                    first, done = at, [*done, current["path"]]
                yield from _refused(at, current["path"])
            finally:
                if not complete:  # The rest of this answer must not be read as the answer to another job.
                    self.close()

    def _answer(self, batch: Sequence[Input], first: int, done: list[str], job: Header) -> Iterator[Frame]:
        """The frames for the batch from its input number ``first`` on, without the paths in ``done``."""
        if self.opened and any(one.open not in self.opened for one in batch):
            self.close()
        child = self.child = self.child or start_reader()
        fds: list[int] = []
        try:
            if not self.opened:
                fds.extend(one.open() for one in batch)
                self.opened, self.size = [one.open for one in batch], sum(os.fstat(fd).st_size for fd in fds)
            inputs = [self._described(one) for one in batch[first:]]
            inputs[0]["done"] = done
            return child.run({**job, "inputs": inputs}, fds, 10 + self.size / 10e6)
        finally:
            for fd in fds:
                os.close(fd)

    def _described(self, one: Input) -> Header:
        """An input as the job names it."""
        details = {"mappings": dict(one.mappings), "starts": dict(one.starts)}
        return {"file": self.opened.index(one.open), "name": one.name, "done": [], **details}


def _size(one: Input) -> int:
    fd = one.open()
    try:
        return os.fstat(fd).st_size
    finally:
        os.close(fd)


def _refused(number: int, path: str) -> Iterator[InputFrame]:
    problem: Header = {"line": None, "code": "too-complex", "message": REFUSED_SENTENCE, "values": {}}
    yield number, {"k": "problems", "path": path, "problems": [problem]}, b""
    yield number, {"k": "killed", "path": path}, b""
