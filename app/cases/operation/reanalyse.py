"""Examining all cases again after the checks have changed.

A round begins and ends with a line in the audit, so that an interrupted round continues where it was: a case whose
examination has ended since the beginning is done. Only a few cases of the round wait at a time, and they take turns as
if one network had requested them all, so that people hardly wait longer.
"""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from app.cases.case import audit
from app.cases.limits import Source
from app.cases.operation.runs import request_rerun
from app.storage.database import writing
from app.storage.guard import upkeep
from app.storage.service import Service
from app.storage.tables import AuditRow, RunRow

BEGUN, ENDED = "reanalysis", "reanalysed"
NO_CASE = ""  # of which the audit speaks then
ASKER = Source(network="reanalysis")
AT_A_TIME = 20  # that wait


class Round(NamedTuple):
    """The progress of a round: the number of cases, how many are done, and how many of these failed."""

    total: int
    done: int
    failed: int

    @property
    def ended(self) -> bool:
        """Whether no case is left."""
        return self.done >= self.total


def begin(service: Service) -> datetime:
    """The start time of the current round; a new round where none runs."""
    with writing(service.engine) as session:
        last = _last(session)
        if last is None or last.event == ENDED:
            audit(session, NO_CASE, BEGUN)
            session.flush()
            last = _last(session)
        assert last
        return last.at


def go_on(service: Service, begun: datetime) -> Round:
    """Requests the next few examinations where some have ended, and returns the progress of the round."""
    over = col(RunRow.state).in_(("done", "failed"))
    with upkeep(service.engine) as session:
        waiting = select(func.count()).where(RunRow.state == "queued", RunRow.network == ASKER.network)
        room = max(0, AT_A_TIME - session.exec(waiting).one())
        due = select(RunRow.case_id).where(over, col(RunRow.at) < begun).order_by(col(RunRow.case_id))
        for case_id in session.exec(due.limit(room)).all():
            request_rerun(session, case_id, ASKER)
        session.flush()
        total = session.exec(select(func.count()).select_from(RunRow)).one()
        ended = session.exec(
            select(RunRow.state, func.count()).where(over, col(RunRow.at) >= begun).group_by(col(RunRow.state))
        )
        states = dict(ended.all())
        state_of_round = Round(total, sum(states.values()), states.get("failed", 0))
        if state_of_round.ended:
            audit(session, NO_CASE, ENDED)
        return state_of_round


def _last(session: Session) -> AuditRow | None:
    rounds = select(AuditRow).where(AuditRow.case_id == NO_CASE, col(AuditRow.event).in_((BEGUN, ENDED)))
    return session.exec(rounds.order_by(col(AuditRow.id).desc())).first()
