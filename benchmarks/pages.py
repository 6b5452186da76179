"""Processor time of every page for a large case: 100 findings, every symptom, every step.

The application answers in this process, without a network; measured from the request to the complete response.
"""

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import FastAPI
from sqlmodel import select

from analyzers.book.entries import units
from analyzers.events.history import History
from analyzers.rules.contract import detectors
from app.cases.case import hash_token
from app.cases.files.examine import ENTRIES, REPORT
from app.main import create_app
from app.report.stored_units import StoredUnits, dump
from app.settings import Settings
from app.storage import database
from app.storage.tables import CaseRow, RunRow, SessionRow, VerdictRow
from checklists.model import symptoms
from tests.service import rows_by_hand

FINDINGS = 100
RUNS = 30
TOKEN = "benchmark-benchmark-benchmark"
PAGES = (
    "/case", "/case/findings", "/case/steps", "/case/steps/stop.card", "/case/files", "/case/summary",
    "/case/questions", "/case/household", "/case/deadlines", "/case/contacts", "/case/letters",
    "/case/letters/police_jp", "/case/letters/shop_support", "/case/owner", "/case/safety",
    "/case/evidence/save.screens", "/case/deadlines.ics", "/get-files", "/",
)  # fmt: skip


def report() -> dict[str, Any]:
    """A stored report with 100 findings of all detectors in turn, four evidence rows each."""
    findings = [_finding(number, *one) for number, one in enumerate(islice(cycle(detectors().items()), FINDINGS))]
    return {
        "schema": "mioboe.report/3",
        "files": [_file(number) for number in range(20)],
        "events": {"orders": 5000, "logins": 300},
        "coverage": [],
        "findings": findings,
        "episodes": [],
        "outcomes": [],
        "shops": ["amazon.co.jp", "amazon.com", "amazon.co.uk"],
        "places": {"as_of": "2026-06-01", "source": "DB-IP Lite country"},
        "timing": {"read_s": 0.1, "find_s": 0.1, "total_s": 0.2},
    }


def _file(number: int) -> dict[str, Any]:
    return {
        "path": f"Your Orders.zip!/Order History {number}.csv", "sha256": "0" * 64, "bytes": 1_000_000,
        "format": "amazon.order_history", "encoding": "utf-8", "rows": 5000, "events": 5000, "upload": 1,
        "period": ["2019-01-02T00:00:00Z", "2026-10-03T00:00:00Z"], "header": [], "problems": [],
    }  # fmt: skip


def _finding(number: int, detector: str, module: Any) -> dict[str, Any]:
    fields = {f"Column {n}": f"cell {n} of row {number}, 東京都千代田区見本町1-2-3" for n in range(12)}
    row = {"path": "Your Orders.zip!/Order History.csv", "line": number + 2, "fields": fields, "also": []}
    at = f"2026-{1 + number % 9:02}-{1 + number % 28:02}T03:04:05Z"
    values = {"amount": {"minor": 12800 + number, "currency": "JPY"}, "order": f"250-{number:07}-1234567", "at": at}
    return {
        "id": f"{number:016x}", "detector": detector, "kind": module.kind, "severity": "high", "confidence": 1,
        "episode": None, "at": at, "at_basis": "stated", "title": module.title, "message": module.message,
        "innocent": module.innocent, "values": values, "verdict": "not_mine", "triggers": [f"event-{number}"],
        "unshipped": True, "shop": "amazon.co.jp", "score": 1, "entities": [],
        "evidence": [row | {"role": role} for role in ("trigger", "context", "context", "context")],
    }  # fmt: skip


def fill(app: FastAPI) -> None:
    """One open case with this report, every symptom, and a browser that has its cookie."""
    here = app.state.service
    key, locked = here.vault.new_key("0" * 32)
    with rows_by_hand(here.engine) as session:
        session.add(CaseRow(id=key.case_id, key=locked, lang="en"))
        session.flush()
        session.add(RunRow(case_id=key.case_id, state="done", examined=1))
        for number in range(FINDINGS):
            said = {"case_id": key.case_id, "verdict": "not_mine", "triggers": [f"event-{number}"]}
            session.add(VerdictRow(subject=f"finding:{number:016x}", **said))
        session.add(SessionRow(token_hash=hash_token(TOKEN), case_id=key.case_id))
    here.vault.put(key, ENTRIES.name, dump(StoredUnits(units(History.build({}), ()), [], {})))
    here.vault.put(key, REPORT.name, json.dumps(report()).encode())
    written = {"answers": {"what": list(symptoms())}, "cards": [{"last4": "1234"}, {"last4": "5678"}]}
    here.vault.put(key, "notes", json.dumps(written).encode())


class Reply(NamedTuple):
    """The answer to one request: its ``status``, where it leads (an empty text for nowhere), and its ``body``."""

    status: int
    location: str
    body: bytes


async def ask(app: FastAPI, path: str, form: bytes | None = None) -> Reply:
    """One request, made as a server makes it; with an encoded ``form`` it is sent."""
    path, _, query = path.partition("?")
    sent: list[dict[str, Any]] = []
    headers = [(b"host", b"localhost"), (b"cookie", f"mioboe={TOKEN}".encode())]
    if form is not None:
        headers += [
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", str(len(form)).encode()),
        ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET" if form is None else "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": form or b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await app(scope, receive, send)
    location = next((value.decode() for name, value in sent[0]["headers"] if name == b"location"), "")
    return Reply(sent[0]["status"], location, b"".join(one.get("body", b"") for one in sent))


async def times(app: FastAPI) -> list[tuple[str, int, float, float]]:
    """(page, bytes, median and worst milliseconds) in both languages; the slower language counts."""
    async with app.router.lifespan_context(app):
        with database.reading(app.state.service.engine) as session:
            known = session.exec(select(CaseRow)).first()
        if known is None:
            fill(app)
        return [await _time(app, path) for path in PAGES]


async def _time(app: FastAPI, path: str) -> tuple[str, int, float, float]:
    slowest: tuple[str, int, float, float] = (path, 0, 0.0, 0.0)
    for lang in ("en", "ja"):
        shown = await ask(app, f"{path}?lang={lang}")
        if shown.status != 200:
            raise SystemExit(f"{path} answered {shown.status}")
        spent = []
        for _ in range(RUNS):
            started = time.process_time()
            await ask(app, path)
            spent.append((time.process_time() - started) * 1000)
        slowest = max(slowest, (path, len(shown.body), statistics.median(spent), max(spent)), key=lambda one: one[2])
    return slowest


def table() -> list[str]:
    """The lines of the table, the slowest page first."""
    return list(_lines())


def _lines() -> Iterator[str]:
    yield "| page | answer | median | worst of 30 |"
    yield "|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder) / "data"))
        gc.freeze()  # As ``app.main.serve`` does.
        found = asyncio.run(times(app))
    for path, size, median, worst in sorted(found, key=lambda one: -one[2]):
        yield f"| `{path}` | {size // 1000} kB | {median:.1f} ms | {worst:.1f} ms |"


if __name__ == "__main__":
    print("\n".join(table()))
