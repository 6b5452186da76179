"""The runner: threads of the one process on an SQLite database. They execute the runs of cases."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from app.cases.operation import turns
from app.cases.workers.carry import Carrier
from app.errors import record
from app.storage.database import reading
from app.storage.guard import upkeep
from app.storage.service import Service
from app.storage.tables import RunRow, now

MAX_TROUBLES = 3  # a thread to which the database is away this often in a row ends, and another begins later

LOOK = 30.0  # seconds between two looks for runs that nobody gave notice of


class Runner:
    """The threads, and the cases that they work on: one run per case at a time. The rows decide the order
    (``app.cases.operation.turns``)."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.carrier = Carrier(service, service.settings.runs)
        self.pool = ThreadPoolExecutor(service.settings.runs, thread_name_prefix="run")
        self.awake = 0  # threads that look for runs
        self.lock = threading.Lock()
        self.alarm: threading.Timer | None = None

    @property
    def busy(self) -> set[str]:
        """The cases whose runs are being executed."""
        return self.carrier.busy

    def notify(self, case_id: str) -> None:
        """Called when a run of a case was requested: it begins when it is its turn."""
        self.wake()

    def wake(self) -> None:
        """Makes a thread look for runs that are due."""
        with self.lock:
            if self.awake < self.service.settings.runs and not self.carrier.stopping.is_set():
                self.awake += 1
                self.pool.submit(self._work)

    def start(self) -> None:
        """Puts runs that an earlier process left running back into the queue, and continues with the queue."""
        with upkeep(self.service.engine) as session:
            for row in session.exec(select(RunRow).where(RunRow.state == "running")):
                row.state = "queued"
        for _ in range(self.service.settings.runs):
            self.wake()

    def stop(self) -> bool:
        """Ends the threads; runs in progress are put back into the queue. False where a thread is still busy."""
        with self.lock:
            self.carrier.stopping.set()
            if self.alarm is not None:
                self.alarm.cancel()
        self.pool.shutdown(wait=False, cancel_futures=True)
        return self.carrier.let_go()

    def _work(self) -> None:
        """Executes one run after the other until none is due. A thread ends under the same lock under which it saw that
        none is due, so that no notification is lost."""
        troubles = 0
        while True:
            try:
                with self.lock:
                    turn = self.carrier.begin()
                    if turn is None:
                        self._come_back()
                        self.awake -= 1
                        return
                self.carrier.carry_out(*turn)
                troubles = 0
            except Exception as error:
                record(error)
                troubles += 1
                if troubles == MAX_TROUBLES or self.carrier.stopping.is_set():
                    with self.lock:
                        self._ring(LOOK)
                        self.awake -= 1
                    return
                time.sleep(troubles)  # the database may be locked or away for a moment

    def _come_back(self) -> None:
        """Wakes a thread when the next run that waits for a later try is due, and now and then anyway: a command may
        have requested runs."""
        with reading(self.service.engine) as session:
            later = turns.next_try(session)
        self._ring(LOOK if later is None else min(LOOK, (later - now()).total_seconds()))

    def _ring(self, wait: float) -> None:
        """Wakes a thread after ``wait`` seconds; this replaces an earlier timer."""
        if self.alarm is not None:
            self.alarm.cancel()
        if self.carrier.stopping.is_set():
            return
        self.alarm = threading.Timer(max(1, wait), self.wake)
        self.alarm.daemon = True
        self.alarm.start()
