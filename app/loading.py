"""How a process begins: where its memory comes from, and loading modules."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)


def one_heap() -> None:
    """Has all threads of this process take their memory from one place, before the first of them begins. Otherwise
    glibc gives several of them a place of their own, and a service of many threads grows by what is free in each: after
    half an hour of fifty people by a tenth. The other C libraries have no such setting."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


@contextmanager
def loading() -> Iterator[None]:
    """Around imports that begin a process. What they load is never garbage, and to search it for any takes a fifth of
    the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
