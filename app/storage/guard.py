"""Rows of a case are written only by a transaction that holds the lock of the case and has seen that it has its key.

``hold`` takes that lock; ``app.cases.change`` is how the code of a case comes to it. Two listeners refuse every other
writer, so that a function that forgets the lock fails at its first use. ``upkeep`` is the one exception: the service's
own work on rows of many cases may change and remove what is there, and adds nothing, so that it cannot bring back a row
of an erased case.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Mapper, ORMExecuteState, UOWTransaction
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, SQLModel, select

from app.storage.database import LOCKED, every_table, writing
from app.storage.tables import CaseRow

_HELD, _UPKEEP = "mioboe.held", "mioboe.upkeep"  # in ``Session.info``


class Unguarded(RuntimeError):  # noqa: N818 (what happened)
    """A row of a case was about to be written without the lock of that case: a fault of the program."""


@cache
def owned() -> tuple[Any, ...]:
    """The tables whose rows belong to one case and end with it: those that refer to a case and always name one."""
    every_table()
    mappers = sorted(SQLModel._sa_registry.mappers, key=lambda mapper: str(mapper.class_.__tablename__))
    return tuple(mapper.class_ for mapper in mappers if _belongs_to_a_case(mapper))


def _belongs_to_a_case(mapper: Mapper[Any]) -> bool:
    column = mapper.local_table.columns.get("case_id")
    return column is not None and bool(column.foreign_keys) and not column.nullable


def hold(session: Session, case_id: str, strictly: bool = False) -> CaseRow | None:
    """Locks a case until the transaction ends, and returns its row as it is now; None where it is erased. ``strictly``:
    nobody else can add rows that refer to it meanwhile, either."""
    asked = select(CaseRow).where(CaseRow.id == case_id).with_for_update(**({} if strictly else LOCKED))
    row = session.exec(asked.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.key is None:
        return None
    session.info.setdefault(_HELD, set()).add(case_id)
    return row


@contextmanager
def upkeep(engine: Engine) -> Iterator[Session]:
    """A writing transaction of the service's own work, which may change and remove rows of any case and adds none."""
    with writing(engine) as session:
        session.info[_UPKEEP] = True
        yield session


def _check_rows(session: AnySession, _context: UOWTransaction, _instances: object) -> None:
    held: set[str] = session.info.get(_HELD, set())
    others = () if _UPKEEP in session.info else (*filter(session.is_modified, session.dirty), *session.deleted)
    for row in (*session.new, *others):
        if isinstance(row, owned()) and row.case_id not in held:
            raise Unguarded(type(row).__name__)


def _check_statement(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    table = state.bind_mapper.class_
    allowed = _HELD in state.session.info or (_UPKEEP in state.session.info and not state.is_insert)
    if issubclass(table, owned()) and not allowed:
        raise Unguarded(table.__name__)


event.listen(AnySession, "before_flush", _check_rows)
event.listen(AnySession, "do_orm_execute", _check_statement)
