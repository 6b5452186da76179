"""The examination of a case: loads the uploads, reads what is not read yet, and stores one blob of events per upload
and one report per case. Doing it twice gives the same, so it is enough that it happens at least once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from msgspec import structs

from app.cases import mappings, owner, recognition, reupload
from app.cases.case import Case
from app.cases.uploads import Upload, to_read, uploads
from app.report import build
from app.report.model import Evidence, Report
from app.report.stored import UnknownReportError, from_json, to_json
from app.sandbox.frames import Header
from app.storage.database import writing
from app.storage.tables import UploadRow
from app.storage.vault import CannotOpen

MAX_GROUP_BYTES = 64 * 1024 * 1024  # bytes of uploads that are held in memory for one reading process


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
    return build.Input(
        upload.name, partial(to_read, case, f"{upload.id}.data", upload.size), upload.number, column_maps
    )


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
