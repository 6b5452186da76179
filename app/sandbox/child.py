"""The child's side: it takes jobs, gives up its rights, and sends frames."""

import json
import mmap
import os
import socket
from collections.abc import Iterator

from app.sandbox.confine import confine, limit_cpu
from app.sandbox.frames import JOB_PREFIX, MAX_FILES, Header, job_length, pack_header
from app.sandbox.limits import CPU_S, MEMORY

_PIECE = 1 << 20


def jobs() -> Iterator[Header]:
    """The jobs, one after the other, until the parent closes the socket. Only the first can be received before
    ``give_up_rights``: it brings the pipe for the answers (``out``) and the inputs (``files``: the number of an open
    file, or bytes in memory), and the system call that receives open files is refused afterwards."""
    inbox = socket.socket(fileno=0)
    prefix, fds, _, _ = socket.recv_fds(inbox, JOB_PREFIX, MAX_FILES)
    inbox.detach()
    opened = iter(fds)
    out = next(opened, None)
    files: list[int | mmap.mmap | bytes] | None = None
    while len(prefix) == JOB_PREFIX:
        job = json.loads(_read(job_length(prefix)))
        if files is None:
            files = [next(opened) if size is None else _in_memory(size) for size in job.pop("sizes")]
        yield {**job, "out": out, "files": files}
        prefix = _read(JOB_PREFIX)


def _in_memory(size: int) -> mmap.mmap | bytes:
    """The next ``size`` bytes of standard input, in shared memory. The memory limit of this process does not count
    shared memory, in the same way as it does not count a file in memory."""
    if not size:
        return b""
    memory = mmap.mmap(-1, size)
    have = 0
    with memoryview(memory) as view:
        while have < size:
            if not (got := os.readv(0, [view[have : have + _PIECE]])):
                raise EOFError
            have += got
    return memory


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
        unsent = part
        while unsent:
            unsent = unsent[os.write(out, unsent) :]


def give_up_rights(memory: int = MEMORY, cpu_s: float = CPU_S) -> list[str]:
    """Gives up every right that the child does not need, once its heavy modules are loaded.

    ``memory`` is in bytes, ``cpu_s`` in seconds. Returns the names of the protections that this system could not set.
    """
    return confine(memory, cpu_s)


def allow(cpu_s: float) -> None:
    """Allows this process ``cpu_s`` seconds of processor time from now on, within its limit for the whole job."""
    limit_cpu(cpu_s)
