"""Erasing: a case on request, and data that is too old. An interrupted erasure is completed at the next start."""

from contextlib import suppress
from datetime import timedelta

from sqlmodel import Session, and_, col, delete, or_, select

from app.cases import room
from app.cases.case import SAMPLE_LIFE, audit, case_of_row, close_case
from app.cases.change import changing_in
from app.cases.files import uploads
from app.cases.files.uploads import EVENTS
from app.cases.record import custody
from app.errors import LOG, Damaged, NoCase
from app.storage import copies, tombstones, unfinished
from app.storage.database import forget, reading, rewrite, writing
from app.storage.guard import hold, owned, upkeep
from app.storage.outages import left_to_the_sweep
from app.storage.phone_tables import PhoneRow
from app.storage.service import Service
from app.storage.tables import AttemptRow, CaseRow, EvidenceRow, ReservationRow, UploadRow, now
from app.storage.vault import ABANDONED

UNKNOWN = timedelta(days=7)  # how long files stay of cases that the database never had


def erase(service: Service, case_id: str) -> None:
    """Destroys a case: its key, its rows and its blobs. The key is destroyed first: after that the blobs are unreadable
    even if their removal is interrupted."""
    with writing(service.engine) as session:
        row = hold(session, case_id, strictly=True)
        if row is None:
            return
        close_case(session, case_id, helpers=True)
        for table in owned():
            session.exec(delete(table).where(col(table.case_id) == case_id))
        row.key = row.resume_public = row.resume_hash = row.lang = row.account_id = row.keep_until = None
        row.blobs, row.erased_at = {}, now()
        audit(session, case_id, "erased")
    tombstones.add(service.settings.tombstone_list, [("case", case_id)])
    forget(service.engine)
    with left_to_the_sweep():
        service.vault.delete_all(case_id)


def expire(service: Service) -> None:
    """Erases originals and whole cases whose time has ended (``app.cases.record.retention``), and old counters. Called
    every few minutes; a case whose time has ended cannot be opened in between."""
    settings, moment = service.settings, now()
    with reading(service.engine) as session:
        over = or_(
            col(CaseRow.created_at) <= moment - timedelta(days=settings.keep_cases),
            col(CaseRow.keep_until) <= moment,
            and_(col(CaseRow.sample), col(CaseRow.created_at) <= moment - SAMPLE_LIFE),
        )
        cases_due = list(session.exec(select(CaseRow.id).where(over, col(CaseRow.key).is_not(None))))
        old = moment - timedelta(days=settings.keep_uploads)
        due = select(UploadRow).where(UploadRow.state != "expired", col(UploadRow.created_at) <= old)
        uploads_due = list(session.exec(due))
    for case_id in cases_due:
        erase(service, case_id)
    for upload in uploads_due:
        _expire_original(service, upload)
    with upkeep(service.engine) as session:
        session.exec(delete(AttemptRow).where(col(AttemptRow.until) < moment - timedelta(days=1)))
        session.exec(delete(ReservationRow).where(room.over(moment)))
        session.exec(delete(PhoneRow).where(col(PhoneRow.until) < moment - timedelta(days=1)))
    if cases_due or uploads_due:
        forget(service.engine)


def _expire_original(service: Service, upload: UploadRow) -> None:
    """Deletes the original of an upload. What was read from it stays; an upload that could never be read is deleted
    completely."""
    names = service.vault.names(upload.case_id)
    with writing(service.engine) as session:
        held = hold(session, upload.case_id)
        row = session.get(UploadRow, upload.id) if held else None
        if held is None or row is None or row.state == "expired":  # another process was quicker, or the person
            return
        _log_end(session, service, row)
        mine = {name for name in (*names, *held.blobs) if _file(name) == upload.id}
        was_read = EVENTS.of(upload.id).name in mine
        gone = {name for name in mine if not was_read or _of_original(name)}
        held.blobs = {name: number for name, number in held.blobs.items() if name not in gone}
        if was_read:
            row.state = "expired"
        else:
            session.delete(row)
    with left_to_the_sweep():
        service.vault.delete(upload.case_id, *sorted(gone))


def _log_end(session: Session, service: Service, upload: UploadRow) -> None:
    """Records in the log of the case that an original is deleted because its time has ended. It is deleted even where
    the case, its log or the name of the file cannot be decrypted."""
    with suppress(Damaged, NoCase):
        row = session.get(CaseRow, upload.case_id)
        case = case_of_row(service, row) if row else None
        if case is not None:
            known = uploads.find(case, upload)
            gone = custody.event("expired", "original", known.number, known.name, known.sha256)
            custody.add(changing_in(session, case), [gone], "service")


def sweep(service: Service) -> None:
    """At start: completes erasures and removals that were interrupted, and frees space that was reserved for uploads.
    Where other processes run, uploads may be in progress: then only old blobs are removed, and reservations expire by
    themselves."""
    if not service.shared:
        with writing(service.engine) as session:
            session.exec(delete(ReservationRow))
    _agree_on_erased(service)
    _remove_left_rows(service)
    if count := remove_orphans(service, ABANDONED if service.shared else timedelta(0)):
        LOG.info("blobs that no row refers to removed count=%d", count)


def _remove_left_rows(service: Service) -> None:
    """Removes rows of erased cases, which versions without the lock of a case could leave behind."""
    erased = select(CaseRow.id).where(col(CaseRow.key).is_(None))
    with upkeep(service.engine) as session:
        for table in owned():
            count = session.exec(delete(table).where(col(table.case_id).in_(erased))).rowcount
            if count:
                LOG.info("rows of erased cases removed table=%s count=%d", table.__tablename__, count)


def daily(service: Service) -> None:
    """Cleans up once a day: files that were left over for so long that nobody can still be writing them, in a bucket
    also partial uploads of a killed process; and the bytes of erased rows."""
    remove_orphans(service, ABANDONED)
    copies.remove(service.engine, copies.KEPT)
    rewrite(service.engine)
    if service.settings.vault:
        unfinished.give_up(service.settings, ABANDONED)


def remove_orphans(service: Service, removed: timedelta, unknown: timedelta = UNKNOWN) -> int:
    """Removes the blobs that no row refers to, and returns their number. Blobs of removed or erased data are removed
    once they are older than ``removed``. All others belong to an interrupted upload, or the database is the wrong one
    or an older copy; they are removed after ``unknown``."""
    vault = service.vault
    listed = {case_id: set(vault.names(case_id, removed)) for case_id in vault.cases()}
    with reading(service.engine) as session:  # after the list: what it holds has its row by now, or never
        alive = set(session.exec(select(CaseRow.id).where(col(CaseRow.key).is_not(None))))
        erased = set(session.exec(select(CaseRow.id).where(col(CaseRow.key).is_(None))))
        known = {*session.exec(select(UploadRow.id)), *session.exec(select(EvidenceRow.id))}
        over = set(session.exec(select(UploadRow.id).where(UploadRow.state == "expired")))
        dead = {id_ for _, id_ in tombstones.noted(session)}
    count = 0
    for case_id, names in listed.items():
        if case_id in dead:
            gone = names
        else:
            gone = {name for name in names if _file(name) in dead or (_file(name) in over and _of_original(name))}
            gone |= names if case_id in erased else set()
            if stray := {name for name in names - gone if not (case_id in alive and _has_row(name, known))}:
                gone |= stray.intersection(vault.names(case_id, max(removed, unknown)))
        vault.delete(case_id, *sorted(gone))
        count += len(gone)
    return count


def _has_row(name: str, known: set[str]) -> bool:
    """Whether a blob belongs to a file that is known, or is one of the case's own, whose names have no ending."""
    return _file(name) == name or _file(name) in known


def _file(name: str) -> str:
    """The id of the upload or exhibit that a blob belongs to."""
    return name.partition(".")[0]


def _of_original(name: str) -> bool:
    """Whether a blob of an upload is its original or a copy of it, and not what was read from it."""
    return name.split(".")[1] in ("data", "copy")


def _agree_on_erased(service: Service) -> None:
    """Adds missing entries to the list of tombstones, and erases listed cases again that exist: then the database is an
    older copy that was put back without a restoration."""
    path = service.settings.tombstone_list
    try:
        listed = tombstones.read(path)
    except OSError:
        listed = set()
    with reading(service.engine) as session:
        noted = tombstones.noted(session)
        alive = list(session.exec(select(CaseRow.id).where(col(CaseRow.key).is_not(None))))
    tombstones.add(path, sorted(noted - listed))
    for case_id in alive:
        if ("case", case_id) in listed:
            erase(service, case_id)
