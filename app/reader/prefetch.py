"""Prefetching in a thread, so that inflating and hashing continue while earlier bytes are parsed."""

from collections.abc import Iterator
from queue import Queue
from threading import Thread

_CHUNKS = 2


def prefetch(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, read ahead in a thread with at most two of them waiting; exceptions of ``chunks`` are raised here."""
    queue: Queue[bytes | BaseException | None] = Queue(_CHUNKS)
    stopped = False

    def fill() -> None:
        try:
            for chunk in chunks:
                queue.put(chunk)
                if stopped:
                    return
            queue.put(None)
        except BaseException as error:  # It is raised again in the thread that reads.
            queue.put(error)

    thread = Thread(target=fill, daemon=True)
    thread.start()
    try:
        while (item := queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped = True
        while thread.is_alive():
            while not queue.empty():
                queue.get()
            thread.join(0.01)
