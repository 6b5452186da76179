"""Ends the process in time, whatever its threads wait for."""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

AT_MOST = 9.0  # seconds; requests and runs under way have theirs before
LOOK = 0.25  # seconds between two looks


def end_in_time(asked: Callable[[], bool]) -> None:
    """Makes this process end at most ``AT_MOST`` seconds after ``asked`` says that it should. A database that hangs
    gives no answer, and nobody should have to wait for it; unfinished work is recovered as after a kill."""

    def watch() -> None:
        while not asked():
            time.sleep(LOOK)
        time.sleep(AT_MOST)
        os._exit(0)

    threading.Thread(target=watch, name="end", daemon=True).start()


def leave(status: int) -> None:
    """Ends this process at once if other threads still run. A thread in which a Rust library calls Python, as the
    cipher of the vault does, aborts the process (SIGABRT) when the interpreter ends before it."""
    if threading.active_count() > 1:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
