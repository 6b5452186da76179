"""Kinds of columns that several tables have."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. A value without a time zone is refused, because SQLite would return it as if it were local time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def short_id() -> str:
    """A random id of 16 hexadecimal digits."""
    return secrets.token_hex(8)


def case_column(nullable: bool = False) -> Any:
    """The case that a row belongs to; the row is deleted with it."""
    return Column(String(32), ForeignKey("cases.id", ondelete="CASCADE"), nullable=nullable, index=True)


def account_column(nullable: bool = False) -> Any:
    """The account that a row belongs to; the row is deleted with it."""
    return Column(String(32), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=nullable, index=True)


def case_key_column() -> Any:
    """The case that a row belongs to, as a part of the row's key."""
    return Column(String(32), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)


def time_column(nullable: bool = False) -> Any:
    """An instant."""
    return Column(UtcDateTime(), nullable=nullable)
