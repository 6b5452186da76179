"""The turns of writers: in order, every second one for whoever goes first, and as deep as a thread enters."""

import threading
from contextlib import nullcontext

import pytest

from app.storage.writers import Turns, goes_first
from tests.service import until


@pytest.mark.parametrize(
    ("came", "order"),
    [
        ("o1 o2 o3", "o1 o2 o3"),
        ("o1 o2 o3 f1 f2", "f1 o1 f2 o2 o3"),  # a crowd, then two who sign in
        ("f1 f2 f3 o1", "f1 o1 f2 f3"),
    ],
)
def test_whoever_goes_first_waits_for_one(came: str, order: str) -> None:
    """However many others came before, and the others wait as little for a crowd of those who go first."""
    turns, written = Turns(), list[str]()
    assert turns.acquire(1)

    def write(one: str) -> None:
        with goes_first() if one[0] == "f" else nullcontext():
            assert turns.acquire(60)
        written.append(one)
        turns.release()

    threads = []
    for number, one in enumerate(came.split(), 1):
        threads.append(threading.Thread(target=write, args=(one,)))
        threads[-1].start()
        until(lambda number=number: sum(map(len, turns._waiting.values())) == number)  # type: ignore[misc]
    turns.release()
    for thread in threads:
        thread.join()
    assert written == order.split()
    assert turns.acquire(0)


def test_a_thread_enters_again() -> None:
    """The turn ends where it began; who waited too long goes without, and nobody waits for it."""
    turns, came = Turns(), list[bool]()
    assert turns.acquire(1)
    assert turns.acquire(1)
    turns.release()
    for _ in "12":
        other = threading.Thread(target=lambda: came.append(turns.acquire(0.01)))
        other.start()
        other.join()
    turns.release()
    assert came == [False, False]
    assert turns.acquire(0)
