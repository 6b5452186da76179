"""The examination of a case: loads the uploads, reads those that were not read yet, and stores one blob of events per
upload and one report per case. A repetition gives the same result, so it only has to happen at least once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from analyzers.events.stored import StoredValues
from analyzers.findings.finding import Evidence
from app.cases.case import ENTRIES, REPORT, Case
from app.cases.files import reupload
from app.cases.files.uploads import Upload, to_read, uploads
from app.cases.record import mappings, owner, screenshots
from app.i18n import N_
from app.report import build
from app.report.intake import ReadFile
from app.report.model import Problem, Report
from app.report.screens.confirmations import with_confirmed
from app.report.screens.counting import picture_cells
from app.report.stored import cells_in, to_json
from app.report.stored_units import RowCells, dump, with_reasons
from app.sandbox.frames import Header
from app.sandbox.parent import Pieces
from app.storage.database import writing
from app.storage.tables import UploadRow
from app.storage.vault import CannotOpen

if TYPE_CHECKING:
    from analyzers.book.entries import Units

T = TypeVar("T")
LOST = "lost"  # the code of its problem
LOST_SENTENCE = N_(
    "This file can no longer be opened where it was kept, so nothing of it was used. Remove it, and hand it in again."
)
MAX_GROUP_BYTES = 64 * 1024 * 1024  # bytes of uploads that are held in memory for one reading process


class _Lost(Exception):  # noqa: N818 (what happened)
    """The original of an upload is missing or damaged."""

    def __init__(self, upload: str) -> None:
        super().__init__(upload)
        self.upload = upload


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


def examine(case: Case, report_progress: Callable[[Count], None]) -> None:
    """Reads the uploads that were not read yet, examines all of them, and stores the report."""
    count = Count()
    all_uploads = uploads(case)
    count.total = len(all_uploads)
    lost: set[str] = set()  # the uploads whose originals do not open
    events = {upload.id: _events(case, upload) for upload in all_uploads if upload.state != "stored"}
    for group in _groups([upload for upload in all_uploads if not events.get(upload.id)]):
        events |= _read(case, group, lost, count, report_progress)
    report_progress(count)
    vault = case.service.vault
    stored = [build.Read.load(events[upload.id]) for upload in all_uploads]
    reads = with_confirmed(stored, screenshots.load(case))
    column_maps = mappings.load(case)
    owner_facts = owner.owner_of(case)

    def examined() -> tuple[Report, "Units"]:
        left = [upload for upload in all_uploads if upload.state != "expired" and upload.id not in lost]
        sources = [_source(case, upload, column_maps) for upload in left]
        return build.examined(reads, sources, owner_facts)

    report, units = _without(lost, examined)
    report = _with_known_cells(case, report)
    report_progress(count)
    reupload.update_sightings(case, report, reads)
    drawn: RowCells = {(path, line, None): cells for (_, path, line), cells in picture_cells(reads).items()}
    vault.put(case.key, ENTRIES, dump(with_reasons(units, report, drawn)))
    vault.put(case.key, REPORT, to_json(report))


def _groups(all_uploads: list[Upload]) -> Iterator[list[Upload]]:
    """Groups of uploads that one reading process reads together: small ones share a process, a large one has its
    own."""
    group: list[Upload] = []
    for upload in all_uploads:
        if group and sum(other.size for other in group) + upload.size > MAX_GROUP_BYTES:
            yield group
            group = []
        group.append(upload)
    if group:
        yield group


def _events(case: Case, upload: Upload) -> bytes:
    """The stored events of an upload; nothing where it was not read, or where they cannot be decrypted."""
    try:
        return case.service.vault.get(case.key, f"{upload.id}.events")
    except CannotOpen:
        return b""


def _source(case: Case, upload: Upload, column_maps: mappings.StoredMaps) -> build.Input:
    return build.Input(upload.name, partial(_open, case, upload), upload.number, column_maps)


def _open(case: Case, upload: Upload) -> int | Pieces:
    try:
        return to_read(case, f"{upload.id}.data", upload.size)
    except CannotOpen as error:
        raise _Lost(upload.id) from error


def _without(lost: set[str], do: Callable[[], T]) -> T:
    """The result of ``do`` without the uploads in ``lost``; uploads that turn out to be lost are added to it."""
    while True:
        try:
            return do()
        except _Lost as error:
            lost.add(error.upload)


def _not_read(upload: Upload) -> build.Read:
    """The result for an upload whose original cannot be decrypted: a problem of this file alone."""
    problem = Problem(None, LOST, LOST_SENTENCE, StoredValues())
    return build.Read(upload.number, [ReadFile(upload.name, upload.size, problems=[problem], upload=upload.number)])


def _read(
    case: Case, group: list[Upload], lost: set[str], count: Count, report_progress: Callable[[Count], None]
) -> dict[str, bytes]:
    """Reads the events of these uploads, stores them, and returns them."""

    def progress(frame: Header) -> None:
        count.take(frame)
        report_progress(count)

    column_maps = mappings.load(case)

    def read_group() -> list[build.Read]:
        return build.read([_source(case, upload, column_maps) for upload in group if upload.id not in lost], progress)

    reads = {read.upload: read for read in _without(lost, read_group)}
    events: dict[str, bytes] = {}
    unread = set()  # by a machine that was too busy, or because they are lost: the next run tries once more
    for upload in group:
        read = reads.get(upload.number) or _not_read(upload)
        events[upload.id] = read.dump()
        case.service.vault.put(case.key, f"{upload.id}.events", events[upload.id])
        if any(problem.code in ("busy", LOST) for file in read.files for problem in file.problems):
            unread.add(upload.id)
    with writing(case.service.engine) as session:
        for upload in group:
            row = session.get(UploadRow, upload.id)
            # What the person has said meanwhile of a table has it read once more.
            if row is not None and mappings.load(case) == column_maps and upload.id not in unread:
                row.state = "read"
    return events


def _with_known_cells(case: Case, report: Report) -> Report:
    """The findings with cells of the last report where these can no longer be read: originals are kept for less time
    than reports."""
    if all(row.fields for finding in report.findings for row in finding.evidence):
        return report
    try:
        known = cells_in(case.service.vault.get(case.key, REPORT))
    except CannotOpen:  # the first report of this case
        return report

    def filled(row: Evidence) -> Evidence:
        return row if row.fields else structs.replace(row, fields=known.get(row.place, {}))

    findings = [
        structs.replace(finding, evidence=[filled(row) for row in finding.evidence]) for finding in report.findings
    ]
    return structs.replace(report, findings=findings)
