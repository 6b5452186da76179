"""Changes of accounts whose kind an earlier version did not tell from others. An examination uses the events that were
stored when a file was read, so what has changed in reading it shows only once it is handed in again."""

from collections.abc import Sequence
from contextlib import suppress

from sqlmodel import col, select

from app.cases.case import Case, case_of_row
from app.cases.files.uploads import EVENTS
from app.errors import Damaged
from app.importers.change_kinds import unsure
from app.report.build import Owner, merged
from app.report.intake import Read
from app.storage.database import reading
from app.storage.service import Service
from app.storage.tables import CaseRow, UploadRow


def unsure_changes(service: Service) -> int:
    """The number of such changes in all cases. Cases and files that do not open are left out."""
    with reading(service.engine) as session:
        ids = list(session.exec(select(UploadRow.case_id).distinct().order_by(col(UploadRow.case_id))))
    return sum(_of_case(service, case_id) for case_id in ids)


def _of_case(service: Service, case_id: str) -> int:
    with suppress(Damaged), reading(service.engine) as session:
        row = session.get(CaseRow, case_id)
        case = case_of_row(service, row) if row else None
        files = list(session.exec(select(UploadRow.id).where(UploadRow.case_id == case_id)))
        return _of_files(case, files) if case else 0
    return 0


def _of_files(case: Case, files: Sequence[str]) -> int:
    """Those in the files with these ids. A change that another file tells of more exactly is none of them."""
    reads = []
    for file in files:
        with suppress(Damaged):
            reads.append(Read.load(EVENTS.of(file).load(case), only="changes"))
    if not any(unsure(changes).height for read in reads for changes in read.tables.values()):
        return 0
    return unsure(merged(reads, Owner())[1].tables["changes"]).height
