"""The runner: threads of this process that carry out the runs of cases. A run that was cut off is resumed at start.

A run loads the uploads, reads what is not read yet, and stores one blob of events per upload and one report per case.
Doing it twice gives the same, so it is enough that it happens at least once.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from msgspec import structs
from sqlmodel import select

from app.cases import mappings, owner, recognition, reupload, turns
from app.cases.case import Case, case_of_row
from app.cases.uploads import Upload, uploads
from app.errors import record
from app.report import build
from app.report.model import Evidence, Report
from app.report.stored import UnknownReportError, from_json, to_json
from app.sandbox.frames import Header
from app.storage.database import reading, writing
from app.storage.service import Service
from app.storage.tables import CaseRow, RunRow, UploadRow, now
from app.storage.vault import CannotOpen

WORKERS = 2
MAX_TROUBLES = 3  # a thread to which the database is away this often in a row ends
MAX_GROUP_BYTES = 64 * 1024 * 1024  # bytes of uploads that are held in memory for one reading process
PROGRESS_INTERVAL = 0.5  # seconds between two updates of the progress


class _Stopped(Exception):  # noqa: N818 (what happened)
    """The service is being stopped; the run goes on at the next start."""


class _Erased(Exception):  # noqa: N818 (what happened)
    """The case was erased while it was examined."""


class Runner:
    """The threads of this process, and the cases that they work on: one run per case at a time. Whose turn it is
    follows from the rows (``app.cases.turns``)."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="run")
        self.busy: set[str] = set()
        self.dropped: set[str] = set()  # begun, and neither ended nor back in the queue: the database was away
        self.awake = 0  # threads that look for runs
        self.lock = threading.Lock()
        self.stopping = False
        self.alarm: threading.Timer | None = None

    def notify(self, case_id: str) -> None:
        """A run of a case was requested: it begins when it is its turn."""
        self._wake()

    def _wake(self) -> None:
        with self.lock:
            if self.awake < WORKERS and not self.stopping:
                self.awake += 1
                self.pool.submit(self._work)

    def resume_interrupted(self) -> None:
        """Puts the runs that an earlier process left running back into the queue, and goes on with the queue."""
        with writing(self.service.engine) as session:
            for row in session.exec(select(RunRow).where(RunRow.state == "running")):
                row.state = "queued"
        for _ in range(WORKERS):
            self._wake()

    def stop(self) -> None:
        """Ends the threads; runs in progress are put back into the queue."""
        with self.lock:
            self.stopping = True
            if self.alarm is not None:
                self.alarm.cancel()
        self.pool.shutdown(wait=True, cancel_futures=True)

    def _work(self) -> None:
        """Takes one run after the other until none is due. A thread that ends says so under the lock in which it saw
        that none is, so that no notice is lost."""
        troubles = 0
        while True:
            try:
                with self.lock:
                    turn = self._begin()
                    if turn is None:
                        self.awake -= 1
                        return
                self._take(*turn)
                troubles = 0
            except Exception as error:
                record(error)
                troubles += 1
                if troubles == MAX_TROUBLES or self.stopping:
                    with self.lock:
                        self.awake -= 1
                    return
                time.sleep(troubles)  # the database may be locked or away for a moment

    def _take(self, case_id: str, target: int) -> None:
        """Carries out a run that was begun. Where even its end cannot be written down it goes back into the queue."""
        try:
            self._examine(case_id, target)
        except Exception:
            self.dropped.add(case_id)
            raise
        finally:
            self.busy.discard(case_id)

    def _begin(self) -> tuple[str, int] | None:
        """Marks the next run as running: its case, and the request that it will satisfy. None where none is due."""
        if self.stopping:
            return None
        with writing(self.service.engine) as session:
            for case_id in self.dropped:
                dropped = session.get(RunRow, case_id, with_for_update=True)
                if dropped is not None and dropped.state == "running":
                    dropped.state = "queued"
            session.flush()
            row = turns.claim(session)
            later = None if row else turns.next_try(session)
        self.dropped.clear()
        if row is not None:
            self.busy.add(row.case_id)
            return row.case_id, row.wanted
        if later is not None:
            self.alarm = threading.Timer(max(1, (later - now()).total_seconds()), self._wake)
            self.alarm.daemon = True
            self.alarm.start()
        return None

    def _examine(self, case_id: str, target: int) -> None:
        state, error = "done", None
        try:
            examine(_load(self.service, case_id), self._reporter(case_id))
        except _Stopped:
            state = "queued"
        except _Erased:
            self.service.vault.delete_all(case_id)
            return
        except Exception as problem:  # shown to the person as a run that failed, with the log's number
            state, error = "failed", record(problem)
        with writing(self.service.engine) as session:
            row = session.get(RunRow, case_id, with_for_update=True)
            if row is not None:
                _end(row, target, state, error)
        if row is None:
            self.service.vault.delete_all(case_id)

    def _reporter(self, case_id: str) -> "Callable[[Count], None]":
        """A function that saves the progress, and ends the run when the service stops or the case was erased."""
        last = 0.0

        def report(count: Count) -> None:
            nonlocal last
            if self.stopping:
                raise _Stopped
            if time.monotonic() - last < PROGRESS_INTERVAL:
                return
            last = time.monotonic()
            with writing(self.service.engine) as session:
                row = session.get(RunRow, case_id, with_for_update=True)
                if row is None:
                    raise _Erased
                row.done, row.total, row.rows = count.done, count.total, count.rows

        return report


def _end(row: RunRow, target: int, state: str, error: str | None) -> None:
    """What the row says after a run: that it is done, failed, or waits (again). Where it came from is forgotten."""
    if state == "done":
        row.seconds, row.made = (now() - row.at).total_seconds(), target
        state = "queued" if row.wanted != target else state
    row.state, row.error, row.at = state, error, now()
    if state == "queued":
        row.tries = 0
    else:
        row.network = row.browser = ""
        row.tries = 0 if state == "done" else row.tries


@dataclass(slots=True)
class Count:
    """The progress of a run: files read, files known so far, and rows read."""

    done: int = 0
    total: int = 0
    rows: int = 0
    of: dict[str, int] = field(default_factory=dict)

    def take(self, frame: Header) -> None:
        kind = frame["k"]
        self.total += kind == "member"
        self.done += kind == "end"
        rows = frame.get("rows")
        if isinstance(rows, int):
            self.of[frame["path"]] = rows
            self.rows = sum(self.of.values())


def _load(service: Service, case_id: str) -> Case:
    with reading(service.engine) as session:
        row = session.get(CaseRow, case_id)
    case = case_of_row(service, row) if row is not None else None
    if case is None:
        raise _Erased
    return case


def examine(case: Case, report_progress: Callable[[Count], None]) -> Report:
    """Reads the uploads that were not read yet, examines all of them, and stores the report."""
    count = Count()
    all_uploads = uploads(case)
    count.total = len(all_uploads)
    for group in _groups([upload for upload in all_uploads if upload.state == "stored"]):
        _read(case, group, count, report_progress)
    report_progress(count)
    vault = case.service.vault
    reads = [build.Read.load(vault.get(case.key, f"{upload.id}.events")) for upload in all_uploads]
    column_maps = mappings.load(case)
    sources = [_source(case, upload, column_maps) for upload in all_uploads if upload.state != "expired"]
    typed, remembered = owner.owner_of(case)
    owner_facts = recognition.known_owner(case, typed)
    report, units = build.examined(reads, sources, owner_facts, *recognition.answer_of(case), remembered=remembered)
    report = _with_known_cells(case, report)
    reupload.update_sightings(case, report, reads)
    report_progress(count)
    vault.put(case.key, "report", to_json(report))
    recognition.keep(case, units, report)
    return report


def _groups(all_uploads: list[Upload]) -> Iterator[list[Upload]]:
    """Uploads that one reading process takes together: small ones share it, a large one has it for itself."""
    group: list[Upload] = []
    for upload in all_uploads:
        if group and sum(other.size for other in group) + upload.size > MAX_GROUP_BYTES:
            yield group
            group = []
        group.append(upload)
    if group:
        yield group


def _source(case: Case, upload: Upload, column_maps: mappings.StoredMaps) -> build.Input:
    def in_memory() -> int:
        return case.service.vault.in_memory(case.key, f"{upload.id}.data")

    return build.Input(upload.name, in_memory, upload.number, column_maps)


def _read(case: Case, group: list[Upload], count: Count, report_progress: Callable[[Count], None]) -> None:
    def progress(frame: Header) -> None:
        count.take(frame)
        report_progress(count)

    column_maps = mappings.load(case)
    reads = build.read([_source(case, upload, column_maps) for upload in group], progress)
    unread = set()  # by a machine that was too busy: the next run reads them once more
    for upload, read in zip(group, reads, strict=True):
        case.service.vault.put(case.key, f"{upload.id}.events", read.dump())
        if any(problem.code == "busy" for file in read.files for problem in file.problems):
            unread.add(upload.id)
    with writing(case.service.engine) as session:
        for upload in group:
            row = session.get(UploadRow, upload.id)
            # What the person has said meanwhile of a table has it read once more.
            if row is not None and mappings.load(case) == column_maps and upload.id not in unread:
                row.state = "read"


def _with_known_cells(case: Case, report: Report) -> Report:
    """Originals are kept for less time than reports: cells that can no longer be read come from the last report."""
    if all(row.fields for finding in report.findings for row in finding.evidence):
        return report
    try:
        before = from_json(case.service.vault.get(case.key, "report"))
    except (CannotOpen, UnknownReportError):  # the first report of this case
        return report
    known = {row.place: row.fields for finding in before.findings for row in finding.evidence}

    def filled(row: Evidence) -> Evidence:
        return row if row.fields else structs.replace(row, fields=known.get(row.place, {}))

    findings = [
        structs.replace(finding, evidence=[filled(row) for row in finding.evidence]) for finding in report.findings
    ]
    return structs.replace(report, findings=findings)
