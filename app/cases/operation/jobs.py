"""The queue of an installation on PostgreSQL (Procrastinate): it wakes workers, and nothing else.

A job says that a run waits. It is added in the transaction that requests the run, and a case has at most one waiting
job. Which run a worker then begins is decided by the rows of runs (``app.cases.operation.turns``): the next sweep
replaces a lost job, and a superfluous job finds nothing to do.
"""

from contextlib import suppress
from functools import cache
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.cases.operation import turns

TASK = "mioboe.run"
WAITING = text("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo'")
# A process that carries jobs out is registered with a heartbeat. What dead ones had begun is left without a worker.
FORGET_DEAD = text("SELECT procrastinate_prune_stalled_workers_v1(:seconds)")
REMOVE_LEFT = text("DELETE FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL")


def defer(session: Session, case_id: str) -> None:
    """Adds a job for the run of a case in this transaction, unless one waits already. On SQLite there is no queue."""
    if session.get_bind().dialect.name != "postgresql":
        return
    from procrastinate.exceptions import AlreadyEnqueued

    with suppress(AlreadyEnqueued), session.begin_nested():
        # Asked for inside, because only that sets the savepoint. Without one the refused job would end the transaction,
        # and PostgreSQL takes the commit of such a one for a rollback without a word.
        connection = session.connection().connection.driver_connection
        _queue().configure_task(TASK, queueing_lock=case_id, connection=connection).defer()


def sweep(session: Session) -> None:
    """Puts runs of dead workers back into the queue, and adds missing jobs."""
    turns.retake(session)
    session.execute(FORGET_DEAD, {"seconds": turns.LEASE.total_seconds()})
    session.execute(REMOVE_LEFT)
    waiting = set(session.execute(WAITING).scalars())
    for case_id in sorted({run.case_id for run in turns.queue(session)} - waiting):
        defer(session, case_id)


@cache
def _queue() -> Any:
    """Adds jobs over connections that it is given."""
    from procrastinate import App, PsycopgConnector

    return App(connector=PsycopgConnector())
