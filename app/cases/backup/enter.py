"""Entering the rows of a backup into empty tables of the version that made it, without rows that were erased since."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Connection, MetaData, delete, insert, update

from app.cases.backup import rows
from app.storage.restoring import MARKS
from app.storage.tables import AccountRow, CaseRow, EvidenceRow, RunRow, SessionRow, UploadRow, now
from app.storage.tombstones import Name

CASES, RUNS, SESSIONS, ACCOUNTS = (str(table.__tablename__) for table in (CaseRow, RunRow, SessionRow, AccountRow))
OUTSIDE = {*rows.OUTSIDE, *MARKS}  # tables that a backup never fills
FILES = {str(UploadRow.__tablename__): "upload", str(EvidenceRow.__tablename__): "evidence"}
OF_CASE = [table.name for table in rows.OF_CASE]
ERASED = ("key", "resume_public", "resume_hash", "lang", "account_id", "keep_until")


class Entering:
    """One restoration. ``dead`` are the tombstones: rows and files that they name are left out."""

    def __init__(self, connection: Connection, dead: set[Name]) -> None:
        self.connection = connection
        self.dead = dead
        known = MetaData()
        known.reflect(connection, only=lambda name, _: name not in OUTSIDE)
        self.tables = known.tables
        self.accounts: set[str] = set()
        self.changed: set[str] = set()  # cases to be examined again

    def add(self, data: bytes) -> None:
        """The rows of one member. ``UnfitError``, as ``again``."""
        self._insert((name, row) for name, record in self._decoded(data) if (row := self._left(name, record)))

    def again(self, case_id: str, data: bytes) -> None:
        """Replaces the rows of a case by its later state."""
        for name in reversed(OF_CASE):
            if name in self.tables:
                table = self.tables[name]
                self.connection.execute(delete(table).where(table.c.case_id == case_id))
        of_case = []
        for name, record in self._decoded(data):
            row = self._left(name, record)
            if row and name == CASES:
                if row.get("account_id") not in (None, *self.accounts):  # an account of after the backup began
                    row["account_id"] = None
                table = self.tables[CASES]
                self.connection.execute(update(table).where(table.c.id == case_id).values(row))
            elif row:
                of_case.append((name, row))
        self._insert(of_case)

    def examine(self, case_id: str) -> None:
        """Requests that a case is examined again when the service starts."""
        self.changed.add(case_id)

    def is_dead(self, case_id: str, name: str) -> bool:
        """Whether a blob belongs to something that was erased."""
        id_ = name.partition(".")[0]
        return not self.dead.isdisjoint((("case", case_id), ("upload", id_), ("evidence", id_)))

    def finish(self) -> None:
        """The last rows, before the transaction ends."""
        table = self.tables[RUNS]
        for case_id in self.changed:
            again = {"state": "queued", "wanted": table.c.wanted + 1}
            self.connection.execute(update(table).where(table.c.case_id == case_id).values(again))
        for known in rows.TABLES:
            if known.name in self.tables:
                rows.count_on(self.connection, known)

    def _decoded(self, data: bytes) -> Iterator[tuple[str, rows.Row]]:
        """The rows of a member, each of which fits a table of the version that made the backup."""
        for name, row in rows.decode(data):
            if name not in self.tables:
                raise rows.UnfitError(name)
            rows.check_types(self.tables[name], row)
            yield name, row

    def _insert(self, named_rows: Iterable[tuple[str, rows.Row]]) -> None:
        for name, group in groupby(named_rows, key=lambda pair: pair[0]):
            batch = [row for _, row in group]
            self.connection.execute(insert(self.tables[name]), batch)
            if name == ACCOUNTS:
                self.accounts.update(row["id"] for row in batch)

    def _left(self, name: str, row: rows.Row) -> rows.Row | None:
        """The row as it is entered; None where it belongs to something that was erased, or to an account that is not in
        the backup."""
        case_id = row["id"] if name == CASES else row.get("case_id")
        dead = ("case", case_id) in self.dead
        if name == CASES and dead:
            return row | dict.fromkeys(set(ERASED) & set(row)) | {"erased_at": row.get("erased_at") or now()}
        if (name in OF_CASE and dead) or (name == ACCOUNTS and ("account", row["id"]) in self.dead):
            return None
        if name in FILES and (FILES[name], row["id"]) in self.dead:
            self.changed.add(row["case_id"])
            return None
        if name not in (CASES, ACCOUNTS):
            holders = {row.get("account_id"), row.get("helper_id")} - {None}
            if not holders <= self.accounts:
                return None
        if name == SESSIONS and dead:
            return row | {"case_id": None, "grant_id": None} if row.get("account_id") else None
        return row
