"""What a start costs, and what it does not load."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import start

# Slow to import, or large, and of use to few pages and files.
LATER = {
    "PIL", "authlib", "cv2", "fido2", "fontTools", "httpx", "icalendar", "numpy", "onnxruntime", "openpyxl",
    "procrastinate", "psycopg", "prometheus_client", "pypdfium2", "segno", "typst", "xlsxwriter", "zxcvbn",
}  # fmt: skip
# What starts, and what it needs of these: the reader checks blocks of CSV with numpy.
STARTS = {
    "the service": ("import app.main; app.main.create_app()", {"fastapi", "polars"}),
    "mioboe check": (
        "import app.cli.check, app.report.build, app.report.plan, app.report.present, app.report.claim_table.claims",
        {"polars"},
    ),
    "the reader": ("from app.importers import formats, worker; formats()", {"polars", "numpy"}),
}


def test_both_services_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And have their first page."""
    monkeypatch.setattr(start, "SETTLE", 0)
    for one in (start.ours(tmp_path), start.bare(tmp_path)):
        assert one.cpu > 0
        assert one.memory > 10


@pytest.mark.parametrize("what", STARTS)
def test_a_start_loads_what_all_need(what: str) -> None:
    """Everything else is loaded where it is used."""
    code, needed = STARTS[what]
    code += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert needed <= set(loaded)
    assert (LATER - needed) & set(loaded) == set()
