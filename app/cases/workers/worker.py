"""The worker: executes runs as one of any number of processes on a PostgreSQL database. Jobs of the queue
(``app.cases.operation.jobs``) wake it. Every few seconds it reports that its runs are alive, and every half minute it
looks for runs of dead processes; a process that executes no runs does that too."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from app.cases.operation import jobs
from app.cases.workers.carry import PATIENCE, Carrier
from app.errors import record
from app.storage.database import with_timeouts
from app.storage.guard import upkeep
from app.storage.service import Service

BEAT = 5.0  # seconds between two signs of life; a process is dead after ``turns.LEASE``
BEATS_A_SWEEP = 6
PAUSES = (1.0, 2.0, 5.0, 10.0)  # seconds before the queue is opened again, after it was lost
CONNECTIONS = 4  # of the queue; what runs need comes from the service


class Worker:
    """``runs``: the number of runs at the same time; 0 where it only watches over the runs of other processes."""

    def __init__(self, service: Service, runs: int) -> None:
        self.service, self.runs = service, runs
        self.carrier = Carrier(service, runs)
        self.threads: list[threading.Thread] = []
        self.working: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None

    @property
    def busy(self) -> set[str]:
        """The cases whose runs are being executed here."""
        return self.carrier.busy

    def notify(self, case_id: str) -> None:
        """Called when a run of a case was requested: its job was added in the same transaction, and wakes a worker."""

    def start(self) -> None:
        """Starts the threads of the worker."""
        does = (self._watch, self._work) if self.runs else (self._watch,)
        self.threads = [threading.Thread(target=target, name="worker", daemon=True) for target in does]
        for thread in self.threads:
            thread.start()

    def stop(self) -> bool:
        """Ends the threads; runs in progress are put back into the queue, and others take them up at once. False where
        a thread is still busy."""
        self.carrier.stopping.set()
        if self.working is not None:
            loop, task = self.working
            with suppress(RuntimeError):  # the queue was lost, and its loop is closed
                loop.call_soon_threadsafe(task.cancel)
        ended = self.carrier.let_go()
        for thread in self.threads:
            thread.join(PATIENCE if ended else 0)
        return ended

    def _watch(self) -> None:
        beats = 0
        while True:
            try:
                self.carrier.beat()
                if beats % BEATS_A_SWEEP == 0:
                    with upkeep(self.service.engine) as session:
                        jobs.sweep(session)
            except Exception as error:  # the database is away; the next look may succeed
                record(error)
            beats += 1
            if self.carrier.stopping.wait(BEAT):
                return

    def _work(self) -> None:
        """Takes jobs until the worker is stopped, over a new connection to the queue whenever the connection was
        lost."""
        troubles = 0
        while not self.carrier.stopping.is_set():
            try:
                asyncio.run(self._take_jobs())
            except asyncio.CancelledError:
                return
            except Exception as error:
                record(error)
            self.carrier.stopping.wait(PAUSES[min(troubles, len(PAUSES) - 1)])
            troubles += 1

    async def _take_jobs(self) -> None:
        from procrastinate import App, PsycopgConnector

        url = with_timeouts(self.service.settings.database).set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        connector = PsycopgConnector(conninfo=address, min_size=1, max_size=CONNECTIONS)
        async with App(connector=connector).open_async() as queue:
            queue.task(name=jobs.TASK)(self._take_turn)
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(self.runs + 2, thread_name_prefix="run"))
            working = queue.run_worker_async(
                concurrency=self.runs,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=BEAT,
            )
            task = asyncio.create_task(working)
            self.working = asyncio.get_running_loop(), task
            if self.carrier.stopping.is_set():
                task.cancel()
            await task

    def _take_turn(self) -> None:
        """Executes one job: the runs that are due, one after the other, because another job may have found no place for
        its pictures. Where the database cannot be reached, the sweep adds the job again."""
        try:
            while turn := self.carrier.begin():
                self.carrier.carry_out(*turn)
        except Exception as error:
            record(error)
