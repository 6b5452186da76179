"""Every page that is measured answers."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from benchmarks import bare, pages


def test_every_measured_page_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that moved would stop the whole measurement."""
    monkeypatch.setattr(pages, "RUNS", 1)
    app = create_app(Settings(data=tmp_path / "data"))
    # A thread of its own: a browser of another test may have left an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(lambda: asyncio.run(pages.times(app))).result()
    assert [path for path, *_ in found] == list(pages.PAGES)


def test_every_compared_page_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the sample case, and the bare page beside them."""
    monkeypatch.setattr(bare, "TURNS", 1)
    monkeypatch.setattr(bare, "AT_A_TURN", 1)
    with ThreadPoolExecutor(1) as thread:
        lines = thread.submit(bare.table).result()
    assert [line.split(" | ")[0] for line in lines[2:]] == [f"| {name}" for name in bare.PAGES]
