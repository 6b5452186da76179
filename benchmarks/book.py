"""The page of all entries for a case with 100,000 of them: processor time of a page once the case is in memory.

The application answers in this process, without a network; what all its threads use counts. Orders and sign-ins are
generated; a tenth of the entries has an answer of its own.
"""

import asyncio
import gc
import statistics
import tempfile
import time
from pathlib import Path

from fastapi import FastAPI

from analyzers.events.owner import Owner
from app.cases.answers import book, changes, entries
from app.cases.answers.sealed import sealed
from app.cases.case import Case
from app.main import create_app
from app.settings import Settings
from benchmarks.answers import fill
from benchmarks.generate import order_history
from benchmarks.pages import ask

ENTRIES = 100_000
RUNS = 10


def queries(case: Case) -> dict[str, str]:
    """The parameters of the pages that are measured, by what they are."""
    asking = book.state(case)
    assert asking is not None
    card = next(iter(entries.values(case, asking, "card")), "")
    return {
        "first page": "",
        "last page": f"page={ENTRIES // 50}",
        "found in words": f"q={sealed(case.key, '日用品 12')}",
        "of one card": f"card={card}",
        "a period, by amount": "from=2024-01-01&to=2024-12-31&sort=highest",
        "by what it is": "sort=what",
        "by state": "sort=state",
        "marked": "mark=any",
    }


def table() -> list[str]:
    """The lines of the table."""
    head = ["| page of all entries | processor time, median | worst of 10 |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        return [*head, *asyncio.run(_lines(Path(folder)))]


async def _lines(folder: Path) -> list[str]:
    app = create_app(Settings(data=folder / "data"))
    file = folder / "orders.csv"
    order_history(file, ENTRIES)
    async with app.router.lifespan_context(app):
        case = fill(app, [("Order History.csv", file.read_bytes())], Owner(), folder / "files")
        asking = book.state(case)
        assert asking is not None
        events = entries.events(asking, entries.columns(asking)[: ENTRIES // 10])
        changes.change(case, dict.fromkeys(events, "mine"))
        gc.freeze()  # As ``app.main.serve`` does.
        return [await _line(app, name, query) for name, query in queries(case).items()]


async def _line(app: FastAPI, name: str, query: str) -> str:
    spent = []
    await ask(app, f"/case/book?{query}")
    for _ in range(RUNS):
        started = time.process_time()
        reply = await ask(app, f"/case/book?{query}")
        spent.append((time.process_time() - started) * 1000)
        if reply.status != 200:
            raise SystemExit(f"{name} answered {reply.status}")
    return f"| {name} | {statistics.median(spent):.0f} ms | {max(spent):.0f} ms |"


if __name__ == "__main__":
    print("\n".join(table()))
