"""Processor time of an answer to recognition, and of the page after it, for an account of some 6,000 orders.

A simulated owner, who sometimes errs, answers page after page of an attacked account until nothing is left to ask. The
application answers in this process, without a network; what all its threads use counts.
"""

import asyncio
import gc
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch
from urllib.parse import urlencode

import polars as pl
from fastapi import FastAPI

from analyzers.events.owner import Owner
from app.cases.answers import book
from app.cases.case import ENTRIES, REPORT, Case, case_of_row, hash_token
from app.cli.paths import sources
from app.main import create_app
from app.report import build
from app.report.stored import to_json
from app.report.stored_units import dump, with_reasons
from app.sandbox.client import ReaderClient
from app.settings import Settings
from app.storage import database
from app.storage.tables import CaseRow, RunRow, SessionRow
from benchmarks.pages import TOKEN, ask
from evaluation.simulate.account import Account, Spec, make
from evaluation.simulate.personas import BY_NAME

ORDERS_A_YEAR, YEARS = 640, 6
SLIP = 0.03  # of the rows that the owner knows; enough for every stage to be long
SURE = 0.5  # of a second look, that it stays at what was not recognised
MOST_PAGES = 400
PAGE = "/case/recognise"


class Spent(NamedTuple):
    """One request: ``what`` it was, and its milliseconds of processor time."""

    what: str
    milliseconds: float


def account(orders_a_year: float = ORDERS_A_YEAR, seed: int = 1) -> Account:
    """An account of an owner who buys much, and whose balance somebody else spent."""
    much = replace(BY_NAME["heavy"], years=(YEARS, YEARS), orders_a_year=(orders_a_year, orders_a_year))
    with patch.dict(BY_NAME, heavy=much):
        return make(Spec("heavy", seed, "balance_drained_in_sight"))


def fill(app: FastAPI, files: Sequence[tuple[str, bytes]], owner: Owner, folder: Path) -> Case:
    """A case whose files (name, bytes) were examined, open in a browser."""
    here = app.state.service
    key, locked = here.vault.new_key("0" * 32)
    with database.writing(here.engine) as session:
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
    here.vault.put(key, ENTRIES, dump(with_reasons(units, report)))
    here.vault.put(key, REPORT, to_json(report))
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


async def walk(app: FastAPI, case: Case, strange: set[str]) -> list[Spent]:
    """What each request takes on the way through all questions. ``strange`` are the questions that the owner answers
    with "none of us"; of the others they err about some."""
    chance, spent, path = Random(3), list[Spent](), PAGE
    await ask(app, PAGE)  # the templates are compiled at the first page
    for number in range(MOST_PAGES):
        began = time.process_time()
        shown = await ask(app, path)
        took = (time.process_time() - began) * 1000
        if shown.location == "/case/end":
            path = f"{PAGE}?go=on"
            shown = await ask(app, path)
        elif shown.status == 200:
            spent.append(Spent("the next page", took))
            if number % 5 == 0:
                spent.append(Spent("a page when nothing is in memory", await _anew(app, case, path)))
        if shown.status != 200:
            return spent
        stage, form = _filled(shown.body.decode(), strange, chance)
        began = time.process_time()
        saved = await ask(app, PAGE, form)
        spent.append(Spent(f"an answer, {stage}", (time.process_time() - began) * 1000))
        if saved.status != 303:
            raise SystemExit(f"{PAGE} answered {saved.status}")
        path = saved.location
    return spent


async def _anew(app: FastAPI, case: Case, path: str) -> float:
    """The processor time of a page after a start of the service, as far as the case goes: its units are read again."""
    units = case.service.vault.get(case.key, ENTRIES)
    case.service.vault.put(case.key, ENTRIES, units)
    began = time.process_time()
    await ask(app, path)
    return (time.process_time() - began) * 1000


def _filled(html: str, strange: set[str], chance: Random) -> tuple[str, bytes]:
    """The stage of a page, and its form with all answers."""
    given = [(name, _value(html, name)) for name in ("csrf", "layout", "stage")]
    fields = dict(given)
    slip = SURE if fields["stage"] == "second_look" else SLIP
    for name in re.findall(r'name="question" value="([^"]+)"', html):
        given.append(("question", name))
        unknown = name in strange or chance.random() < slip
        if fields["layout"] == "mark":
            given += [("marked", name)] if unknown else []
        else:
            given.append((f"a-{name}", "not_mine" if unknown else "mine"))
    return fields["stage"], urlencode(given).encode()


def _value(html: str, name: str) -> str:
    return next(iter(re.findall(rf'name="{name}" value="([^"]+)"', html)), "")


def table() -> list[str]:
    """The lines of the table, the slowest first."""
    return list(_lines())


def _lines() -> Iterator[str]:
    made = account()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder) / "data"))
        spent, orders = asyncio.run(_measured(app, made, Path(folder) / "files"))
    yield f"{orders:,} lines of orders, {sum(one.what.startswith('an answer') for one in spent)} pages answered."
    yield ""
    yield "| request | how many | median | nine in ten below | worst |"
    yield "|---|---|---|---|---|"
    for what in sorted({one.what for one in spent}):
        some = sorted(one.milliseconds for one in spent if one.what == what)
        below = some[len(some) * 9 // 10]
        yield f"| {what} | {len(some)} | {statistics.median(some):.1f} ms | {below:.1f} ms | {some[-1]:.1f} ms |"


async def _measured(app: FastAPI, made: Account, files: Path) -> tuple[list[Spent], int]:
    async with app.router.lifespan_context(app):
        case = fill(app, made.files, Owner.parse(made.owner), files)
        asking = book.state(case)
        assert asking is not None
        gc.freeze()  # As ``app.main.serve`` does.
        return await walk(app, case, foreign(case, made)), asking.recognition.frame.filter(
            pl.col("table") == "orders"
        ).height


if __name__ == "__main__":
    print("\n".join(table()))
