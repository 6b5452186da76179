"""What grows with the number of cases that are stored: part of ``make scale``.

The cases and their uploads are rows without files, two uploads a case, as if they had been there for a while.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.cases.files import erase
from app.cases.limits import Source
from app.cases.operation import health
from app.cases.plan.overview import overview
from app.cases.room import Reservation
from app.settings import Settings
from app.storage import service
from app.storage.vault import ABANDONED

COUNTS = (10_000, 100_000, 1_000_000)
ROOM = 2**62  # bytes: the limit of all files is not what is measured
RUNS = 3
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
CASES = """INSERT INTO cases (id, lang, created_at, key, key_id)
    SELECT printf('%032x', i), 'ja', datetime('now'), zeroblob(250), '0123456789abcdef' FROM n"""
UPLOADS = """INSERT INTO uploads (id, case_id, number, fingerprint, size, state, created_at)
    SELECT printf('%031x', i) || :number, printf('%032x', i), :number, printf('%063x', i) || :number, 2000000, 'stored',
    datetime('now') FROM n"""


def table() -> Iterator[str]:
    """The lines of the table."""
    yield "| cases | database | a submission begins | what is over | `/readyz` | `/metrics` | leftovers |"
    yield "|---|---|---|---|---|---|---|"
    for count in COUNTS:
        yield _line(count)


def _line(count: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        here = service.start(Settings(data=Path(folder), total_limit=ROOM, case_limit=ROOM // 8))
        with here.engine.execution_options(writes=True).begin() as connection:
            _fill(connection, count)
        spent = [
            _spent(lambda: Reservation(here, f"{1:032x}", Source("a", "b"), 1000).release()),
            _spent(lambda: erase.expire(here)),
            _spent(lambda: health.look(here)),
            _spent(lambda: overview(here)),
            _spent(lambda: erase.remove_orphans(here, ABANDONED)),
        ]
        size = (Path(folder) / "mioboe.sqlite").stat().st_size
        here.close()
    return f"| {count:,} | {size / 1e6:.0f} MB | " + " | ".join(f"{1000 * one:.0f} ms" for one in spent) + " |"


def _fill(connection: Connection, count: int) -> None:
    connection.execute(text(f"{NUMBERS} {CASES}"), {"count": count})
    for number in (1, 2):
        connection.execute(text(f"{NUMBERS} {UPLOADS}"), {"count": count, "number": number})


def _spent(does: Callable[[], object]) -> float:
    """The least processor time of some runs, in seconds."""
    found = []
    for _ in range(RUNS):
        began = time.process_time()
        does()
        found.append(time.process_time() - began)
    return min(found)


if __name__ == "__main__":
    print("\n".join(table()))
