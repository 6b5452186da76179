"""The examination of a case: loads the uploads, reads what was not read yet, and stores one blob of events per upload
and one report per case. A repetition gives the same result, so it only has to happen at least once.

It is done in turns, because reading may take long (``app.cases.operation.turns``). The first ones read all files but
pictures, each for the processor time that files of their size may take, until there is a report; later ones read the
pictures. What a turn has read is stored, and no later turn reads it again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import structs

from analyzers.events.stored import StoredValues
from analyzers.findings.finding import Evidence
from app.cases.case import Case
from app.cases.change import changing
from app.cases.files import parts, reupload
from app.cases.files.uploads import EVENTS, Upload, to_read, uploads
from app.cases.record import mappings, owner, screenshots
from app.errors import Damaged
from app.i18n import N_
from app.report import build
from app.report.intake import ReadFile
from app.report.model import Report, StoredProblem
from app.report.screens.confirmations import with_confirmed
from app.report.screens.counting import picture_cells
from app.report.stored import cells_in, from_json, to_json, triggers_in
from app.report.stored_units import RowCells, StoredUnits, dump, load, with_reasons
from app.sandbox.client import WHOLE
from app.sandbox.frames import Header
from app.sandbox.limits import cpu_seconds
from app.sandbox.parent import Pieces
from app.storage.blob import Blob, original
from app.storage.tables import UploadRow
from app.storage.vault import CannotOpen

if TYPE_CHECKING:
    from analyzers.book.entries import Units

T = TypeVar("T")
# What the last examination has made: the findings of the rules, and the entries. Answers change neither.
REPORT: Blob[Report] = Blob("report", to_json, from_json)
ENTRIES: Blob[StoredUnits] = Blob("questions", dump, load)
# What is read of a report of an earlier version, too: the original cells, and the events of its findings.
CELLS: Blob[Any] = Blob(REPORT.name, REPORT.encode, cells_in)
TRIGGERS: Blob[Any] = Blob(REPORT.name, REPORT.encode, triggers_in)
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


class Left(NamedTuple):
    """What a turn leaves for later ones: whether ``files`` are to be read, without which there is no new report, and
    the number of ``pictures``."""

    files: bool = False
    pictures: int = 0


def examine(case: Case, report_progress: Callable[[Count], None], pictures_s: float = 0.0) -> Left:
    """One turn: reads files that were not read yet, or else pictures for about ``pictures_s`` seconds of processor
    time. Once nothing else is to be read, it examines everything and stores the report."""
    count, all_uploads, column_maps = Count(), uploads(case), mappings.MAPPINGS.load(case)
    maps = parts.name_of(column_maps)
    known = {upload.id: parts.stored(case, upload, maps) for upload in all_uploads}
    turn = _Turn(case, column_maps, known, count, report_progress)
    unread = [upload for upload in all_uploads if (read := known[upload.id]) is None or read.left]
    pictures = [upload for upload in all_uploads if (read := known[upload.id]) and parts.later([read])]
    count.total = len(all_uploads)
    if unread:
        for group in _groups(unread):
            if not turn.read(group, cpu_seconds(sum(upload.size for upload in group)), later=True):
                return Left(files=True)
    elif pictures and pictures_s:
        turn.read(next(_groups(pictures)), pictures_s, later=False)
        if left := parts.later(turn.reads):
            return Left(pictures=left)
    _report(turn, all_uploads)
    return Left(pictures=parts.later(turn.reads))


def _report(turn: "_Turn", all_uploads: Sequence[Upload]) -> None:
    """Examines what was read, and stores the report."""
    case = turn.case
    turn.progress()
    reads = with_confirmed(turn.reads, screenshots.SCREENSHOTS.load(case))
    owner_facts = owner.owner_of(case)

    def examined() -> tuple[Report, "Units"]:
        left = [upload for upload in all_uploads if upload.state != "expired" and upload.id not in turn.lost]
        return build.examined(reads, [turn.source(upload) for upload in left], owner_facts)

    report, units = _without(turn.lost, examined)
    report = _with_known_cells(case, report)
    turn.progress()
    reupload.update_sightings(case, report, reads, _former(case))
    drawn: RowCells = {(path, line, None): cells for (_, path, line), cells in picture_cells(reads).items()}
    with changing(case) as change:
        change.store(ENTRIES, with_reasons(units, report, drawn))
        change.store(REPORT, report)


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


def _open(case: Case, upload: Upload) -> int | Pieces:
    try:
        return to_read(case, original(upload.id), upload.size)
    except CannotOpen as error:
        raise _Lost(upload.id) from error


def _without(lost: set[str], do: Callable[[], T]) -> T:
    """The result of ``do`` without the uploads in ``lost``; uploads that turn out to be lost are added to it."""
    while True:
        try:
            return do()
        except _Lost as error:
            lost.add(error.upload)


@dataclass(slots=True)
class _Turn:
    """One turn at a case: what was read of each upload, by id, and the uploads whose originals do not open."""

    case: Case
    column_maps: mappings.StoredMaps
    known: dict[str, build.Read | None]
    count: Count
    report_progress: Callable[[Count], None]
    lost: set[str] = field(default_factory=set)

    @property
    def reads(self) -> list[build.Read]:
        """What was read, in the order of the uploads."""
        return [read for read in self.known.values() if read]

    def progress(self, frame: Header | None = None) -> None:
        """Reports the progress, after a frame of the reading process."""
        if frame:
            self.count.take(frame)
        self.report_progress(self.count)

    def source(self, upload: Upload, done: Sequence[ReadFile] = ()) -> build.Input:
        """The original of an upload, of which these files are not to be read again."""
        places = [file.place for file in done]
        read = self.known[upload.id]
        begun = {file.place: file.begun for file in (read.files if read else ()) if file.begun}
        return build.Input(
            upload.name, partial(_open, self.case, upload), upload.number, self.column_maps, done=places, begun=begun
        )

    def read(self, group: Sequence[Upload], share: float, *, later: bool) -> bool:
        """Reads what is left of these uploads for ``share`` seconds of processor time, and stores it. False where that
        was not enough. ``later``: their pictures are only listed."""
        done = {upload.id: parts.done(self.known[upload.id], later=later) for upload in group}
        unknown = {upload.id for upload in group if self.known[upload.id] is None}

        def read_group() -> list[build.Read]:
            sources = [self.source(upload, done[upload.id]) for upload in group if upload.id not in self.lost]
            return build.read(sources, self.progress, share=share, later=later)

        reads = {read.upload: read for read in _without(self.lost, read_group)}
        for upload in group:
            known, more = self.known[upload.id], reads.get(upload.number)
            read = parts.joined(known, more, later=later) if more else _not_read(upload, known, done[upload.id])
            self.known[upload.id] = replace(read, maps=parts.name_of(self.column_maps))
        # Of what is lost there is nothing to store, and what has its place may be the original.
        self._store([upload for upload in group if upload.id not in unknown & self.lost])
        return not any(read.left for read in reads.values())

    def _store(self, group: Sequence[Upload]) -> None:
        """Stores what was read of these uploads, and marks those of which nothing is left as read."""
        with changing(self.case) as change:
            # What the person has said meanwhile of a table has it read once more.
            current = mappings.MAPPINGS.load(self.case) == self.column_maps
            for upload in group:
                row, read = change.session.get(UploadRow, upload.id), self.known[upload.id]
                # Removed meanwhile; or its original has expired, and what was read of it before is all that there was.
                if row is None or read is None or row.state == "expired":
                    continue
                change.store(EVENTS.of(upload.id), read.dump())
                if current and parts.is_done(read):
                    row.state = "read"


def _not_read(upload: Upload, known: build.Read | None, done: Sequence[ReadFile]) -> build.Read:
    """The result for an upload whose original cannot be decrypted: a problem of this file alone, beside what was read
    of it before."""
    problem = StoredProblem(None, parts.LOST, LOST_SENTENCE, StoredValues())
    lost = ReadFile(upload.name, upload.size, problems=[problem], upload=upload.number, place=WHOLE)
    return build.Read(upload.number, [*done, lost], known.tables if known else {})


def _former(case: Case) -> dict[str, list[str]]:
    """The events of the findings of the last report, by id; empty before the first one."""
    try:
        former: dict[str, list[str]] = TRIGGERS.load(case)
    except Damaged:
        return {}
    return former


def _with_known_cells(case: Case, report: Report) -> Report:
    """The findings with cells of the last report where these can no longer be read: originals are kept for less time
    than reports."""
    if all(row.fields for finding in report.findings for row in finding.evidence):
        return report
    try:
        known = CELLS.load(case)
    except Damaged:  # the first report of this case
        return report

    def filled(row: Evidence) -> Evidence:
        return row if row.fields else structs.replace(row, fields=known.get(row.place, {}))

    findings = [
        structs.replace(finding, evidence=[filled(row) for row in finding.evidence]) for finding in report.findings
    ]
    return structs.replace(report, findings=findings)
