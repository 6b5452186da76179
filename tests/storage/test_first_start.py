"""The first start on a database: which PostgreSQL it takes, and what one that fails leaves behind."""

from dataclasses import replace
from importlib import resources
from typing import Any

import obstore
import psycopg
import pytest
from sqlalchemy import make_url, text

from app.cannot_start import CannotStart
from app.settings import Settings
from app.storage import database, service
from app.storage.bucket import bucket_store
from tests.conftest import Say

# The library's last migration that revision 0004 brings the queue up to.
LAST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
CATALOGUE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
    "WHERE table_schema = 'public' AND table_name LIKE 'procrastinate%'",
    "values": "SELECT typname, enumlabel FROM pg_enum JOIN pg_type t ON t.oid = enumtypid",
    "functions": "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%'",
    "constraints": "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid::regclass::text LIKE 'procrastinate%' AND contype <> 'n'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE sequencename LIKE 'procrastinate%'",
}


def catalogue(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """What a database has of the queue, however its columns are ordered."""
    return {kind: sorted(map(str, connection.execute(query))) for kind, query in CATALOGUE.items()}


def test_the_queue_is_that_of_the_library(postgres: str) -> None:
    """The tables of the queue are those that the library's own migrations make."""
    plain = make_url(postgres).set(drivername="postgresql").render_as_string(hide_password=False)
    steps = sorted(resources.files("procrastinate.sql.migrations").iterdir(), key=lambda step: step.name)
    with psycopg.connect(plain, autocommit=True) as connection:
        for step in steps:
            if step.name.endswith(".sql") and step.name <= LAST:
                connection.execute(step.read_bytes())
        of_library = catalogue(connection)
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        engine = database.connect(postgres)
        database.migrate(engine)
        engine.dispose()
        ours = catalogue(connection)
    assert ours == of_library
    assert all(ours.values())


def test_a_start_that_fails_leaves_no_mark(bucket: Settings, postgres: str) -> None:
    """Where the tables cannot be made, neither key nor mark is left, and a second try with an empty folder works."""
    shared = replace(bucket, database=postgres)
    engine = database.connect(postgres)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE uploads (id text)"))
    with pytest.raises(CannotStart, match="database cannot be opened"):
        service.start(shared)
    assert obstore.list(bucket_store(shared)).collect() == []
    assert [path.name for path in shared.data.iterdir()] == ["service.lock"]
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE uploads"))
    engine.dispose()
    service.start(replace(shared, data=shared.data / "again")).close()
    assert (shared.data / "again" / "master.key").exists()


def test_an_older_server_is_refused(
    bucket: Settings, postgres: str, said: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PostgreSQL below the least version is named with it, by the service and by `doctor`, and nothing is made."""
    monkeypatch.setattr(database, "LEAST_POSTGRESQL", 99)
    with pytest.raises(CannotStart, match=r"needs PostgreSQL 99 or newer, and the server is version 1[68]"):
        service.start(replace(bucket, database=postgres))
    assert obstore.list(bucket_store(bucket)).collect() == []
    for command in ("doctor", "serve", "worker"):
        status, output = said(command, MIOBOE_DATABASE=postgres, MIOBOE_VAULT="")
        assert (status, "needs PostgreSQL 99 or newer" in output) == (1 if command == "doctor" else 2, True), output
