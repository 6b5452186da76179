"""Whether the service can work at this moment: its database, its vault, its queue. It contains nothing about cases."""

import secrets
from datetime import timedelta
from typing import Any, NamedTuple

import obstore
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from app.cases.operation import turns
from app.storage.database import reading
from app.storage.service import Service
from app.storage.tables import RunRow, now

STANDSTILL = timedelta(minutes=30)  # longer than any run may take


class Health(NamedTuple):
    """``waiting``: seconds for which the oldest run that may begin has waited, 0 where none does."""

    database: bool
    vault: bool
    queue: bool
    waiting: float

    @property
    def ready(self) -> bool:
        return self.database and self.vault and self.queue


def look(service: Service) -> Health:
    """The state at this moment. The queue has stopped where a run has waited for half an hour while no run began or
    ended. A long queue that moves has not stopped."""
    vault = _has_vault(service)
    try:
        with reading(service.engine) as session:
            waiting = _waiting(session)
            moved = session.exec(select(func.max(RunRow.at)).where(col(RunRow.state) != "queued")).one()
    except SQLAlchemyError:
        return Health(False, vault, False, 0.0)
    still = waiting > STANDSTILL.total_seconds() and (moved is None or abs(now() - moved) > STANDSTILL)
    return Health(True, vault, not still, waiting)


def _waiting(session: Session) -> float:
    waited = ((now() - run.asked_at).total_seconds() for run in turns.queue(session))
    return max((0.0, *waited))  # less where the clock was set back


def _has_vault(service: Service) -> bool:
    """Whether the vault is there and stores a blob. Where a folder is missing, writing would create it, so that is
    checked first."""
    try:
        service.vault.check_here()
    except OSError:
        return False
    return can_write(service.vault.store)


def can_write(store: Any) -> bool:
    """Whether a store accepts a small blob that belongs to no case, and deletes it again."""
    name = f"probe-{secrets.token_hex(8)}"
    try:
        obstore.put(store, name, b"probe")
        obstore.delete(store, name)
    except (OSError, obstore.exceptions.BaseError):
        return False
    return True
