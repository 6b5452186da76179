"""Evidence files: stored in the vault unchanged, with their SHA-256 and a number that is never used again; the pipeline
never reads them. Their events are in the log (``app.cases.record.custody``)."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from app.cases.case import Case
from app.cases.change import Change, as_json, changing
from app.cases.files.uploads import HEAD, Entered, NewFile
from app.cases.record import custody
from app.errors import Damaged, NotFound
from app.i18n.formats import day
from app.i18n.translate import value
from app.storage import tombstones
from app.storage.blob import Blob, original, pieces
from app.storage.database import forget, reading, rows
from app.storage.outages import left_to_the_sweep
from app.storage.tables import EvidenceRow
from app.storage.vault import CannotOpen, unopened

DETAILS = ("how", "service", "note", "acquired_at")
# How pictures begin that browsers, telephones and scanners make. Whether it is one is seen when it is opened.
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1")
_HEADER = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2}")
_MAIL_HEADER = re.compile(rb"^(?:from|received|return-path|message-id|delivered-to):", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """An exhibit.

    ``number`` is never used again. ``kind`` and ``how`` are names of ``app.report.summary.exhibits``; ``how``,
    ``service``, ``note`` and ``acquired_at`` (a day, or a time with its offset) are details from the person, empty
    where they gave none. ``step`` (and its part ``subject``) is what the exhibit proves, or empty. ``from_log``: its
    stored details are damaged, so they are from the log of the case.
    """

    id: str
    number: int
    step: str
    subject: str
    name: str
    kind: str
    size: int
    sha256: str
    at: datetime
    how: str
    service: str
    note: str
    acquired_at: str
    from_log: bool = False

    @property
    def details(self) -> dict[str, str]:
        """The person's details of it."""
        return {name: getattr(self, name) for name in DETAILS}


DESCRIBED: Blob[Mapping[str, str]] = Blob(".name", as_json, json.loads)  # name, hash, kind and details of an exhibit


def enter(change: Change, step: str, subject: str, details: Mapping[str, str], files: Sequence[NewFile]) -> Entered:
    """Enters new files in the transaction of a change.

    ``details`` holds what the person says about all of the files, by the names in ``DETAILS``. A file that the same
    step already has is a duplicate.
    """
    case = change.case
    mine = select(EvidenceRow.fingerprint).where(
        EvidenceRow.case_id == case.id, EvidenceRow.step == step, EvidenceRow.subject == subject[:32]
    )
    known, number = set(change.session.exec(mine)), _highest(change)
    entered = Entered([], [], [])
    for file in files:
        sha256 = file.hash.hexdigest()
        fingerprint = case.key.keyed_hash("upload", sha256)
        file.name = file.name or "pasted.txt"
        if fingerprint in known:
            entered.duplicates.append(file)
            continue
        entered.new.append(file)
        known.add(fingerprint)
        number += 1
        about = {name: details.get(name, "") for name in DETAILS}
        described = {"name": file.name, "sha256": sha256, "kind": kind_of(bytes(file.head)), **about}
        change.store(DESCRIBED.of(file.id), described)
        entered.events.append(custody.event("received", "evidence", number, file.name, sha256, about))
        change.enter_original(file.id)
        row = EvidenceRow(
            id=file.id, case_id=case.id, number=number, step=step, size=file.size, fingerprint=fingerprint
        )
        row.subject = subject[:32]
        change.add(row)
    if entered.new:
        change.audit("evidence")
    return entered


def _highest(change: Change) -> int:
    """The highest number so far, also of files that were removed."""
    mine = select(func.max(EvidenceRow.number)).where(EvidenceRow.case_id == change.case.id)
    return max(change.session.exec(mine).one() or 0, custody.highest(change.case, "evidence"))


def kind_of(head: bytes) -> str:
    """The kind of a file by its first bytes: a name of ``FILE_LABELS`` (``app.report.summary.exhibits``)."""
    if head.startswith(_PICTURES) or (head[4:8] == b"ftyp" and head[8:12] in _BRANDS) or is_svg(head):
        return "picture"
    if b"%PDF-" in head:
        return "pdf"
    text = head.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")
    return "mail" if _HEADER.match(text) and _MAIL_HEADER.search(text) else "other"


def is_svg(head: bytes) -> bool:
    """Whether these first bytes are those of a drawing in SVG."""
    return b"<svg" in head.lower()


def acquired(file: EvidenceFile, lang: str) -> str:
    """When the person received or made an exhibit, in words: a day, or a time with its offset; empty where they did not
    say."""
    if len(file.acquired_at) <= len("2026-01-01"):
        return value(file.acquired_at, lang) if file.acquired_at else ""
    at = datetime.fromisoformat(file.acquired_at)
    return f"{day(at.date(), lang)} {at:%H:%M} (UTC{at.isoformat()[-6:]})"


def describe(case: Case, number: int, details: Mapping[str, str]) -> None:
    """Changes the person's details of an exhibit; the log keeps the earlier ones. ``NotFound`` where it does not
    exist."""
    with changing(case) as change:
        file = _file(case, _row(change.session, case, number))
        if dict(details) == file.details:
            return
        stored = {"name": file.name, "sha256": file.sha256, "kind": file.kind, **file.details, **details}
        custody.add(change, [custody.event("described", "evidence", number, file.name, file.sha256, details)])
        change.store(DESCRIBED.of(file.id), stored)


def remove(case: Case, number: int) -> None:
    """Deletes an exhibit; its number and its lines in the log stay. ``NotFound`` where it does not exist."""
    with changing(case) as change:
        change.check_removing()
        row = _row(change.session, case, number)
        custody.add(change, [_removed(case, row)])
        change.remove(row)
        change.forget(gone := change.blobs_of(row.id))
        tombstones.note(change.session, "evidence", row.id)
        change.audit("removed")
    tombstones.add(case.service.settings.tombstone_list, [("evidence", row.id)])
    forget(case.service.engine)
    with left_to_the_sweep():
        case.service.vault.delete(case.id, *gone)


def _removed(case: Case, row: EvidenceRow) -> custody.Event:
    """The line of the log about a removal. Damaged files can be removed, too."""
    try:
        file = _file(case, row)
    except Damaged:
        return custody.event("removed", "evidence", row.number, "", None)
    return custody.event("removed", "evidence", row.number, file.name, file.sha256)


def content(case: Case, file: EvidenceFile) -> Iterator[bytes]:
    """The original in pieces. ``Damaged`` where it does not open."""
    try:
        return pieces(case, original(file.id))
    except CannotOpen as error:
        raise unopened(error) from error


def downloaded(case: Case, file: EvidenceFile) -> None:
    """Records in the log that the original is being downloaded."""
    with changing(case) as change:
        custody.add(change, [custody.event("downloaded", "evidence", file.number, file.name, file.sha256)])


def check_all(case: Case) -> None:
    """Computes the SHA-256 of every file again, and records in the log whether it is still the original one."""
    events: list[custody.Event] = []
    for file in all_files(case):
        measured = _measured(case, file)
        same = measured == file.sha256
        event = custody.event("checked" if same else "differs", "evidence", file.number, file.name, file.sha256)
        events.append({**event, "after": measured})
    with changing(case) as change:
        custody.add(change, events)


def _measured(case: Case, file: EvidenceFile) -> str | None:
    """The SHA-256 of the stored file; None where it cannot be decrypted."""
    hashed = hashlib.sha256()
    try:
        for piece in pieces(case, original(file.id)):
            hashed.update(piece)
    except CannotOpen:
        return None
    return hashed.hexdigest()


_COUNT = (
    select(EvidenceRow.step, EvidenceRow.subject, func.count())
    .where(EvidenceRow.case_id == bindparam("case_id"))
    .group_by(col(EvidenceRow.step), col(EvidenceRow.subject))
)


def count(case: Case) -> Mapping[tuple[str, str], int]:
    """The number of files by (step, subject)."""
    return {(step, subject): number for step, subject, number in rows(case.service.engine, _COUNT, case_id=case.id)}


def of_step(case: Case, step: str, subject: str) -> Sequence[EvidenceFile]:
    """The files of one step in the order of their numbers."""
    return _files(case, EvidenceRow.step == step, EvidenceRow.subject == subject)


def all_files(case: Case) -> Sequence[EvidenceFile]:
    """All files of the case in the order of their numbers."""
    return _files(case)


def _files(case: Case, *conditions: Any) -> Sequence[EvidenceFile]:
    with reading(case.service.engine) as session:
        mine = select(EvidenceRow).where(EvidenceRow.case_id == case.id, *conditions)
        return [_file(case, row) for row in session.exec(mine.order_by(col(EvidenceRow.number)))]


def find(case: Case, number: int) -> EvidenceFile:
    """One file by its number; ``NotFound`` where it does not exist."""
    with reading(case.service.engine) as session:
        return _file(case, _row(session, case, number))


def _row(session: Session, case: Case, number: int) -> EvidenceRow:
    mine = select(EvidenceRow).where(EvidenceRow.case_id == case.id, EvidenceRow.number == number)
    row = session.exec(mine).one_or_none()
    if row is None:
        raise NotFound
    return row


def _file(case: Case, row: EvidenceRow) -> EvidenceFile:
    from_log = False
    try:
        stored = DESCRIBED.of(row.id).load(case)
    except Damaged:
        known = custody.known(case, "evidence", row.number)
        if known is None:
            raise
        stored, from_log = {**known, "kind": _kind(case, row)}, True
    details = {name: stored.get(name, "") for name in DETAILS}  # files of earlier versions have a name and a hash alone
    kind = stored.get("kind", "other")
    return EvidenceFile(
        id=row.id, number=row.number, step=row.step, subject=row.subject, name=stored["name"], kind=kind,
        size=row.size, sha256=stored["sha256"], at=row.created_at, from_log=from_log, **details,
    )  # fmt: skip


def _kind(case: Case, row: EvidenceRow) -> str:
    """The kind of an exhibit by its content."""
    try:
        return kind_of(next(pieces(case, original(row.id)))[:HEAD])
    except CannotOpen:
        return "other"
