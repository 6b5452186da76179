"""What was worked out from blobs, in memory for as long as the blobs are the same."""

from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

MOST_BYTES = 8 << 20  # of the blobs whose results are kept; what is made of them takes several times as much


class _Kept(NamedTuple):
    writing: str
    size: int
    value: Any


class Remembered:
    """Values by the path of the blob that each was made of. The ones used last are kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}  # the one used last comes last
        self._forgotten = 0  # how often something was forgotten

    def made(self, path: str, current: str, read: Callable[[], tuple[bytes, str]], make: Callable[[bytes], Any]) -> Any:
        """What ``make`` makes of the bytes of a blob. ``current`` is the writing of the blob that there is now: other
        processes replace blobs too. ``read`` gives the bytes and their writing.

        It is not kept where any blob was changed or removed while it was made: it could be of a state that is gone.
        """
        with self._lock:
            known = self._kept.pop(path, None)
            if known and known.writing == current:
                self._kept[path] = known
                return known.value
            before = self._forgotten
        data, writing = read()
        value = make(data)
        with self._lock:
            if before == self._forgotten and len(data) <= MOST_BYTES:
                self._kept[path] = _Kept(writing, len(data), value)
                while sum(one.size for one in self._kept.values()) > MOST_BYTES:
                    del self._kept[next(iter(self._kept))]
        return value

    def forget(self, path: str) -> None:
        """To be called after every change and removal of a blob."""
        with self._lock:
            self._forgotten += 1
            self._kept.pop(path, None)
