"""The order of writers for a database that allows one at a time: first come, first served, except that a sign-in does
not wait for a crowd."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

_first: ContextVar[bool] = ContextVar("first", default=False)


@contextmanager
def goes_first() -> Iterator[None]:
    """Writes in this block get every second turn, however many others wait."""
    before = _first.set(True)
    try:
        yield
    finally:
        _first.reset(before)


@dataclass(eq=False, slots=True)
class _Waiter:
    thread: int = field(default_factory=threading.get_ident)
    called: threading.Event = field(default_factory=threading.Event)


class Turns:
    """A lock that one thread holds at a time; the same thread may take it several times. Threads with priority and all
    others alternate."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder, self._depth, self._last_was_first = 0, 0, False
        self._waiting: dict[bool, deque[_Waiter]] = {True: deque(), False: deque()}

    def acquire(self, timeout: float) -> bool:
        """Waits for the turn of this thread, at most ``timeout`` seconds; returns whether it came."""
        me, queue = _Waiter(), self._waiting[_first.get()]
        with self._lock:
            if self._holder in (0, me.thread):
                self._holder, self._depth = me.thread, self._depth + 1
                return True
            queue.append(me)
        if me.called.wait(timeout):
            return True
        with self._lock:
            if me.called.is_set():
                return True
            queue.remove(me)
            return False

    def release(self) -> None:
        """Ends the turn, and calls the next thread."""
        with self._lock:
            self._depth -= 1
            if self._depth:
                return
            first = bool(self._waiting[not self._last_was_first]) ^ self._last_was_first
            if not self._waiting[first]:
                self._holder = 0
                return
            following = self._waiting[first].popleft()
            self._holder, self._depth, self._last_was_first = following.thread, 1, first
            following.called.set()
