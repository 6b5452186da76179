"""What is measured on a real service answers as the measurements expect."""

from pathlib import Path

import pytest

from app.settings import Settings
from benchmarks import hidden, waiting
from benchmarks.generate import order_history
from tests.service import listening


def test_the_measured_requests_are_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's table behind an archive of pictures is read, and the page of a recipient hides what was disowned."""
    monkeypatch.setattr(waiting, "PICTURES", 2)
    monkeypatch.setattr(waiting, "PERSONS", 1)
    order_history(tmp_path / "orders.csv", 3, addresses=3)
    table = (tmp_path / "orders.csv").read_bytes()
    with listening(Settings(data=tmp_path / "data")) as url:
        assert len(waiting.waits(url, waiting.Queued(1, waiting.screenshot, 30), table)) == 1
        assert all(seconds > 0 for seconds in hidden.seconds(url, 9, table))
