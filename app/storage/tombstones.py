"""Names of erased data, in a file apart from the database, so that an older backup does not bring the data back. A name
is a kind and a random id, with the time: it does not reveal whose data it was. The file only grows."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from sqlmodel import Session, col, select

from app.errors import record
from app.storage.service_tables import TombstoneRow
from app.storage.tables import CaseRow, now

KINDS = ("account", "case", "evidence", "upload")
_LINE = re.compile(rf"({'|'.join(KINDS)}) ([0-9a-f]{{16,64}})(?: .*)?")
Name = tuple[str, str]  # kind, id


def note(session: Session, kind: str, id_: str) -> None:
    """Records a removal in the transaction that removes. Afterwards it must be added to the file (``add``)."""
    session.merge(TombstoneRow(kind=kind, id=id_))


def noted(session: Session) -> set[Name]:
    """The data that the database knows to be removed: its notes, and cases without a key."""
    erased = session.exec(select(CaseRow.id).where(col(CaseRow.key).is_(None)))
    rows = session.exec(select(TombstoneRow))
    return {*(("case", case_id) for case_id in erased), *((row.kind, row.id) for row in rows)}


def add(path: Path, names: Iterable[Name]) -> None:
    """Adds names. Without names it only creates the file, so that it can be copied and given to a restoration. Data is
    erased even where the file cannot be written; that is logged, and the next start adds the name."""
    lines = "".join(f"{kind} {id_} {now():%Y-%m-%dT%H:%M:%SZ}\n" for kind, id_ in names)
    try:
        with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as file:
            if file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
                lines = "\n" + lines  # a power cut may have left half a line
            file.write(lines.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        record(error)


def read(path: Path) -> set[Name]:
    """The names in a file; an incomplete last line is ignored. ``FileNotFoundError`` and other ``OSError``."""
    matches = map(_LINE.fullmatch, path.read_text(encoding="utf-8", errors="replace").splitlines())
    return {(match[1], match[2]) for match in matches if match}
