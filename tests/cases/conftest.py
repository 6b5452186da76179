"""Runs that wait until a test lets them go on, and backups whose lock costs little."""

import threading
from collections.abc import Callable

import pyrage
import pytest

from app.cases.case import Case
from app.cases.files.examine import Count, Left
from tests.cases.backup.locked import lock


@pytest.fixture
def quick_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes locking a backup by a passphrase fast, and opening it, in tests that are not about its cost."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", lock)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], threading.Semaphore]:
    """Runs begin, and each ends when the test lets it: the cases in the order in which they began."""
    begun: list[str] = []
    go = threading.Semaphore(0)

    def examine(case: Case, progress: Callable[[Count], None], pictures_s: float) -> Left:
        begun.append(case.id)
        while not go.acquire(timeout=0.05):
            progress(Count())  # ends the run when the service stops
        return Left()

    monkeypatch.setattr("app.cases.files.examine.examine", examine)
    return begun, go
