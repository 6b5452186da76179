"""A child that does what its job names, after it gave up its rights; run by ``test_parent``."""

import ctypes
import os
import resource
import socket
import stat
import subprocess
import sys
from contextlib import suppress

import polars as pl

from app.sandbox.child import allow, give_up_rights, jobs, send
from app.sandbox.frames import EXIT_MEMORY

OPENINGS = {
    "read": os.O_RDONLY,
    "write": os.O_WRONLY,
    "both": os.O_RDWR,
    "truncate": os.O_RDONLY | os.O_TRUNC,
    "unnamed": os.O_TMPFILE | os.O_WRONLY,
}


def _system_call(number: int) -> None:
    """Makes a system call by its number, with arguments that do no harm."""
    ctypes.set_errno(0)
    if ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), 0, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def attempt(what: str) -> str:
    """Tries one forbidden thing; returns the name of the error, or ``done``."""
    what, _, path = what.partition(":")
    try:
        if what in OPENINGS:
            os.close(os.open(path, OPENINGS[what]))
        elif what == "list":
            os.listdir(path)
        elif what == "socket":
            socket.socket()
        elif what == "connect":
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        elif what == "exec":
            os.execv(sys.executable, [sys.executable, "-c", "pass"])
        elif what == "spawn":
            subprocess.run([sys.executable, "-c", "pass"], check=True)
        elif what == "fork":
            os.fork()
        elif what == "create":
            os.close(os.open("forbidden-file", os.O_CREAT | os.O_WRONLY))
        elif what == "unlink":
            os.unlink("forbidden-file")
        elif what == "folder":
            os.mkdir("forbidden-folder")
        elif what == "rename":
            os.rename(__file__, __file__ + ".moved")
        elif what == "mode":
            os.chmod(__file__, 0o644)
        elif what == "link":
            os.symlink(__file__, "forbidden-file")
        elif what == "signal":
            os.kill(os.getppid(), 0)
        elif what == "io_uring_setup":
            _system_call(425)  # the same number on every architecture
    except OSError as error:
        return type(error).__name__
    return "done"


def _open() -> list[str]:
    """The kinds of everything that is open."""
    kinds = []
    for number in range(200):
        with suppress(OSError):
            mode = os.fstat(number).st_mode
            tests = {"socket": stat.S_ISSOCK, "pipe": stat.S_ISFIFO, "device": stat.S_ISCHR, "file": stat.S_ISREG}
            kinds += [kind for kind, is_one in tests.items() if is_one(mode)]
    return kinds


def _allowed(cpu_s: float) -> int:
    allow(cpu_s)
    return resource.getrlimit(resource.RLIMIT_CPU)[0]


def main() -> None:
    job = next(jobs())
    failed = give_up_rights(memory=job.get("memory", 700) << 20, cpu_s=job.get("cpu_s", 20))
    act, out = job["act"], job["out"]
    if act == "polars":
        frame = pl.DataFrame({"a": range(1_000_000)}).group_by(pl.col("a") % 7).len().sort("a")
        send(out, {"failed": failed}, frame.write_ipc(None).getvalue())
    elif act == "attempt":
        send(out, {what: attempt(what) for what in job["what"]})
    elif act == "read":
        given = job["files"][0]
        if isinstance(given, int):
            send(out, {"size": os.fstat(given).st_size}, os.pread(given, 100, 0))
        else:
            send(out, {"size": len(given)}, given[:100])
    elif act == "descriptors":
        send(out, {"open": _open()})
    elif act == "memory":
        try:
            pages = [b"x" * (64 << 20) for _ in range(64)]
            send(out, {"got": len(pages)})
        except MemoryError:
            sys.exit(EXIT_MEMORY)
    elif act == "abort":
        send(out, {"before": 1})
        os.abort()
    elif act == "segfault":
        ctypes.string_at(0)
    elif act == "write":
        os.write(job["files"][0], b"x")
    elif act == "short":
        os.write(out, b"\x02\x00\x00\x00\xff")
    elif act == "huge":
        os.write(out, b"\xff" * 12)
    elif act == "many":
        for number in range(job["count"]):
            send(out, {"number": number}, bytes(number))
    elif act == "limits":
        soft = [_allowed(cpu_s) for cpu_s in job["allowances"]]
        send(out, {"soft": soft, "hard": resource.getrlimit(resource.RLIMIT_CPU)[1]})
    elif act in ("loop", "bye"):
        allow(job.get("allow", 10_000))
        send(out, {"k": "bye" if act == "bye" else "sandbox"})
    while act in ("loop", "bye"):
        pass
