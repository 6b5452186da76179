"""A child that does what its job names, after it gave up its rights; run by ``test_sandbox``."""

import ctypes
import os
import socket
import subprocess
import sys

import polars as pl

from app.sandbox.process import EXIT_MEMORY, enter, jobs, send


def attempt(what: str) -> str:
    """Try one forbidden thing and say what came of it."""
    try:
        if what == "socket":
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
    except OSError as error:
        return type(error).__name__
    return "done"


def main() -> None:
    job = next(jobs())
    failed = enter(memory=job.get("memory", 700) << 20, cpu_s=job.get("cpu_s", 20))
    act, out = job["act"], job["out"]
    if act == "polars":
        frame = pl.DataFrame({"a": range(1_000_000)}).group_by(pl.col("a") % 7).len().sort("a")
        send(out, {"failed": failed}, frame.write_ipc(None).getvalue())
    elif act == "attempt":
        send(out, {what: attempt(what) for what in job["what"]})
    elif act == "read":
        send(out, {"size": os.fstat(job["fds"][0]).st_size}, os.pread(job["fds"][0], 100, 0))
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
        os.write(job["fds"][0], b"x")
    elif act == "short":
        os.write(out, b"\x02\x00\x00\x00\xff")
    elif act == "huge":
        os.write(out, b"\xff" * 12)
    elif act == "many":
        for number in range(job["count"]):
            send(out, {"number": number}, bytes(number))
    elif act in ("loop", "bye"):
        send(out, {"k": "bye" if act == "bye" else "sandbox"})
    while act in ("loop", "bye"):
        pass


main()
