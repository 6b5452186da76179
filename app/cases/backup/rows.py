"""Rows as lines of JSON, the same for every database: the name and the columns of a table, then its rows."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, Table, select

from app.storage.database import every_table
from app.storage.guard import owned
from app.storage.phone_tables import PhoneRow
from app.storage.service_tables import BackupRow, MigrationRow, ServerSecretRow
from app.storage.tables import CaseRow, ReservationRow, RunRow

OUTSIDE = {str(row.__tablename__) for row in (BackupRow, MigrationRow, PhoneRow, ReservationRow, ServerSecretRow)}
TABLES: tuple[Table, ...] = tuple(
    table for table in every_table().sorted_tables if table.name not in OUTSIDE
)  # tables that others refer to come first; the secret is a separate member
CASES = every_table().tables[str(CaseRow.__tablename__)]
_OWNED = {str(row.__tablename__) for row in owned()}
OF_CASE: tuple[Table, ...] = tuple(table for table in TABLES if table.name in _OWNED)
_STEADY = {table.name for table in OF_CASE} - {str(RunRow.__tablename__)} | {CASES.name}
_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a character, which no database holds
MOST = 2**63  # from here on a whole number fits no database
Row = dict[str, Any]


class UnfitError(ValueError):
    """Rows that no version writes."""


def of_all(connection: Connection) -> Iterator[tuple[Table, Row]]:
    """Every row of every table that a backup holds, in an order in which they can be entered again."""
    for table in TABLES:
        asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=500)
        for row in connection.execute(asked).mappings():
            yield table, dict(row)


def of_case(connection: Connection, case_id: str) -> list[tuple[Table, Row]]:
    """The rows of one case, the row of the case first; empty where the case does not exist."""
    named_rows = [
        (CASES, dict(row)) for row in connection.execute(select(CASES).where(CASES.c.id == case_id)).mappings()
    ]
    for table in OF_CASE:
        mine = select(table).where(table.c.case_id == case_id).order_by(*table.primary_key.columns)
        named_rows += [(table, dict(row)) for row in connection.execute(mine).mappings()]
    return named_rows


def digest(table: Table, row: Row) -> int:
    """A number for the content of a row of a case; the sum over a case shows whether it changed. The progress of a run
    does not count, because the next run computes it again."""
    if table.name not in _STEADY:
        return 0
    line = json.dumps([table.name, [_plain(row[column.name]) for column in table.columns]])
    return int.from_bytes(sha256(line.encode()).digest()[:8])


def case_of(table: Table, row: Row) -> str | None:
    """The case whose state the row is a part of."""
    if table is CASES:
        return str(row["id"])
    return str(row["case_id"]) if table in OF_CASE else None


def encode(rows: Iterable[tuple[Table, Row]]) -> bytes:
    """The lines of some rows."""
    lines: list[str] = []
    before: Table | None = None
    for table, row in rows:
        if table is not before:
            lines.append(json.dumps({"table": table.name, "columns": [column.name for column in table.columns]}))
            before = table
        lines.append(json.dumps([_plain(row[column.name]) for column in table.columns], ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode()


def decode(data: bytes) -> Iterator[tuple[str, Row]]:
    """The rows from the bytes of ``encode``, with the name of their table. ``UnfitError`` for other bytes."""
    name = ""
    columns: list[str] = []
    try:
        for line in data.splitlines():
            match json.loads(line):
                case {"table": str(name), "columns": [*columns]}:
                    pass
                case [*values] if name:
                    yield name, dict(zip(columns, map(_value, values), strict=True))
                case _:
                    raise UnfitError(name)
    except (ValueError, TypeError, RecursionError) as error:
        raise UnfitError(name) from error


def check_types(table: Table, row: Row) -> None:
    """``UnfitError`` where a value has another type than its column, or where a value that every row has is missing."""
    missing = {column.name for column in table.columns if column.primary_key or not column.nullable} - row.keys()
    if missing or not all(name in table.columns and _fits(table.columns[name], value) for name, value in row.items()):
        raise UnfitError(table.name)


def _fits(column: Column[Any], value: Any) -> bool:
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, JSON):
        return isinstance(value, dict | list)
    kind = column.type.python_type
    if kind is int:
        return type(value) is int and abs(value) < MOST
    if kind is str:
        return isinstance(value, str) and "\0" not in value and not _SURROGATE.search(value)
    return type(value) in (int, float) if kind is float else isinstance(value, kind)


def count_on(connection: Connection, table: Table) -> None:
    """Sets PostgreSQL's sequences so that they continue after the entered numbers."""
    numbered = [column for column in table.primary_key.columns if isinstance(column.type, Integer)]
    if connection.dialect.name == "postgresql" and numbered:
        name = numbered[0].name
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{name}'), coalesce(max({name}), 0) + 1, false) "  # noqa: S608 (names of ours)
            f"FROM {table.name}"
        )


def _plain(value: Any) -> Any:
    """A value for JSON: bytes and times, which JSON does not have, become an object with one key."""
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return {"json": value} if isinstance(value, dict | list) else value


def _value(encoded: Any) -> Any:
    if not isinstance(encoded, dict):
        return encoded
    [(kind, value)] = encoded.items()
    if kind == "bytes":
        return base64.b64decode(value, validate=True)
    if kind == "time":
        return datetime.fromisoformat(value)
    if kind != "json":
        raise UnfitError(kind)
    return value
