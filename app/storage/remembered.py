"""A cache of results that were computed from blobs, kept as long as the blobs are unchanged and somebody uses the
results."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

MOST_BYTES = 8 << 20  # of the blobs whose results are kept; what is made of them takes several times as much
IDLE = 600  # seconds without use after which a result is dropped


class Derived(NamedTuple):
    """A cached result, with the version of the blob that it was computed from, and its size in bytes."""

    value: Any
    writing: str
    size: int


class _Kept(NamedTuple):
    result: Derived
    used: float  # by the clock that only goes on


class Remembered:
    """Cached results by the path of their blob. The most recently used are kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}  # the one used last comes last
        self._forgotten = 0  # how often something was forgotten

    def derived(self, path: str, current: str, make: Callable[[], Derived]) -> Any:
        """The cached result of ``make`` for a blob. ``current`` is the present version of the blob, where other
        processes replace blobs too, else empty. The result is not cached where a blob was changed or removed meanwhile:
        it could show an outdated state."""
        with self._lock:
            self._drop_idle()
            known = self._kept.pop(path, None)
            if known and current in ("", known.result.writing):
                self._kept[path] = known._replace(used=time.monotonic())
                return known.result.value
            before = self._forgotten
        result = make()
        with self._lock:
            if before == self._forgotten and result.size <= MOST_BYTES:
                self._kept[path] = _Kept(result, time.monotonic())
                while sum(entry.result.size for entry in self._kept.values()) > MOST_BYTES:
                    del self._kept[next(iter(self._kept))]
        return result.value

    def forget(self, path: str) -> None:
        """Drops the results of a blob; call it after every change and removal of the blob."""
        with self._lock:
            self._forgotten += 1
            self._kept.pop(path, None)

    def forget_folder(self, folder: str) -> None:
        """Drops all results of the blobs of a folder, which nobody uses any more."""
        with self._lock:
            self._forgotten += 1
            for path in [path for path in self._kept if path.startswith(f"{folder}/")]:
                del self._kept[path]

    def drop(self, path: str) -> None:
        """Drops the result of a blob that another process removed."""
        with self._lock:
            self._kept.pop(path, None)

    def drop_idle(self) -> None:
        """Drops results that nobody has used for a while; call it from time to time."""
        with self._lock:
            self._drop_idle()

    def _drop_idle(self) -> None:
        until = time.monotonic() - IDLE
        while self._kept and self._kept[first := next(iter(self._kept))].used < until:
            del self._kept[first]
