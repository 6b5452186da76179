"""The run of a case: whether its files are being examined, how far it is, and how a run is requested.

``app.cases.workers.carry`` executes the runs: in threads of the one process on SQLite (``runner``), in any number of
processes on PostgreSQL (``worker``). Code that requests a run in a transaction notifies the runner or worker of this
process once the transaction has ended; ``Notify`` is the type of that function.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, select

from app.cases.case import Case
from app.cases.limits import Source
from app.cases.operation import jobs
from app.storage.database import LOCKED, rows
from app.storage.tables import RunRow, now

AWAY = "away"  # the ``error`` of a run that waits because database or vault did not work
Notify = Callable[[str], None]  # takes the id of the case
_RUN = select(RunRow).where(RunRow.case_id == bindparam("case_id"))


@dataclass(frozen=True, slots=True)
class Run:
    """The state of a run: none | queued | running | done | failed. ``error`` is the reference of its log entry, or
    ``AWAY`` where it waits for database or vault. ``pictures`` are still to be read, where all else was."""

    state: str
    done: int = 0
    total: int = 0
    rows: int = 0
    error: str | None = None
    pictures: int = 0

    @property
    def busy(self) -> bool:
        return self.state in ("queued", "running")


def run_of(case: Case) -> Run:
    """The state of the run of this case."""
    matches = rows(case.service.engine, _RUN, case_id=case.id)
    return next(
        (Run(row.state, row.done, row.total, row.rows, row.error, row.pictures) for row in matches), Run("none")
    )


def request_run(session: Session, case_id: str, asker: Source) -> None:
    """Requests a run in this transaction; notify the runner afterwards. A run that waits already keeps its turn."""
    row = session.get(RunRow, case_id, with_for_update=LOCKED) or RunRow(case_id=case_id, wanted=0, state="new")
    row.wanted += 1
    row.tries, row.error, row.pictures = 0, None, 0
    row.network, row.browser = asker.network, asker.browser
    if row.state != "queued":
        row.asked_at = now()
    if row.state != "running":
        row.state = "queued"
    session.add(row)
    jobs.defer(session, case_id)


def request_rerun(session: Session, case_id: str, asker: Source) -> None:
    """Requests a run in this transaction for a case that was examined before, because the input of its rules has
    changed."""
    if session.get(RunRow, case_id) is not None:
        request_run(session, case_id, asker)
