"""The database: SQLite by default, PostgreSQL where its address is given. One request or job is one transaction."""

import sqlite3
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, Executable, MetaData, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session, SQLModel

from alembic import command
from app.cannot_start import CannotStart
from app.storage import copies
from app.storage.writers import Turns

# A wheel holds the migrations inside the package `app`, a checkout beside it.
_IN_WHEEL = Path(__file__).parents[1] / "alembic"
SCRIPTS = _IN_WHEEL if _IN_WHEEL.is_dir() else Path(__file__).parents[2] / "alembic"

LEAST_POSTGRESQL = 16  # the oldest version of the server on which the tests run
PATIENCE = 30.0  # seconds for which a writer waits for the others of its process
STARTING = 0x4D696F626F65  # the number of our advisory lock: “Mioboe” in ASCII

# The arguments of `with_for_update` that lock a row until the transaction ends. On PostgreSQL (FOR NO KEY UPDATE)
# others cannot change the row meanwhile, but can add rows that refer to it. If they had to wait for that, too, two
# transactions could wait for each other.
LOCKED: dict[str, Any] = {"key_share": True}

# Settings of libpq: how soon a PostgreSQL that went away without a word (a cable, a firewall) is taken to be away.
TIMEOUTS = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",  # milliseconds
}


def with_timeouts(address: str) -> URL:
    """The address of a PostgreSQL with ``TIMEOUTS``, except for those that it sets itself."""
    url = _url(address)
    return url.update_query_dict({name: value for name, value in TIMEOUTS.items() if name not in url.query})


def _url(address: str) -> URL:
    """The parts of an address. ``ArgumentError`` for a text that is no address, such as one whose port is no number."""
    try:
        return make_url(address)
    except ValueError as error:
        raise ArgumentError("no address") from error


def connect(address: str) -> Engine:
    """An engine whose errors never show the values of a row. ``ArgumentError`` for SQLite without a file: each of its
    connections would have a separate database. A connection to a PostgreSQL that is too old raises ``CannotStart``."""
    if not address.startswith("sqlite"):
        shared = create_engine(with_timeouts(address), hide_parameters=True, pool_pre_ping=True)
        event.listen(shared, "connect", _check_version)
        return shared
    if _url(address).database in (None, "", ":memory:"):
        raise ArgumentError("no file")
    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _check_version(connection: Any, _record: Any) -> None:
    version = connection.info.server_version // 10_000
    if version < LEAST_POSTGRESQL:
        raise CannotStart("old_postgresql", version=str(version), least=str(LEAST_POSTGRESQL))


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    """Sets up a connection. secure_delete is not stored in the file, so each connection sets it; transactions are begun
    by ``_begin``."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begins a transaction. A writing transaction takes the lock at once: one that read first could not wait for it."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _Look:
    """The connection of a ``one_connection`` block, opened for the first query, and the ``rows`` that were read over
    it."""

    def __init__(self) -> None:
        self.connection: Connection | None = None
        self.results: dict[Hashable, Sequence[Any]] = {}

    def of(self, engine: Engine) -> Connection:
        if self.connection is None:
            self.connection = engine.connect()
        return self.connection

    def rows(self, engine: Engine, statement: Executable, values: dict[str, Any]) -> Sequence[Any]:
        """The rows of a query; the same query in one block is executed once."""
        asked = (statement, *values.items())
        if asked not in self.results:
            self.results[asked] = self.of(engine).execute(statement, values).all()
        return self.results[asked]

    def end(self) -> None:
        self.results.clear()
        if self.connection is not None:
            self.connection.close()
            self.connection = None


_look: ContextVar[_Look | None] = ContextVar("look", default=None)


@contextmanager
def one_connection() -> Iterator[None]:
    """All reads in this block (of one engine) use one connection; otherwise each query takes one and begins a
    transaction.

    The connection is given back when the block ends, which is before an answer is sent, and when a writing transaction
    begins: pages that each wait for a second connection would wait for each other. Reads after that see what was
    written. Usable as ``@one_connection()`` on the function of a page.
    """
    look = _Look()
    before = _look.set(look)
    try:
        yield
    finally:
        _look.reset(before)
        look.end()


@cache
def _turn(_url: str) -> Turns:
    return Turns()


@contextmanager
def _in_turn(engine: Engine) -> Iterator[None]:
    """Lets one writer of this process after the other through. SQLite accepts one at a time, and would let the others
    try again and again, until some give up although each needs only a moment."""
    if engine.dialect.name != "sqlite":
        yield
        return
    turn = _turn(str(engine.url))
    acquired = turn.acquire(PATIENCE)
    try:
        yield
    finally:
        if acquired:
            turn.release()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that only reads."""
    look = _look.get()
    with Session(look.of(engine) if look else engine) as session:
        yield session


def rows(engine: Engine, statement: Executable, **values: Any) -> Sequence[Any]:
    """The rows of a query, with their columns as attributes: for pages that read the same few columns with every
    request.

    A statement that is built once and gets its ``values`` by ``bindparam`` costs a third of others. The same query
    twice in a ``one_connection`` block is executed once.
    """
    if look := _look.get():
        return look.rows(engine, statement, values)
    with engine.connect() as connection:
        return connection.execute(statement, values).all()


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A writing transaction: committed when the block ends without an error, else rolled back."""
    look = _look.get()
    if look:
        look.end()
    writes = engine.execution_options(writes=True)
    with _in_turn(engine), Session(writes, expire_on_commit=False) as session, session.begin():
        yield session
    if look:
        look.end()  # of what was read meanwhile


def alone(session: Session, table: type[SQLModel]) -> None:
    """Locks the table for other writers until this transaction ends, so that sums over it stay true. With SQLite every
    writing transaction has this lock from its beginning."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Only one of the processes that start on a PostgreSQL database is in this block at a time. With SQLite there is
    only one, because its folder is locked."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:id)"), {"id": STARTING})
        try:
            yield
        finally:
            with suppress(DBAPIError):  # The connection was lost, and the lock with it.
                connection.execute(text("SELECT pg_advisory_unlock(:id)"), {"id": STARTING})


def clock(session: Session) -> datetime:
    """The present time by the clock that all processes on a database share."""
    if session.get_bind().dialect.name == "postgresql":
        moment: datetime = session.scalar(text("SELECT clock_timestamp()"))
        return moment
    return datetime.now(UTC)


@cache
def every_table() -> MetaData:
    """The tables of the database, from the modules beside this one whose names end with ``tables``."""
    for module in iter_modules([str(Path(__file__).parent)]):
        if module.name.endswith("tables"):
            import_module(f"{__package__}.{module.name}")
    return SQLModel.metadata


def forget(engine: Engine) -> None:
    """After an erasure: removes its traces, and the copy of the database from before an upgrade."""
    copies.remove(engine)
    remove_traces(engine)


def remove_traces(engine: Engine) -> None:
    """Removes old pages from SQLite's log (in the file, secure_delete has overwritten them), and old versions of rows
    in PostgreSQL, whose bytes disappear with ``rewrite``."""
    if engine.dialect.name == "postgresql":
        with _outside_transactions(engine) as connection:
            for table in every_table().tables.values():
                connection.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON, SKIP_LOCKED) {table.name}")
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def rewrite(engine: Engine) -> None:
    """Rewrites PostgreSQL's tables without the bytes of erased rows, which otherwise stay in the free space of a file
    until other rows overwrite them. A table cannot be used meanwhile (seconds for a million rows); a table in use is
    left for the next time."""
    if engine.dialect.name == "postgresql":
        with _outside_transactions(engine) as connection:
            for table in every_table().tables.values():
                connection.exec_driver_sql(f"VACUUM (FULL, SKIP_LOCKED) {table.name}")


def _outside_transactions(engine: Engine) -> Connection:
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def is_new(engine: Engine) -> bool:
    """Whether ``migrate`` was never called for this database."""
    return not inspect(engine).has_table("alembic_version")


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is one of the models. The tables of the queue have separate migrations."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def migrate(engine: Engine, revision: str = "head") -> None:
    """Migrates the tables to ``revision`` in one transaction: completely, or not at all."""
    with engine.execution_options(writes=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
