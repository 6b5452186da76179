"""What was begun with a browser and must be ended once, soon and in the same browser: passkeys, a provider's sign-in,
a sign-up, the setting up of a second factor.

``holder`` is what that browser alone holds (the value of a cookie); only its SHA-256 is kept. One thing of a kind at a
time: beginning anew ends what was begun before.
"""

from datetime import timedelta
from typing import Any

from sqlmodel import col, delete

from app.cases.case import hash_token
from app.storage.database import reading, writing
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
    """Keeps ``data`` (JSON) for the one request that ends it. Whatever was not ended in time is forgotten here."""
    moment = now()
    until = moment + timedelta(minutes=minutes)
    row = ChallengeRow(id=_id(kind, holder), kind=kind, account_id=account_id, data=data, until=until)
    with writing(service.engine) as session:
        session.exec(delete(ChallengeRow).where(col(ChallengeRow.until) < moment))
        session.merge(row)


def pending(service: Service, kind: str, holder: str) -> dict[str, Any] | None:
    """The data of what was begun and can still be ended; it stays. None as in ``take``."""
    with reading(service.engine) as session:
        row = session.get(ChallengeRow, _id(kind, holder)) if holder else None
        return row.data if row is not None and row.until >= now() else None


def take(service: Service, kind: str, holder: str) -> ChallengeRow | None:
    """What was begun, taken away: a second request finds nothing. None where it is too late or was never begun here."""
    with writing(service.engine) as session:
        row = session.get(ChallengeRow, _id(kind, holder), with_for_update=True) if holder else None
        if row is None:
            return None
        session.delete(row)
        return row if row.until >= now() else None


def _id(kind: str, holder: str) -> str:
    return hash_token(f"{kind}:{holder}")
