"""Tables that no importer recognises: offered to the person, who may name their columns."""

import json

from sqlmodel import col, select

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files.uploads import uploads
from app.cases.operation.runs import Notify, request_run
from app.cases.record import mappings, removing
from app.errors import NotFound
from app.importers.mapping import ColumnMap
from app.report import build
from app.report.intake import OfferedTable
from app.report.model import Report
from app.storage.database import LOCKED, writing
from app.storage.tables import CaseRow, UploadRow


def reference(case: Case, header: str) -> str:
    """The reference of a header in a web address: a keyed hash, since a header may hold personal data."""
    return case.key.keyed_hash("header", header)[:24]


def offered_tables(case: Case, ref: str) -> list[tuple[str, OfferedTable]]:
    """The files and tables of a reference, at least one; ``NotFound`` for any other reference."""
    report = latest_report(case)
    wanted = {
        (file.upload, file.path): header
        for file in (report.files if report else ())
        for header in file.offered
        if reference(case, header) == ref
    }
    numbers = {number for number, _ in wanted}
    result = [
        (entry.path, table)
        for upload in uploads(case)
        if upload.number in numbers
        for entry in build.Read.listed(case.service.vault.get(case.key, f"{upload.id}.events"))
        for table in entry.offered
        if wanted.get((upload.number, entry.path)) == table.id
    ]
    if not result:
        raise NotFound
    return result


def keep_mapping(case: Case, header: str, column_map: ColumnMap | None, notify: Notify) -> bool:
    """Saves the column map of tables with this header (None: deletes it), and requests that their files be read again.

    False where no original is left that could be read again.
    """
    report = latest_report(case) or Report()
    numbers = {file.upload for file in report.files if header in file.offered}
    with writing(case.service.engine) as session:
        session.exec(select(CaseRow).where(CaseRow.id == case.id).with_for_update(**LOCKED)).one()
        known = mappings.load(case)
        if known.pop(header, None) is not None:
            removing.check(case)
        if column_map is not None:
            known[header] = column_map.dump()
        case.service.vault.put(case.key, mappings.NAME, json.dumps(known).encode())
        again = select(UploadRow).where(UploadRow.case_id == case.id, col(UploadRow.number).in_(numbers))
        rows = [row for row in session.exec(again) if row.state != "expired"]
        for row in rows:
            row.state = "stored"
        if rows:
            request_run(session, case.id, case.source)
    if rows:
        notify(case.id)
    return bool(rows)
