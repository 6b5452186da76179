"""Making a backup while the service runs. All rows are read in one transaction, so they show one moment. The encrypted
files follow, case by case. Where a case changes while its files are copied, its rows and files are written again and
replace the earlier ones. So every case is consistent: as it was at that moment, or a little later."""

import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select, text
from sqlmodel import col

from app.cases.backup import container, rows
from app.cases.backup.contents import SCHEMA, check
from app.cases.backup.problems import CannotBackUp
from app.storage.database import remove_traces, writing
from app.storage.service import Service
from app.storage.service_tables import BackupRow, ServerSecretRow
from app.storage.tables import now
from app.storage.vault import CannotOpen
from app.version import version

TRIES = 6  # how often a case is copied that changes meanwhile
PAUSE = 0.25  # seconds before the second time; doubled every time
LINES = 2000  # rows in one member


class State(NamedTuple):
    """A fingerprint of a case: a sum over its rows, and its files with the properties that change when they do."""

    digest: int
    files: dict[str, Any]


def make(service: Service, path: Path, passphrase: str) -> BackupRow:
    """Writes a backup, reads it back, and only then gives it its name. ``CannotBackUp`` where that fails; then no file
    is left."""
    if path.exists():
        raise CannotBackUp("exists", path=path)
    draft = path.with_name(path.name + ".part")
    at = now()
    try:
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb+") as file:
            container.write(file, passphrase, _members(service, at))
            file.flush()
            os.fsync(file.fileno())
        row = _proven(draft, path.name, passphrase, at)
        draft.rename(path)
        _keep_name(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CannotBackUp("write", path=path, reason=error.strerror or str(error)) from error
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    with writing(service.engine) as session:
        session.add(row)
    return row


def _proven(draft: Path, name: str, passphrase: str, at: datetime) -> BackupRow:
    """Reads the draft from the disk as a restoration would, with the passphrase, to prove that it can be restored."""
    try:
        opened = container.open_backup(draft)
        contents = check(opened, opened.identity(passphrase))
    except CannotBackUp as error:
        raise CannotBackUp("unproven") from error
    size = draft.stat().st_size
    return BackupRow(
        at=at, verified_at=now(), name=name[:255], size=size, cases=contents.cases, missing=contents.missing
    )


def _keep_name(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _members(service: Service, at: datetime) -> Iterator[container.Member]:
    keys = "".join(f"{identity}\n" for identity in service.vault.keys.identities).encode()
    digests: dict[str, int] = {}
    connection = service.engine.connect()
    if service.engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        about = {"schema": SCHEMA, "version": version(), "revision": revision, "at": at.isoformat()}
        yield _whole("manifest.json", json.dumps(about).encode())
        yield _whole("master.key", keys)
        yield _whole("secret.age", connection.execute(select(col(ServerSecretRow.secret))).scalar_one())
        yield from _snapshot(connection, digests)
    remove_traces(service.engine)  # What was erased meanwhile could not leave SQLite's log while this was read.
    for case_id, digest in digests.items():
        yield from _case(service, case_id, digest)
    yield _whole("end.json", b"{}")


def _whole(path: str, data: bytes) -> container.Member:
    return path, len(data), (data,)


def _snapshot(connection: Connection, digests: dict[str, int]) -> Iterator[container.Member]:
    """All rows in members of a bounded size. Enters the sums of the cases that are not erased in ``digests``."""
    batch: list[tuple[Table, rows.Row]] = []
    number = 0
    for table, row in rows.of_all(connection):
        batch.append((table, row))
        if table is rows.CASES and row["key"] is not None:
            digests[row["id"]] = 0
        if (case_id := rows.case_of(table, row)) in digests:
            digests[str(case_id)] += rows.digest(table, row)
        if len(batch) == LINES:
            number += 1
            yield _whole(f"rows/{number:08}.jsonl", rows.encode(batch))
            batch.clear()
    yield _whole(f"rows/{number + 1:08}.jsonl", rows.encode(batch))


def _case(service: Service, case_id: str, digest: int) -> Iterator[container.Member]:
    """The files of a case, and its rows again as often as they change."""
    used = State(digest, service.vault.versions(case_id))
    for attempt in range(TRIES):
        gone = False
        for name in sorted(used.files):
            try:
                size, pieces = service.vault.sealed(case_id, name)
            except CannotOpen:
                gone = True
                continue
            yield f"vault/{case_id}/{name}", size, pieces
        case_rows = _rows(service, case_id)
        here = State(sum(rows.digest(*row) for row in case_rows), service.vault.versions(case_id))
        if here == used and not gone:
            return
        if attempt == TRIES - 1:
            break
        time.sleep(PAUSE * 2**attempt)
        case_rows = _rows(service, case_id)
        used = State(sum(rows.digest(*row) for row in case_rows), service.vault.versions(case_id))
        yield _whole(f"again/{case_id}.jsonl", rows.encode(case_rows))
        if not case_rows or case_rows[0][1]["key"] is None:
            return
    # It changes all the time: what is left to fit together does so once it is examined again.
    yield _whole(f"examine/{case_id}", b"")


def _rows(service: Service, case_id: str) -> list[tuple[Table, rows.Row]]:
    with service.engine.connect() as connection:
        return rows.of_case(connection, case_id)
