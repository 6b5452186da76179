"""Rows of the database as plain data, for the archive of everything."""

from datetime import datetime
from typing import Any

from sqlmodel import SQLModel, inspect, select

from app.storage.database import reading
from app.storage.service import Service
from app.storage.tables import AccountRow

# What would open something, or is a hash that means nothing outside this service.
SECRET = frozenset(
    {
        "key",
        "key_id",
        "resume_public",
        "resume_hash",
        "token_hash",
        "code_hash",
        "fingerprint",
        "password_hash",
        "totp_secret",
    }
    | {"totp_step", "credential", "counter", "network", "browser"}
)


def rows_of(service: Service, table: type[SQLModel], mine: Any) -> list[dict[str, Any]]:
    """The rows of a table for which the condition ``mine`` is true, in the order of their keys. Times are ISO texts in
    UTC; a helper has their name too."""
    with reading(service.engine) as session:
        rows = list(session.exec(select(table).where(mine).order_by(*inspect(table).primary_key)))
        plain = [_plain(row) for row in rows]
        for fields in plain:
            helper = session.get(AccountRow, fields["helper_id"]) if fields.get("helper_id") else None
            if helper is not None:
                fields["helper"] = helper.name
    return plain


def _plain(row: SQLModel) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.model_dump(exclude=set(SECRET)).items()
    }
