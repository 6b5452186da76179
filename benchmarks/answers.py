"""Processor time of an answer to recognition, and of the page after it, for 7,000 and 100,000 entries.

A simulated owner, who sometimes errs, answers page after page of an attacked account until nothing is left to ask. The
service runs in a process of its own, and a client asks it over HTTP; what all threads of the service use counts.
"""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

import httpx
from fastapi import FastAPI

from analyzers.events.owner import Owner
from app.cases.answers import book
from app.cases.case import Case, case_of_row, hash_token
from app.cases.files.examine import ENTRIES, REPORT
from app.cli.paths import sources
from app.main import create_app
from app.report import build
from app.report.stored import to_json
from app.report.stored_units import dump, with_reasons
from app.sandbox.client import ReaderClient
from app.settings import Settings
from app.storage.tables import CaseRow, RunRow, SessionRow
from benchmarks.pages import TOKEN
from benchmarks.start import free_port
from evaluation.simulate.account import Account, Spec, make
from evaluation.simulate.personas import BY_NAME
from tests.service import rows_by_hand

ORDERS_A_YEAR, YEARS = 640, 6
SLIP = 0.03  # of the rows that the owner knows; enough for every stage to be long
MOST_PAGES = 400
PAGE, END = "/case/recognise", "/case/end"
SIZES = (ORDERS_A_YEAR, 10_400)  # orders a year: about 7,000 and 100,000 entries
ANSWER, NEXT, BOTH = "an answer", "the next page", "an answer and the next page"
SETTLE = 8  # seconds after which a service has loaded what it leaves for later


class Spent(NamedTuple):
    """One request or two: ``what`` it was, and its milliseconds of processor time."""

    what: str
    milliseconds: float


class Service(NamedTuple):
    """A running service by the number of its process, and a browser before it."""

    process: int
    browser: httpx.Client

    def spent(self) -> float:
        """Milliseconds of processor time of all its threads so far."""
        tasks = Path(f"/proc/{self.process}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


def account(orders_a_year: float = ORDERS_A_YEAR, seed: int = 1) -> Account:
    """An account of an owner who buys much, and whose balance somebody else spent."""
    much = replace(BY_NAME["heavy"], years=(YEARS, YEARS), orders_a_year=(orders_a_year, orders_a_year))
    with patch.dict(BY_NAME, heavy=much):
        return make(Spec("heavy", seed, "balance_drained_in_sight"))


def fill(app: FastAPI, files: Sequence[tuple[str, bytes]], owner: Owner, folder: Path) -> Case:
    """A case whose files (name, bytes) were examined, open in a browser."""
    here = app.state.service
    key, locked = here.vault.new_key("0" * 32)
    with rows_by_hand(here.engine) as session:
        row = CaseRow(id=key.case_id, key=locked, lang="en")
        session.add(row)
        session.flush()
        session.add(RunRow(case_id=key.case_id, state="done", examined=1))
        session.add(SessionRow(token_hash=hash_token(TOKEN), case_id=key.case_id))
    case = case_of_row(here, row)
    assert case is not None
    for name, data in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    inputs = sources([(name, str(folder / name)) for name, _ in files])
    with closing(ReaderClient()) as client:
        reads = build.read(inputs, None, client)
    report, units = build.examined(reads, inputs, owner)
    here.vault.put(key, ENTRIES.name, dump(with_reasons(units, report)))
    here.vault.put(key, REPORT.name, to_json(report))
    return case


def foreign(case: Case, made: Account) -> set[str]:
    """The ids of all questions at the beginning that hold a row of the attack."""
    asking = book.state(case)
    assert asking is not None
    assert made.truth is not None
    places = list(asking.recognition.frame.select("path", "line").iter_rows())
    return {
        one.id for one in asking.recognition.questions if any(places[unit] in made.truth.rows for unit in one.units)
    }


def walk(service: Service, strange: set[str]) -> list[Spent]:
    """What each answer takes on the way through all questions. ``strange`` are the questions that the owner answers
    with "none of us"; of the others they err about some."""
    chance, spent = Random(3), list[Spent]()
    shown = service.browser.get(PAGE)
    while len(spent) < MOST_PAGES:
        began = service.spent()
        saved = service.browser.post(PAGE, data=_filled(shown.text, strange, chance))
        between = service.spent()
        shown = service.browser.get(saved.headers.get("Location", END), follow_redirects=True)
        after = service.spent()
        if (saved.status_code, shown.status_code) != (303, 200):
            raise SystemExit(f"{PAGE} answered {saved.status_code}, then {shown.status_code}")
        spent += [Spent(ANSWER, between - began), Spent(NEXT, after - between), Spent(BOTH, after - began)]
        if shown.url.path == END:
            if f'href="{PAGE}?go=on"' not in shown.text:
                return spent
            shown = service.browser.get(f"{PAGE}?go=on")
    return spent


def _filled(html: str, strange: set[str], chance: Random) -> dict[str, list[str]]:
    """The form of a page with all answers; what is looked over stays."""
    layout = _value(html, "layout")
    form = {"csrf": [_value(html, "csrf")], "layout": [layout], "question": list[str](), "marked": list[str]()}
    for name in re.findall(r'name="question" value="([^"]+)"', html):
        form["question"].append(name)
        unknown = name in strange or chance.random() < SLIP
        if layout == "mark":
            form["marked"] += [name] if unknown else []
        elif layout == "confirm":
            form[f"a-{name}"] = re.findall(rf'name="a-{name}" value="([^"]+)" required checked', html)
        else:
            form[f"a-{name}"] = ["not_mine" if unknown else "mine"]
    return form


def _value(html: str, name: str) -> str:
    return next(iter(re.findall(rf'name="{name}" value="([^"]+)"', html)), "")


def table() -> list[str]:
    """The lines of the table."""
    head = ["| entries | what | how many | median | nine in ten below | worst |", "|---|---|---|---|---|---|"]
    return [*head, *(line for orders_a_year in SIZES for line in _lines(orders_a_year))]


def _lines(orders_a_year: float) -> Iterator[str]:
    made = account(orders_a_year)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        strange, entries = asyncio.run(_prepared(data, made, Path(folder) / "files"))
        with served(data) as service:
            spent = walk(service, strange)
    for what in (ANSWER, NEXT, BOTH):
        some = sorted(one.milliseconds for one in spent if one.what == what)
        below = some[len(some) * 9 // 10]
        numbers = f"{statistics.median(some):.0f} ms | {below:.0f} ms | {some[-1]:.0f} ms"
        yield f"| {entries:,} | {what} | {len(some)} | {numbers} |"


async def _prepared(data: Path, made: Account, files: Path) -> tuple[set[str], int]:
    """Fills a data folder; the questions about the attack, and the number of entries."""
    app = create_app(Settings(data=data))
    async with app.router.lifespan_context(app):
        case = fill(app, made.files, Owner.parse(made.owner), files)
        asking = book.state(case)
        assert asking is not None
        return foreign(case, made), asking.recognition.frame.height


@contextmanager
def served(data: Path) -> Iterator[Service]:
    """A service over a data folder, in a process of its own, and a browser before it."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", port],
        env={**os.environ, "MIOBOE_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        with httpx.Client(
            base_url=address, cookies={f"mioboe-{port}": TOKEN}, headers={"Origin": address}, timeout=60
        ) as browser:
            while not _answers(browser):
                if process.poll() is not None:
                    raise SystemExit("the service ended")
                time.sleep(0.1)
            browser.get(PAGE, params={"go": "on"})  # what a start leaves for later is loaded, and the case is read
            time.sleep(SETTLE)
            yield Service(process.pid, browser)
    finally:
        process.terminate()
        process.wait()


def _answers(browser: httpx.Client) -> bool:
    with suppress(httpx.TransportError):
        return browser.get("/").is_success
    return False


if __name__ == "__main__":
    print("\n".join(table()))
