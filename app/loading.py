"""The start of a process: memory allocation, and importing modules."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)


def one_heap() -> None:
    """Makes all threads of this process allocate from one heap; call it before the first thread starts. Otherwise glibc
    gives threads separate heaps, and a long-running service grows by the free memory in each: by a tenth after half an
    hour of fifty people. Other C libraries have no such setting."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


@contextmanager
def loading() -> Iterator[None]:
    """Wraps the imports at the start of a process and turns the garbage collector off: imported modules are never
    garbage, and searching them takes a fifth of the start time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
