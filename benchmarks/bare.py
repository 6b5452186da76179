"""Our pages beside the smallest page that the same libraries can make: FastAPI, SQLModel, Jinja2, fifty rows.

Both applications answer the same client in this process, in turns. What is compared is the processor time that all
threads use for a whole request, which another load of the machine changes less than the wall clock.
"""

import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import FastAPI

from analyzers.events.owner import Owner
from app.main import create_app
from app.settings import Settings
from app.web.pages.start.sample import SAMPLE
from benchmarks.answers import fill
from benchmarks.bare_app import bare_app
from benchmarks.pages import ask

PAGES = {"result": "/case/result", "one question": "/case/recognise", "steps": "/case/steps"}
TURNS, AT_A_TURN = 15, 20


class Compared(NamedTuple):
    """Milliseconds of processor time of a request to a page of ours and to the bare page, in the same turns."""

    name: str
    ours: float
    bare: float

    @property
    def share(self) -> float:
        """Our requests per second as a share of those of the bare page."""
        return self.bare / self.ours


async def compared(ours: FastAPI, bare: FastAPI, turns: int) -> list[Compared]:
    """Both applications, turn by turn: the medians of the turns."""
    found = []
    for name, path in PAGES.items():
        await _spent(ours, path, 5)  # templates are compiled, and the case is opened
        await _spent(bare, "/", 5)
        pairs = [(await _spent(ours, path, AT_A_TURN), await _spent(bare, "/", AT_A_TURN)) for _ in range(turns)]
        found.append(Compared(name, *(statistics.median(some) for some in zip(*pairs, strict=True))))
    return found


async def _spent(app: FastAPI, path: str, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        shown = await ask(app, path)
        if shown.status != 200:
            raise SystemExit(f"{path} answered {shown.status}")
    return (time.process_time() - began) / times * 1000


def table() -> list[str]:
    """The lines of the table."""
    return list(_lines())


def _lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = asyncio.run(_measured(create_app(Settings(data=folder / "data")), folder))
    yield "| page of the sample case | processor time | bare page of 50 rows | requests per second, bare page = 100 % |"
    yield "|---|---|---|---|"
    for one in found:
        yield f"| {one.name} | {one.ours:.2f} ms | {one.bare:.2f} ms | {one.share:.0%} |"


async def _measured(app: Any, folder: Path) -> list[Compared]:
    async with app.router.lifespan_context(app):
        fill(app, [(SAMPLE.name, SAMPLE.read_bytes())], Owner(), folder / "files")
        gc.freeze()  # As ``app.main.serve`` does.
        return await compared(app, bare_app(folder), TURNS)


if __name__ == "__main__":
    print("\n".join(table()))
