"""The child's side: it takes jobs, gives up its rights, and sends frames."""

import json
import os
import socket
from collections.abc import Iterator

from app.sandbox.confine import confine, limit_cpu
from app.sandbox.frames import JOB_PREFIX, MAX_FILES, Header, job_length, pack_header
from app.sandbox.limits import CPU_S, MEMORY


def jobs() -> Iterator[Header]:
    """The jobs, one after the other, until the parent closes the socket.

    Only the first can be taken before ``give_up_rights``: it brings the open files (``fds``), and the system call that
    receives them is refused afterwards.
    """
    inbox = socket.socket(fileno=0)
    prefix, fds, _, _ = socket.recv_fds(inbox, JOB_PREFIX, MAX_FILES)
    inbox.detach()
    while len(prefix) == JOB_PREFIX:
        yield {**json.loads(_read(job_length(prefix))), "fds": fds}
        prefix = _read(JOB_PREFIX)


def _read(size: int) -> bytes:
    """This many bytes of standard input, or fewer at its end."""
    parts = []
    while size and (part := os.read(0, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def send(out: int, header: Header, payload: bytes | bytearray | memoryview = b"") -> None:
    """Writes one frame to the descriptor ``out``."""
    view = memoryview(payload).cast("B")
    for part in (memoryview(pack_header(header, len(view))), view):
        rest = part
        while rest:
            rest = rest[os.write(out, rest) :]


def give_up_rights(memory: int = MEMORY, cpu_s: float = CPU_S) -> list[str]:
    """Gives up every right that the child does not need, once its heavy modules are loaded.

    ``memory`` is in bytes, ``cpu_s`` in seconds. Returns the names of the protections that this system could not set.
    """
    return confine(memory, cpu_s)


def allow(cpu_s: float) -> None:
    """From now on this process may use ``cpu_s`` seconds of processor time, as far as its whole time reaches."""
    limit_cpu(cpu_s)
