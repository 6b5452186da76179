"""The order of runs, and when they may begin. Turns alternate between the networks that ask, between the browsers of
one network, and between their cases, by the seconds that their turns took. So somebody who floods the queue, or hands
in what is costly, only waits behind their own requests. The order is computed from rows, so that any number of
processes agree on it and on the waiting time.

A turn ends when it has used its share of processor time; what is left to be read waits for the next turn. Pictures cost
the most for their size: they are read in turns of their own, in all places of a process but one.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from app.cases.case import Case
from app.cases.limits import Source, locked
from app.errors import Mistake
from app.i18n import N_, nN_
from app.storage.database import LOCKED, clock, reading
from app.storage.tables import AttemptRow, RunRow, now

PER_NETWORK = 60  # runs of one network that may wait
ALTOGETHER = 600  # runs that may wait
QUICK_TRIES = 3  # runs that were cut off this often are begun again at once
MAX_TRIES = 8  # a run that was cut off this often is given up
LATER = timedelta(seconds=30)  # after the quick tries, doubled every time
PACE = 20  # the last runs that the estimate is made of
FIRST_PACE = 5.0  # seconds of a run, before any was measured
PICTURES_S = 60.0  # seconds of processor time for the pictures of a turn
ONLY_PLACE_S = 5.0  # the same in a process with one place, where all others wait meanwhile
DEBT = timedelta(minutes=10)  # of work that a network had and for which it waits behind others at most
LEASE = timedelta(seconds=20)  # a process that did not say in this time that it is alive is dead
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

# What is needed of the runs that wait; whole rows would cost several times as much.
NEEDED: tuple[Any, ...] = (
    RunRow.case_id, RunRow.network, RunRow.browser, RunRow.asked_at, RunRow.tries, RunRow.at, RunRow.pictures,
)  # fmt: skip
QUEUED = columns(*NEEDED).where(col(RunRow.state) == "queued")


class QueueFull(Mistake):
    """Too many runs wait; no more are accepted for the moment."""

    status = 503
    expected = True
    title = N_("Too many files are waiting at the moment")
    message = nN_(
        "So many files are waiting to be read that no more are taken. Nothing of yours was kept. "
        "Please hand them in again in about {minutes} minute.",
        "So many files are waiting to be read that no more are taken. Nothing of yours was kept. "
        "Please hand them in again in about {minutes} minutes.",
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting run: where it was requested, since when, and when that network and browser had their last turn, later
    by the seconds that their turns took. ``pictures``: nothing else of the case is to be read."""

    case_id: str
    network: str
    browser: str
    asked_at: datetime
    network_at: datetime = NEVER
    browser_at: datetime = NEVER
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """``place`` in the queue, from 1, and the minutes until the run begins, at least one."""

    place: int
    minutes: int


def in_turn(waiting: Sequence[Waiting], running: Mapping[str, int]) -> list[Waiting]:
    """The runs in the order of their turns. ``running``: the number of current runs of each network."""
    first_come = sorted(waiting, key=lambda run: (run.asked_at, run.case_id))
    by_browser = _alternating(first_come, lambda run: run.network + run.browser, lambda run: run.browser_at, {})
    return _alternating(by_browser, lambda run: run.network, lambda run: run.network_at, running)


def _alternating(
    waiting: Sequence[Waiting],
    group: Callable[[Waiting], str],
    last_turn: Callable[[Waiting], datetime],
    ahead: Mapping[str, int],
) -> list[Waiting]:
    """One run of each group after the other, beginning with the group whose last turn is the longest ago. Within a
    group the order is kept."""
    rounds = Counter(ahead)
    placed = []
    for run in waiting:
        placed.append((rounds[group(run)], last_turn(run), run))
        rounds[group(run)] += 1
    return [run for _, _, run in sorted(placed, key=lambda entry: entry[:2])]


def queue(session: Session) -> list[Waiting]:
    """All runs that may begin now, in the order of their turns."""
    moment = now()
    due = [row for row in session.execute(QUEUED) if may_begin(row) <= moment]
    subjects = {subject for row in due for subject in (row.network, row.browser) if subject}
    known = select(AttemptRow.subject, AttemptRow.until).where(col(AttemptRow.subject).in_(subjects))
    last = {subject: min(at, moment + DEBT) for subject, at in session.exec(known).all()}
    waiting = [
        Waiting(
            row.case_id, row.network or row.case_id, row.browser, row.asked_at,
            last.get(row.network, NEVER), last.get(row.browser, NEVER), row.pictures > 0,
        )
        for row in due
    ]  # fmt: skip
    return in_turn(waiting, _running(session))


def _running(session: Session) -> Counter[str]:
    rows = session.exec(select(RunRow.network, RunRow.case_id).where(RunRow.state == "running"))
    return Counter(network or case_id for network, case_id in rows)


def may_begin(row: RunRow | Row[Any]) -> datetime:
    """When a waiting run may begin: at once, or later where it was interrupted several times. An event that interrupts
    every run, such as a restart of the computer, must not make the runs fail; a run that itself causes the interruption
    must not repeat for ever."""
    if QUICK_TRIES <= row.tries < MAX_TRIES and row.at <= now():  # later: the clock was set back
        wait: timedelta = LATER * 2 ** (row.tries - QUICK_TRIES)
        return row.at + wait
    return NEVER


def next_try(session: Session) -> datetime | None:
    """When the next run that waits for a later try may begin; None where no run does."""
    return min(map(may_begin, session.execute(QUEUED)), default=None)


def claim(session: Session, holder: str, *, pictures: bool = True) -> RunRow | None:
    """Begins the next run in this transaction and returns its row, now ``running``; None where no run is due.
    ``holder`` is the process that executes it; without ``pictures`` it begins no run of pictures alone."""
    for waiting in queue(session):
        if waiting.pictures and not pictures:
            continue
        row = session.get(RunRow, waiting.case_id, with_for_update=LOCKED, populate_existing=True)
        if row is None or row.state != "queued":
            continue  # another process was quicker
        # The clock is asked before anything changes, so that the row is written once: for a row that is written twice,
        # PostgreSQL waits for the lock of its case, and the holder of that lock may wait for this row.
        beat = clock(session)
        row.tries += 1
        if row.tries > MAX_TRIES:
            row.state, row.error = "failed", "stopped"
            continue
        row.state, row.done, row.total, row.rows, row.at = "running", 0, 0, 0, now()
        row.holder, row.beat_at = holder, beat
        for attempt in _last_turns(session, row, row.at):
            attempt.until = max(attempt.until, row.at)
        return row
    return None


def charge(session: Session, row: RunRow, seconds: float) -> None:
    """Notes in this transaction that a turn of this run took so many seconds: its network and browser wait for as long
    behind those that had less."""
    moment = now()
    for attempt in _last_turns(session, row, moment):
        attempt.until = min(max(attempt.until, moment) + timedelta(seconds=seconds), moment + DEBT)


def _last_turns(session: Session, row: RunRow, moment: datetime) -> list[AttemptRow]:
    """The rows that say when network and browser of a run had their last turns, locked in one order."""
    return [locked(session, subject, moment) for subject in sorted(filter(None, (row.network, row.browser)))]


def retake(session: Session) -> None:
    """Puts what a dead process held back into the queue."""
    moment, beat = clock(session), col(RunRow.beat_at)
    quiet = or_(beat.is_(None), beat < moment - LEASE, beat > moment + LEASE)  # later: the clock was set back
    dead = select(RunRow).where(RunRow.state == "running", quiet)
    for row in session.exec(dead.with_for_update(skip_locked=True, **LOCKED)):
        row.state, row.holder, row.beat_at = "queued", "", None


def check_room(session: Session, asker: Source, factor: int) -> None:
    """``QueueFull`` where no more runs may wait, of this network or in total. ``factor`` multiplies the usual
    limits."""
    waiting = select(RunRow.network).where(RunRow.state == "queued")
    counts = Counter(session.exec(waiting))
    if counts[asker.network] < PER_NETWORK * factor and counts.total() < ALTOGETHER * factor:
        return
    ahead = counts.total() if counts.total() >= ALTOGETHER * factor else counts[asker.network]
    raise QueueFull(minutes=_minutes(session, ahead))


def turn(case: Case) -> Turn | None:
    """The position of the case's run in the queue; None where it does not wait, or waits for a later try."""
    with reading(case.service.engine) as session:
        ahead = [run_ahead.case_id for run_ahead in queue(session)]
        if case.id not in ahead:
            return None
        place = ahead.index(case.id)
        return Turn(place + 1, _minutes(session, place))


def _minutes(session: Session, ahead: int) -> int:
    """Minutes until ``ahead`` runs and the current ones are done, at the pace of the last runs."""
    lasted = select(RunRow.seconds).where(RunRow.state == "done", col(RunRow.seconds).is_not(None))
    last = [
        seconds for seconds in session.exec(lasted.order_by(col(RunRow.at).desc()).limit(PACE)) if seconds is not None
    ]
    pace = sum(last) / len(last) if last else FIRST_PACE
    running = session.exec(select(func.count()).where(RunRow.state == "running")).one()
    return max(1, round((ahead + running) * pace / max(1, running) / 60))
