"""Rows of a case are written only by a transaction that holds its lock: in every table of a case, by every way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, update
from sqlmodel import Session, SQLModel, select

from app.storage import database
from app.storage.guard import Unguarded, hold, owned, upkeep
from app.storage.tables import CaseRow, now
from tests.service import rows_by_hand
from tests.storage.test_database import engine, fill

__all__ = ["engine"]

OURS, OTHER = "c" * 32, "o" * 32  # the case of ``fill``, and another
Way = Callable[[Session, Any], object]


def _time(row: Any) -> str:
    values: dict[str, Any] = row.model_dump()
    return next(name for name, value in values.items() if isinstance(value, datetime))


def _stored(session: Session, row: Any) -> Any:
    return session.exec(select(type(row)).where(type(row).case_id == OURS)).first()


ADDING: dict[str, Way] = {
    "add": lambda session, row: session.add(type(row)(**row.model_dump())),
    "merge": lambda session, row: session.merge(type(row)(**row.model_dump())),
    "insert": lambda session, row: session.execute(insert(type(row)).values(**row.model_dump())),
    "insert many": lambda session, row: session.execute(insert(type(row)), [row.model_dump()]),
}
CHANGING: dict[str, Way] = {
    "set": lambda session, row: setattr(_stored(session, row), _time(row), now()),
    "update": lambda session, row: session.execute(update(type(row)).values({_time(row): now()})),
    "remove": lambda session, row: session.delete(_stored(session, row)),
    "delete": lambda session, row: session.execute(delete(type(row)).where(type(row).case_id == OURS)),
}
BY_ROW = ("add", "merge", "set", "remove")  # of these the guard knows which case the row belongs to


@pytest.fixture
def rows(engine: Engine) -> dict[str, Any]:
    """A row of every table of a case; the tables are those that refer to a case."""
    database.migrate(engine)
    fill(engine)
    with database.writing(engine) as session:
        session.add(CaseRow(id=OTHER, lang="ja", key=b"locked"))
    with database.reading(engine) as session:
        first = {table.__tablename__: session.exec(select(table)).first() for table in owned()}
    assert None not in first.values()
    tables = SQLModel.metadata.sorted_tables
    with_cases = {one.name for one in tables if "case_id" in one.columns and one.columns["case_id"].foreign_keys}
    assert set(first) == with_cases - {"sessions"}  # a browser outlives the case that was open in it
    return first


@contextmanager
def emptied(engine: Engine, row: Any) -> Iterator[None]:
    """Without rows in the table of a row; the row is there again afterwards."""
    with rows_by_hand(engine) as session:
        session.execute(delete(type(row)))
    yield
    with rows_by_hand(engine) as session:
        session.merge(row)


def attempt(engine: Engine, holds: str, way: Way, row: Any) -> None:
    """Writes in a transaction that holds a case, is for upkeep, or is neither; nothing of it is kept."""
    with (upkeep if holds == "upkeep" else database.writing)(engine) as session:
        if holds in (OURS, OTHER):
            assert hold(session, holds)
        way(session, row)
        session.flush()
        session.rollback()


def test_nobody_writes_without_the_lock(engine: Engine, rows: dict[str, Any]) -> None:
    """Neither without a lock nor under that of another case; the upkeep of the service changes and removes, and adds
    nothing."""
    for row in rows.values():
        for name, way in ADDING.items():
            with emptied(engine, row):
                for holds in ("", "upkeep", *((OTHER,) if name in BY_ROW else ())):
                    with pytest.raises(Unguarded):
                        attempt(engine, holds, way, row)
                attempt(engine, OURS, way, row)
        for name, way in CHANGING.items():
            for holds in ("", *((OTHER,) if name in BY_ROW else ())):
                with pytest.raises(Unguarded):
                    attempt(engine, holds, way, row)
            attempt(engine, OURS, way, row)
            attempt(engine, "upkeep", way, row)


def test_an_erased_case_has_no_lock(engine: Engine, rows: dict[str, Any]) -> None:
    """Neither a case without a key nor an unknown one can be held; nothing can be written to it afterwards."""
    with database.writing(engine) as session:
        session.get_one(CaseRow, OURS).key = None
    with database.writing(engine) as session:
        assert hold(session, OURS) is hold(session, "unknown") is None
        session.add(type(rows["runs"])(case_id=OURS))
        with pytest.raises(Unguarded):
            session.flush()
        session.rollback()
