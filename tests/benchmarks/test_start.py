"""What a start costs, and what it does not load."""

import re
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
# What the first page of the service does without, besides: the next request loads it, or nobody does until then.
AFTER_THE_FIRST_PAGE = (
    *("polars", "app.importers", "app.reader", "app.geo", "app.report.build", "app.report.summary", "analyzers"),
    *("app.cases.files.examine", "app.cases.answers", "checklists.content", "procrastinate"),
)
FIRST_PAGE = """
import asyncio, sys, tempfile
from pathlib import Path
from app import main
from app.settings import Settings
main.LOOK = 600
scope = {"type": "http", "http_version": "1.1", "scheme": "http", "server": ("localhost", 80), "client": ("::1", 1),
    "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost")]}
async def send(message):
    if message["type"] == "http.response.start":
        print(message["status"], *sys.modules)
async def receive():
    return {"type": "http.request", "body": b"", "more_body": False}
async def start(folder):
    app = main.create_app(Settings(data=Path(folder)))
    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
with tempfile.TemporaryDirectory() as folder:
    asyncio.run(start(folder))
"""
# What starts, and what it needs of these: the reader checks blocks of CSV with numpy.
STARTS = {
    "mioboe check": (
        "import app.cli.commands.check, app.report.build, app.report.plans.plan, app.report.present;"
        "import app.report.claim_table.claims",
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


def test_the_first_page_loads_what_it_shows() -> None:
    """No other page, nothing that reads files, and none of the libraries that few need."""
    ended = subprocess.run([sys.executable, "-c", FIRST_PAGE], capture_output=True, text=True, check=True)
    status, *loaded = ended.stdout.split()
    assert status == "200"
    assert [name for name in loaded if re.match(r"app\.web\.pages\.\w+\.", name)] == ["app.web.pages.start.front"]
    later = (*AFTER_THE_FIRST_PAGE, *LATER)
    assert [name for name in loaded if any(f"{name}.".startswith(f"{other}.") for other in later)] == []


@pytest.mark.parametrize("what", STARTS)
def test_a_start_loads_what_all_need(what: str) -> None:
    """Everything else is loaded where it is used."""
    code, needed = STARTS[what]
    code += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert needed <= set(loaded)
    assert (LATER - needed) & set(loaded) == set()
