"""What a start costs, and what it does not load."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import start

# Slow to import, or large, and of use to few pages.
LATER = {
    "PIL", "authlib", "fido2", "fontTools", "httpx", "icalendar", "numpy", "openpyxl", "procrastinate", "psycopg",
    "prometheus_client", "pypdfium2", "segno", "typst", "xlsxwriter", "zxcvbn",
}  # fmt: skip


def test_both_services_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And have their first page."""
    monkeypatch.setattr(start, "SETTLE", 0)
    for one in (start.ours(tmp_path), start.bare(tmp_path)):
        assert one.cpu > 0
        assert one.memory > 10


def test_a_start_loads_what_pages_need() -> None:
    """Everything else is loaded where it is used."""
    code = "import sys, app.main; app.main.create_app(); print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"fastapi", "polars"} <= set(loaded)
    assert LATER & set(loaded) == set()
