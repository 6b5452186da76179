"""Remembers how long each test took, beside what pytest itself remembers: ``make near`` chooses by that."""

from collections import defaultdict

import pytest

KEY = "mioboe/seconds"


class Seconds:
    """The part of pytest that adds up the time of a test, what it starts and what it ends included."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Adds one part of a test."""
        self.taken[report.nodeid] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keeps the times of this run beside those of others."""
        if cache := getattr(session.config, "cache", None):  # none where pytest may keep nothing
            known = cache.get(KEY, {})
            cache.set(KEY, {**known, **{test: round(taken, 3) for test, taken in self.taken.items()}})
