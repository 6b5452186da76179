"""The content of a case as members of a ZIP: every blob of the vault, every row of the database, and readable files
made from them. Only keys, hashes of codes, hashes without meaning outside the service, and what helpers wrote for
themselves are left out."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from app.cases.answers import asked, book, changes
from app.cases.answers.asked import ASKED
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.change import REPLACED
from app.cases.export.rows import rows_of
from app.cases.files import evidence, uploads
from app.cases.files.examine import REPORT
from app.cases.plan.summary_state import summary_state
from app.cases.record import notes
from app.cases.record.custody import CUSTODY
from app.cases.record.mappings import MAPPINGS
from app.cases.record.notes import NOTES
from app.cases.record.remarks import REMARKS
from app.cases.record.screenshots import SCREENSHOTS
from app.errors import Damaged
from app.report import build, summary
from app.report.answers import AnswerFile, as_json
from app.report.stored import plain
from app.report.summary.forms.pdf import NotMade
from app.report.typeset.shown import marked
from app.storage.blob import original, pieces
from app.storage.guard import owned
from app.storage.tables import AuditRow, CaseRow, SessionRow

# Blobs of JSON. The report and the questions as they were asked are in the archive in another form, and of pictures the
# original. What helpers wrote for themselves is not the person's.
JSON_BLOBS = frozenset(blob.name for blob in (NOTES, MAPPINGS, CUSTODY, SCREENSHOTS, REPLACED))
LEFT_OUT = frozenset(blob.name for blob in (REPORT, ASKED, REMARKS))
LONGEST_NAME = 150  # bytes of a file's name, so that it fits every file system with its number before it
LONGEST_ENDING = 10  # characters after the last dot of a name that are taken for its kind


class Member(NamedTuple):
    """One file of the archive. ``most`` is a number of bytes that its ``chunks`` do not exceed."""

    path: str
    at: datetime
    most: int
    chunks: Iterable[bytes]


class Missing(NamedTuple):
    """A file that could not be made."""

    path: str


def members(case: Case, lang: str, at: datetime) -> Iterator[Member | Missing]:
    """All files of a case, always in the same order. Files that are generated have the time ``at``."""
    yield from _summaries(case, lang, at)
    numbers = {}
    try:
        handed_in, kept = uploads.uploads(case), evidence.all_files(case)
    except Damaged:  # a name; the contents then come among the other blobs
        handed_in, kept = [], []
        yield Missing("originals/")
    for upload in handed_in:
        numbers[upload.id] = f"{upload.number:03}"
        if upload.state != "expired":
            path = f"originals/{upload.number:03}-{file_name(upload.name)}"
            yield Member(path, upload.created_at, upload.size, _blob(case, original(upload.id)))
    for proof in kept:
        numbers[proof.id] = f"evidence-{proof.number:03}"
        path = f"evidence/{proof.number:03}-{file_name(proof.name)}"
        yield Member(path, proof.at, proof.size, _blob(case, original(proof.id)))
    for path, make in _data(case, lang):
        try:
            data = make()
        except Damaged:
            yield Missing(path)
        else:
            if data:
                yield Member(path, at, len(data), (data,))
    yield from _other_blobs(case, at, numbers)


def _summaries(case: Case, lang: str, at: datetime) -> Iterator[Member | Missing]:
    try:
        report = latest_report(case) or build.run([])
        state = summary_state(case, report, lang)
    except Damaged:
        yield Missing("summary/")
        return
    for form in summary.FORMS:
        try:
            document = summary.make(form, report, state, lang)
        except NotMade:
            yield Missing(f"summary/mioboe-summary.{form}")
        else:
            yield Member(f"summary/{document.filename}", at, len(document.data), (document.data,))


def _data(case: Case, lang: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """(path, function that makes the content or nothing) of files for programs: the report with its answers, the
    answers, the files, the tables."""
    yield "data/report.json", lambda: _json(plain(report)) if (report := latest_report(case)) else b""
    yield "data/answers.json", lambda: _json(answers) if (answers := _answers(case, lang)) else b""
    yield "data/files.json", lambda: _json(_files(case))
    yield "data/tables/cases.json", lambda: _json(rows_of(case.service, CaseRow, CaseRow.id == case.id))
    for table in (SessionRow, *owned(), AuditRow):
        yield f"data/tables/{table.__tablename__}.json", partial(_rows, case, table)


def _rows(case: Case, table: Any) -> bytes:
    rows = rows_of(case.service, table, table.case_id == case.id)
    return _json(rows) if rows else b""


def _answers(case: Case, lang: str) -> dict[str, Any]:
    """The answers of recognition as the file that ``mioboe check --answers`` takes. ``earlier`` holds the answers whose
    question a later file changed, with the question as it was asked. Empty before there are questions."""
    asking, before = book.state(case), asked.earlier(case)
    if asking is None and not before:
        return {}
    ends = {name: date.fromisoformat(day) for name, day in notes.load(case).get("until", {}).items()}
    answers = (
        {question.id: question.answer for question in asking.recognition.questions if question.answer} if asking else {}
    )
    changed = [
        {"id": former.id, "kind": former.kind, "text": former.text(lang), "answer": answer} for former, answer in before
    ]
    file = AnswerFile(answers, ends, entries=changes.answers(case))
    return as_json(file) | ({"earlier": changed} if changed else {})


def _files(case: Case) -> dict[str, Any]:
    """The names and SHA-256 of everything that was handed in, as recorded at that time."""
    handed_in = [
        {"number": upload.number, "name": upload.name, "bytes": upload.size, "sha256": upload.sha256,
         "state": upload.state, "at": upload.created_at.isoformat()}
        for upload in uploads.uploads(case)
    ]  # fmt: skip
    kept = [
        {"number": file.number, "name": file.name, "bytes": file.size, "sha256": file.sha256, "step": file.step,
         "at": file.at.isoformat(), "kind": file.kind, **file.details}
        for file in evidence.all_files(case)
    ]  # fmt: skip
    return {"originals": handed_in, "evidence": kept}


def _other_blobs(case: Case, at: datetime, numbers: Mapping[str, str]) -> Iterator[Member]:
    """The blobs that are not in the archive yet. ``numbers`` are the numbers of uploads and evidence by their ids."""
    for name, size in sorted(case.service.vault.sizes(case.id).items()):
        first, _, part = name.partition(".")
        if name in LEFT_OUT or (first in numbers and part in ("data", "name", "copy")):
            continue
        if name in JSON_BLOBS:
            path = f"data/{name}.json"
        elif first in numbers:
            path = f"data/events/{numbers[first]}.{part}"
        else:
            path = f"data/other/{file_name(name)}"
        yield Member(path, at, size, _blob(case, name))


def file_name(name: str) -> str:
    """A name that is valid in any folder of any system: without folder separators, control characters or hidden
    characters, and not too long. The exact name is in ``data/files.json``."""
    safe = "".join("_" if letter in '/\\:*?"<>|' else letter for letter in marked(name, lambda _: "_", stays=""))
    start, dot, ending = safe.strip(" .").rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        start, dot, ending = safe.strip(" ."), "", ""
    kept = start.encode()[: LONGEST_NAME - len((dot + ending).encode())].decode(errors="ignore")
    return (kept + dot + ending) or "_"


def _blob(case: Case, name: str) -> Iterator[bytes]:
    """The clear bytes of a blob, which is opened only when they are read."""
    yield from pieces(case, name)


def _json(value: Any) -> bytes:
    """JSON in UTF-8. A lone surrogate, which UTF-8 does not allow, is written as the JSON escape of the same
    character."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")
