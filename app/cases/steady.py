"""Whether the system clock can be trusted for actions that cannot be undone. A computer whose clock is wrong for a
moment (an empty battery, a wrong time server) must not erase data that only seems too old. A clock that jumped ahead is
therefore believed only once it has stayed there for a day, however often the service is started meanwhile."""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, select

from app.storage.database import reading
from app.storage.service import Service
from app.storage.tables import AuditRow

LOG = logging.getLogger("mioboe")
JUMP = 60 * 60  # seconds; no clock is corrected by more in daily use
PAUSE = 7 * 24 * 60 * 60  # seconds for which a service may well have been off, or without anything to do
HOLD = 24 * 60 * 60  # seconds
# Counts the time in which the computer sleeps, too.
_RUNNING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass
class Clock:
    """``ahead``: seconds by which the system clock is ahead of the monotonic one, as far as it is believed. ``since``:
    the monotonic time at which a jump was seen that is not believed yet."""

    ahead: float
    since: float | None = None

    def steady(self, day: float, running: float) -> bool:
        """Whether data can be trusted to be too old by the system clock (``day``, in seconds)."""
        if day - running - self.ahead > JUMP:
            if self.since is None:
                LOG.warning("clock jumped seconds=%d", day - running - self.ahead)
                self.since = running
            if running - self.since < HOLD:
                return False
        self.ahead, self.since = day - running, None
        return True

    def steady_now(self) -> bool:
        """Whether data can be trusted to be too old by the system clock at this moment."""
        return self.steady(time.time(), time.clock_gettime(_RUNNING))


def begun(service: Service) -> Clock:
    """The clock of a service that starts: the last entry in the audit that is at least a day old gives the earliest
    possible time. Newer entries, and entries in the future, may come from a clock that is or was wrong."""
    day = time.time()
    old = col(AuditRow.at) <= datetime.fromtimestamp(day - HOLD, UTC)
    with reading(service.engine) as session:
        last = session.exec(select(AuditRow.at).where(old).order_by(col(AuditRow.id).desc()).limit(1)).first()
    known = min(day, last.timestamp() + PAUSE) if last else day
    return Clock(known - time.clock_gettime(_RUNNING))
