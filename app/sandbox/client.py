"""Where sources are read: a process that touches their bytes, kept as long as something is asked of them.

A ``Source`` is one thing handed in (a file, a zip, a pasted text).
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.sandbox import process as sandbox

BATCH = 64  # sources that one child opens at once
Frame = tuple[int, dict[str, Any], bytes]
Start = tuple[int, int]  # the first line of a block of rows, and the byte at which it begins
REFUSED_SENTENCE = (
    "This file is too big or damaged in a way that stopped the reading, so nothing of it was used. "
    "Download it once more, or hand in only the CSV files inside it."
)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing handed in. ``open`` gives a readable, seekable file descriptor, which is closed here."""

    name: str  # as shown to the person: relative to the folder given, `/`-separated
    open: Callable[[], int]
    upload: int = 0
    mappings: Mapping[str, Any] = field(default_factory=dict)  # what the person says of tables, by header
    starts: Mapping[str, Sequence[Start]] = field(default_factory=dict)  # by path, of files that were read before


class Desk:
    """At most one child at a time: the one that has the sources asked for goes on, otherwise a new one is started.

    ``child`` may be one that was started before there was anything to read. To be used by one thread, and closed.
    """

    def __init__(self, child: sandbox.Child | None = None) -> None:
        self.child = child
        self.held: list[Callable[[], int]] = []  # what gave the child its files, in their order
        self.size = 0

    def close(self) -> None:
        """End the child."""
        if self.child is not None:
            self.child.close()
        self.child, self.held = None, []

    def frames(self, sources: Sequence[Source], job: dict[str, Any]) -> Iterator[Frame]:
        """(source number, frame, payload) of a job of ``app.importers.worker``, without its ``inputs``."""
        for start in range(0, len(sources), BATCH):
            for number, frame, payload in self._batch(sources[start : start + BATCH], job):
                yield start + number, frame, payload

    def _batch(self, batch: Sequence[Source], job: dict[str, Any]) -> Iterator[Frame]:
        """After a death the file at fault is refused and a new child goes on behind it."""
        first, done = 0, list[str]()
        while first < len(batch):
            at, current, whole = first, None, False
            try:
                for frame, payload in self._answer(batch, first, done, job):
                    if frame["k"] == "input":
                        at, current = first + frame["input"], None
                        done = done if at == first else []
                    elif frame["k"] == "member":
                        current = frame
                    yield at, frame, bytes(payload)
                    if frame["k"] == "end":
                        done, current = [*done, frame["path"]], None
                whole = True
                return
            except sandbox.Killed:
                if current is None:  # it died between files: the whole input is at fault
                    current = {"k": "member", "path": batch[at].name, "bytes": _size(batch[at])}
                    yield at, current, b""
                    first, done = at + 1, []
                else:
                    first, done = at, [*done, current["path"]]
                yield from _refused(at, current["path"])
            finally:
                if not whole:  # The rest of its answer must not be taken for that to another job.
                    self.close()

    def _answer(
        self, batch: Sequence[Source], first: int, done: list[str], job: dict[str, Any]
    ) -> Iterator[tuple[dict[str, Any], bytes | bytearray]]:
        """What a child says of the batch from its source number ``first`` on, without the paths in ``done``."""
        if self.held and any(one.open not in self.held for one in batch):
            self.close()
        child = self.child = self.child or sandbox.Child("app.importers.worker")
        fds: list[int] = []
        try:
            if not self.held:
                fds.extend(one.open() for one in batch)
                self.held, self.size = [one.open for one in batch], sum(os.fstat(fd).st_size for fd in fds)
            inputs = [self._input(one) for one in batch[first:]]
            inputs[0]["done"] = done
            return child.run({**job, "inputs": inputs}, fds, 10 + self.size / 10e6)
        finally:
            for fd in fds:
                os.close(fd)

    def _input(self, one: Source) -> dict[str, Any]:
        said = {"mappings": dict(one.mappings), "starts": dict(one.starts)}
        return {"file": self.held.index(one.open), "name": one.name, "done": [], **said}


def _size(source: Source) -> int:
    fd = source.open()
    try:
        return os.fstat(fd).st_size
    finally:
        os.close(fd)


def _refused(number: int, path: str) -> Iterator[Frame]:
    plain: dict[str, Any] = {"line": None, "code": "too-complex", "message": REFUSED_SENTENCE, "values": {}}
    yield number, {"k": "problems", "path": path, "problems": [plain]}, b""
    yield number, {"k": "killed", "path": path}, b""
