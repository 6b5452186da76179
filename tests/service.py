"""The real service for tests: application, SQLite, vault and reading process, in this process or behind a socket."""

import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from msgspec import structs
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlmodel import Session, col, select

from analyzers.book.entries import units
from analyzers.events.history import History
from analyzers.findings.finding import Finding
from app.cases.answers.book import latest_report
from app.cases.case import Case, case_of_row
from app.cases.files.examine import REPORT
from app.main import create_app
from app.report.stored import to_json, typed
from app.report.stored_units import StoredUnits, dump
from app.settings import Settings
from app.storage import database, guard
from app.storage.blob import pieces
from app.storage.tables import CaseRow
from app.web.protocol import StrictProtocol
from tests.browser import Browser, visit

_prepare_to_last = database._prepare


class Prepared:
    """A stopped service with one case that tests start from: its files are examined once for all tests. ``fill`` is the
    function that filled the case."""

    def __init__(self, folder: Path, fill: Callable[[Browser], object]) -> None:
        self.folder, self.fill = folder / "data", fill
        with running(Settings(data=self.folder)) as app:
            browser = visit(app)
            fill(browser)
            self.cookies = [*browser.client.cookies.jar]

    def copy(self, settings: Settings) -> None:
        """Copies its data folder for a service that is not running yet; nothing for PostgreSQL, whose data is
        elsewhere."""
        if not settings.is_shared:
            shutil.copytree(self.folder, settings.data, dirs_exist_ok=True)

    def open(self, browser: Browser, settings: Settings) -> None:
        """Opens its case in a browser; where the folder could not be copied, the case is filled again."""
        if settings.is_shared:
            self.fill(browser)
        else:
            for one in self.cookies:
                browser.client.cookies.jar.set_cookie(one)


def new_database(server: str, name: str) -> str:
    """The address of a database that is made on a PostgreSQL server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@cache
def empty_database() -> bytes:
    """An SQLite file with all tables and without rows."""
    with tempfile.TemporaryDirectory(prefix="mioboe-empty-") as folder:
        here = Settings(data=Path(folder))
        engine = database.connect(here.database_url)
        database.migrate(engine)
        database.forget(engine)
        engine.dispose()
        return (here.data / "mioboe.sqlite").read_bytes()


def _prepare(connection: sqlite3.Connection, record: Any) -> None:
    _prepare_to_last(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def no_waiting() -> Iterator[None]:
    """Databases that are opened in this block do not wait for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_prepare", _prepare)
        yield


@contextmanager
def running(settings: Settings, **changed: Any) -> Iterator[FastAPI]:
    """The application between start and stop. All its browsers are answered in the thread that started it, like those
    of a server."""
    chosen = replace(settings, **changed)
    if not chosen.database and not chosen.data.exists():
        chosen.data.mkdir(mode=0o700, parents=True)
        (chosen.data / "mioboe.sqlite").write_bytes(empty_database())
    app = create_app(chosen)
    with no_waiting(), TestClient(app) as started:
        app.state.portal = started.portal
        yield app


@contextmanager
def listening(settings: Settings, certificate: Path | None = None) -> Iterator[str]:
    """A real server on a free port, as ``mioboe serve`` runs it; with a certificate and its key, over https."""
    quiet: dict[str, Any] = {"port": 0, "access_log": False, "log_level": "error", "http": StrictProtocol}
    quiet |= {"ssl_certfile": str(certificate)} if certificate else {}
    server = uvicorn.Server(uvicorn.Config(create_app(settings), **quiet))
    thread = threading.Thread(target=server.run)
    with no_waiting():
        thread.start()
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http{'s' if certificate else ''}://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(30)


def until(true: Callable[[], object], seconds: float = 300) -> None:
    """Waits until a condition is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def hits(settings: Settings, *needles: bytes) -> list[str]:
    """The files of a data folder, and the tables of PostgreSQL, that contain one of the needles."""
    files = [one for one in settings.data.rglob("*") if one.is_file()]
    found = [str(one) for one in files if any(needle in one.read_bytes() for needle in needles)]
    if settings.is_shared:
        engine = database.connect(settings.database)
        with engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                rows = "\n".join(connection.execute(text(f"SELECT one::text FROM {table} one")).scalars()).encode()
                if any(needle in rows or needle.hex().encode() in rows for needle in needles):
                    found.append(table)
        engine.dispose()
    return found


def the_case(app: FastAPI) -> Case:
    """The only case of a service."""
    with database.reading(app.state.service.engine) as session:
        case = case_of_row(app.state.service, session.exec(select(CaseRow).where(col(CaseRow.key).is_not(None))).one())
    assert case
    return case


def with_report(app: FastAPI, *findings: tuple[str, list[str]]) -> Case:
    """The only case, which must be examined, with these findings (id, trigger ids) in its stored report."""
    case = the_case(app)
    report = latest_report(case)
    assert report
    plain = {"detector": "refund.orphan", "kind": "proof", "severity": "high", "confidence": 1.0, "episode": None}
    plain |= {
        "at": None,
        "at_basis": None,
        "title": "T",
        "message": "M",
        "innocent": "I",
        "values": {},
        "verdict": None,
    }
    plain |= {"unshipped": False, "shop": None, "evidence": []}
    made = [typed({**plain, "id": name, "triggers": triggers}, Finding) for name, triggers in findings]
    put_blob(case, REPORT.name, to_json(structs.replace(report, findings=made)))
    return case


def put_blob(case: Case, name: str, data: bytes) -> None:
    """Writes a blob as the product would have, without its codec."""
    with database.reading(case.service.engine) as session:
        number = session.get_one(CaseRow, case.id).blobs.get(name, 0)
    case.service.vault.put(case.key, name, b"#%d %s\n" % (number, name.encode()) + data if number else data)


def blob_of(case: Case, name: str) -> bytes:
    """The bytes of a blob, without its number."""
    return b"".join(pieces(case, name))


class _Every(set[str]):
    def __contains__(self, _name: object) -> bool:
        return True


@contextmanager
def rows_by_hand(engine: Engine) -> Iterator[Session]:
    """A writing transaction in which a test makes rows of cases as they may lie in the database."""
    with database.writing(engine) as session:
        session.info[guard._HELD] = _Every({"every"})
        yield session


@cache
def no_entries() -> bytes:
    """A book without entries, as an examination stores it."""
    return dump(StoredUnits(units(History.build({}), ()), [], {}))
