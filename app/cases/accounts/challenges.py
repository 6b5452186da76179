"""Processes that were started in a browser and must be finished once, soon and in the same browser: passkeys, a
provider's sign-in, a sign-up, setting up a second factor.

``holder`` is a secret that only that browser has (the value of a cookie); the database keeps its SHA-256 only. A
browser has one process of each kind at a time: a new one replaces the earlier one.
"""

from datetime import timedelta
from typing import Any

from sqlmodel import col, delete

from app.cases.case import hash_token
from app.storage.database import LOCKED, reading, writing
from app.storage.service import Service
from app.storage.tables import ChallengeRow, now

MINUTES = 5


def begin(
    service: Service,
    kind: str,
    holder: str,
    data: dict[str, Any],
    *,
    account_id: str | None = None,
    minutes: int = MINUTES,
) -> None:
    """Stores ``data`` (JSON) for the one request that finishes the process. Also deletes processes that were not
    finished in time."""
    moment = now()
    until = moment + timedelta(minutes=minutes)
    row = ChallengeRow(id=_id(kind, holder), kind=kind, account_id=account_id, data=data, until=until)
    with writing(service.engine) as session:
        session.exec(delete(ChallengeRow).where(col(ChallengeRow.until) < moment))
        session.merge(row)


def pending(service: Service, kind: str, holder: str) -> dict[str, Any] | None:
    """The data of a process that can still be finished; it stays stored. None as in ``take``."""
    with reading(service.engine) as session:
        row = session.get(ChallengeRow, _id(kind, holder)) if holder else None
        return row.data if row is not None and row.until >= now() else None


def take(service: Service, kind: str, holder: str) -> ChallengeRow | None:
    """The data of a process, which is deleted: a second request gets None. Also None where it is too late or nothing
    was started in this browser."""
    with writing(service.engine) as session:
        row = session.get(ChallengeRow, _id(kind, holder), with_for_update=LOCKED) if holder else None
        if row is None:
            return None
        session.delete(row)
        return row if row.until >= now() else None


def _id(kind: str, holder: str) -> str:
    return hash_token(f"{kind}:{holder}")
