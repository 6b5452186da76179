"""Tables that no importer recognises: offered to the person, who may name their columns."""

from sqlmodel import col, select

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.change import changing
from app.cases.files.uploads import EVENTS, uploads
from app.cases.operation.runs import Notify, request_run
from app.cases.record import mappings
from app.errors import NotFound
from app.importers.mapping import ColumnMap, OfferedTable
from app.report import build
from app.report.model import Report
from app.storage.tables import UploadRow


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
        for entry in build.Read.listed(EVENTS.of(upload.id).load(case))
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
    with changing(case) as change:
        before = mappings.MAPPINGS.load(case)
        after = {name: kept for name, kept in before.items() if name != header}
        if header in before:
            change.check_removing()
        if column_map is not None:
            after[header] = column_map.dump()
        change.store(mappings.MAPPINGS, after)
        again = select(UploadRow).where(UploadRow.case_id == case.id, col(UploadRow.number).in_(numbers))
        rows = [row for row in change.session.exec(again) if row.state != "expired"]
        for row in rows:
            row.state = "stored"
        if rows:
            request_run(change.session, case.id, case.source)
    if rows:
        notify(case.id)
    return bool(rows)
