"""Restorations that kill themselves at a chosen step. One process waits for orders and gives each to a child of its
own, so that only the first pays for the imports: ``python -m tests.cases.backup.killed``.

A step is what another process could see: a file that gets its name or loses it, a blob, a transaction that ends.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import obstore

from app.cannot_start import CannotStart
from app.cases.backup.problems import CannotBackUp
from app.cases.backup.restore import restore
from app.settings import Settings

BUILT_IN = (os.replace, os.unlink, os.rmdir, obstore.put, obstore.delete)
PYTHON = ("do_commit", "put_sealed", "_settle")
GIVEN = ("database", "vault", "vault_endpoint")
PATHS = ("data", "key_file")


def _kill_at(step: int) -> None:
    """Kills this process before its step of this number, counted from 0."""
    count = -1

    def look(frame: Any, event: str, called: Any) -> None:
        nonlocal count
        if (event == "c_call" and called in BUILT_IN) or (event == "call" and frame.f_code.co_name in PYTHON):
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(look)


def _restored(order: dict[str, Any]) -> str:
    _kill_at(order["step"])
    paths: dict[str, Any] = {name: Path(one) for name, one in order["paths"].items()}
    settings = Settings(**order["settings"], **paths)
    try:
        restore(settings, Path(order["file"]), order["passphrase"], [])
    except CannotBackUp as reason:
        return reason.what
    except CannotStart as reason:
        return reason.sentence
    return "done"


class Killer:
    """The process that waits for orders."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def restore(self, settings: Settings, file: Path, passphrase: str, step: int = -1) -> str:
        """Restores, and kills that before this step: “killed”, else “done”, or why it was refused."""
        values = asdict(settings)
        given = {name: values[name] for name in GIVEN}
        paths = {name: str(values[name]) for name in PATHS if values[name]}
        order = {"settings": given, "paths": paths, "file": str(file), "passphrase": passphrase, "step": step}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def killer() -> Iterator[Killer]:
    """Such a process, until the block ends."""
    words = [sys.executable, "-m", "tests.cases.backup.killed"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Killer(process)
        assert process.stdin
        process.stdin.close()


def main() -> None:
    """Carries out orders until there are no more."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            print(_restored(json.loads(line)), flush=True)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL:
            print("killed", flush=True)


if __name__ == "__main__":
    main()
