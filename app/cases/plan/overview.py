"""What an operator sees: how much there is and whether it works. Only counts over all cases together."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from app.storage.database import reading
from app.storage.service import Service
from app.storage.tables import AccountRow, CaseRow, EvidenceRow, GrantRow, RunRow, UploadRow, now


class Overview(NamedTuple):
    """The counts. ``stored`` is in bytes: files as they were handed in, before encryption."""

    cases: int
    kept: int  # of them in accounts
    persons: int
    helpers: int
    operators: int
    open_to_helpers: int
    files: int
    stored: int
    queued: int
    running: int
    failed: int
    given_up: int  # of them, because they were cut off again and again
    waited: int  # whole minutes that the first in the queue has waited


def overview(service: Service) -> Overview:
    """The counts of this moment, without cases of the sample export."""
    alive = col(CaseRow.key).is_not(None) & ~col(CaseRow.sample)
    invented = select(CaseRow.id).where(CaseRow.sample)
    moment = now()
    with reading(service.engine) as session:
        roles = dict(session.exec(select(AccountRow.role, func.count()).group_by(col(AccountRow.role))).all())
        states = dict(session.exec(select(RunRow.state, func.count()).group_by(col(RunRow.state))).all())
        sizes = [
            session.exec(select(func.count(), func.sum(table.size)).where(col(table.case_id).not_in(invented))).one()
            for table in (UploadRow, EvidenceRow)
        ]
        return Overview(
            cases=_count(session, CaseRow, alive),
            kept=_count(session, CaseRow, alive, col(CaseRow.account_id).is_not(None)),
            persons=roles.get("person", 0),
            helpers=roles.get("helper", 0),
            operators=roles.get("operator", 0),
            open_to_helpers=_count(session, GrantRow, col(GrantRow.ended_at).is_(None), col(GrantRow.until) > moment),
            files=sum(count for count, _ in sizes),
            stored=int(sum(size or 0 for _, size in sizes)),
            queued=states.get("queued", 0),
            running=states.get("running", 0),
            failed=states.get("failed", 0),
            given_up=_count(session, RunRow, RunRow.state == "failed", RunRow.error == "stopped"),
            waited=_waited(session, moment),
        )


def _waited(session: Session, moment: datetime) -> int:
    first = session.exec(select(func.min(RunRow.asked_at)).where(RunRow.state == "queued")).one()
    return max(0, int((moment - first).total_seconds() // 60)) if first else 0


def _count(session: Session, table: Any, *where: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()
