"""The end of a process, whatever its threads wait for."""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

AT_MOST = 9.0  # seconds; requests and runs under way have theirs before
LOOK = 0.25  # seconds between two looks


def end_in_time(asked: Callable[[], bool]) -> None:
    """From now on this process ends at most ``AT_MOST`` seconds after ``asked`` says that it was asked to. A database
    that stands still answers neither yes nor no, and nobody may have to wait for it; what was under way is found again
    as after a kill."""

    def watch() -> None:
        while not asked():
            time.sleep(LOOK)
        time.sleep(AT_MOST)
        os._exit(0)

    threading.Thread(target=watch, name="end", daemon=True).start()


def leave(status: int) -> None:
    """Ends this process at once where other threads are left in it. A thread in which a library written in Rust calls
    Python, as the cipher of the vault does, aborts the process (SIGABRT) when the interpreter ends before it."""
    if threading.active_count() > 1:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
