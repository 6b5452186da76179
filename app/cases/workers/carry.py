"""Executing runs: begins the next one, and records how it ended.

A run belongs to the process that began it (``RunRow.holder``). Where several processes share the database, each reports
every few seconds that it is alive. Runs of a dead process go back into the queue; what such a process still writes
about a run that another has taken over does not count.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select, update

from app.cases.case import Case, case_of_row
from app.cases.operation import jobs, turns
from app.cases.operation.runs import AWAY
from app.errors import NoCase, record
from app.storage.database import LOCKED, clock, reading
from app.storage.guard import upkeep
from app.storage.outages import OUTAGES
from app.storage.service import Service
from app.storage.tables import CaseRow, RunRow, now

if TYPE_CHECKING:
    from app.cases.files.examine import Count, Left

PATIENCE = 4.0  # seconds in which runs may end when the service is being stopped
PROGRESS_INTERVAL = 0.5  # seconds between two updates of the progress


class _Stopped(Exception):  # noqa: N818 (what happened)
    """The service is being stopped; the run continues at the next start."""


class _Lost(Exception):  # noqa: N818 (what happened)
    """Another process assumed that this one was dead, and has taken over the run."""


class _Erased(Exception):  # noqa: N818 (what happened)
    """The case was erased while it was examined."""


def prepare() -> None:
    """Imports what a run needs, so that no run begins with that: until it is done, a run cannot be stopped."""
    from app.cases.answers import asked  # noqa: F401
    from app.cases.files import examine  # noqa: F401


class Carrier:
    """The runs of one process: any of its threads may ask it to execute the next one. ``places``: how many runs it
    executes at once. Where there are several, one is kept free of pictures."""

    def __init__(self, service: Service, places: int = 1) -> None:
        self.service, self.places = service, places
        self.id = secrets.token_hex(8)
        self.busy: set[str] = set()  # the cases whose runs are under way here
        self.pictures: set[str] = set()  # those among them that read pictures
        self.choosing = threading.Lock()  # so that two threads do not take the same place
        # Begun, but not ended and not back in the queue, because the database was unreachable.
        self.dropped: set[str] = set()
        self.stopping = threading.Event()

    def begin(self) -> tuple[str, int] | None:
        """Begins the next run: its case, and the request that it will fulfil. None where no run is due."""
        with self.choosing:
            return self._begin() if not self.stopping.is_set() else None

    def _begin(self) -> tuple[str, int] | None:
        dropped, row = set(self.dropped), None
        try:
            with upkeep(self.service.engine) as session:
                for case_id in dropped:
                    if held := self._held(session, case_id):
                        held.state = "queued"
                session.flush()
                row = turns.claim(session, self.id, pictures=len(self.pictures) < max(1, self.places - 1))
                if row is not None:
                    self.busy.add(row.case_id)
                    self.pictures |= {row.case_id} if row.pictures else set()
        except Exception:
            if row is not None:  # Whether the commit arrived is not known where its answer was lost.
                self.dropped.add(row.case_id)
                self._leave(row.case_id)
            raise
        self.dropped -= dropped
        return (row.case_id, row.wanted) if row is not None else None

    def carry_out(self, case_id: str, target: int) -> None:
        """Executes a run that was begun. If not even its end can be recorded, it goes back into the queue."""
        try:
            self._examine(case_id, target)
        except Exception:
            self.dropped.add(case_id)
            raise
        finally:
            self._leave(case_id)

    def _leave(self, case_id: str) -> None:
        self.busy.discard(case_id)
        self.pictures.discard(case_id)

    def let_go(self) -> bool:
        """Waits until the current runs have noticed that the service stops, and puts the others back into the queue:
        running one twice does no harm. False where there were such runs."""
        self.stopping.set()
        until = time.monotonic() + PATIENCE
        while self.busy and time.monotonic() < until:
            time.sleep(0.02)
        if not (left := set(self.busy)):
            return True
        try:
            self._put_back(left)
        except OUTAGES as error:  # as after a kill, another process or the next start puts them back
            record(error)
        return False

    def _put_back(self, case_ids: set[str]) -> None:
        with upkeep(self.service.engine) as session:
            for case_id in case_ids:
                if row := self._held(session, case_id):
                    row.state, row.holder, row.beat_at = "queued", "", None
                    row.tries = max(0, row.tries - 1)  # not the run's doing
                    jobs.defer(session, case_id)

    def beat(self) -> None:
        """Reports that the current runs of this process are alive."""
        if held := set(self.busy):
            with upkeep(self.service.engine) as session:
                mine = (col(RunRow.holder) == self.id, col(RunRow.case_id).in_(held), col(RunRow.state) == "running")
                session.exec(update(RunRow).where(*mine).values(beat_at=clock(session)))

    def _held(self, session: Session, case_id: str) -> RunRow | None:
        """The row of a run, locked, while this process executes it."""
        row = session.get(RunRow, case_id, with_for_update=LOCKED)
        return row if row is not None and (row.state, row.holder) == ("running", self.id) else None

    def _examine(self, case_id: str, target: int) -> None:
        # Imported for the first run where nothing prepared it: with Polars they are a fifth of a start.
        from app.cases.answers import asked
        from app.cases.files.examine import Left, examine

        state, error, left, began = "done", None, Left(), time.monotonic()
        share = turns.PICTURES_S if self.places > 1 else turns.ONLY_PLACE_S
        try:
            case = _load(self.service, case_id)
            asked.keep(case)
            left = examine(case, self._reporter(case_id), share if case_id in self.pictures else 0.0)
        except _Stopped:
            state = "queued"
        except (_Lost, _Erased, NoCase):
            state = "lost"
        except OUTAGES as problem:
            state, error = "away", record(problem)
        except Exception as problem:  # shown to the person as a run that failed, with the log's number
            state, error = "failed", record(problem)
        with upkeep(self.service.engine) as session:
            row = self._held(session, case_id)
            if row is not None and state != "lost":
                turns.charge(session, row, time.monotonic() - began)
                _end(row, target, left, state, error)
                if row.state == "queued":
                    jobs.defer(session, case_id)
            erased = row is None and session.exec(select(CaseRow.key).where(CaseRow.id == case_id)).first() is None
        if erased:
            self.service.vault.delete_all(case_id)

    def _reporter(self, case_id: str) -> Callable[["Count"], None]:
        """A function that saves the progress, and ends the run when the service stops, the case was erased, or another
        process has taken the run over."""
        last = 0.0

        def report(count: "Count") -> None:
            nonlocal last
            if self.stopping.is_set():
                raise _Stopped
            if time.monotonic() - last < PROGRESS_INTERVAL:
                return
            last = time.monotonic()
            with upkeep(self.service.engine) as session:
                row = self._held(session, case_id)
                if row is None:
                    raise _Lost
                row.done, row.total, row.rows = count.done, count.total, count.rows

        return report


def _end(row: RunRow, target: int, left: "Left", state: str, error: str | None) -> None:
    """The row after a turn: done, failed, or waiting (again), also for what is ``left``. The source of the request is
    deleted from it at the end. ``away``: database or vault did not work; a run never fails for that, however long it
    lasts."""
    if state == "away":
        row.state, row.tries, row.error, row.at = "queued", turns.QUICK_TRIES, AWAY, now()
        return
    if state == "done":
        row.seconds = max(0.0, (now() - row.at).total_seconds())
        row.examined = row.examined if left.files else target
        row.pictures = left.pictures if row.wanted == target else 0
        state = "queued" if row.wanted != target or any(left) else state
    row.state, row.error, row.at = state, error, now()
    if state == "queued":
        row.tries = 0
    else:
        row.network = row.browser = ""
        row.tries = 0 if state == "done" else row.tries


def _load(service: Service, case_id: str) -> Case:
    with reading(service.engine) as session:
        row = session.get(CaseRow, case_id)
    case = case_of_row(service, row) if row is not None else None
    if case is None:
        raise _Erased
    return case
