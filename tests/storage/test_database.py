"""Tables and migrations, on SQLite and on a real PostgreSQL, and what SQLite would lose or keep without being told."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, bindparam, event, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlmodel import Session, SQLModel, select

from app.settings import Settings
from app.storage import database
from app.storage.desk_tables import HandoverRow, InvitationRow
from app.storage.phone_tables import PhoneRow
from app.storage.service_tables import BackupRow
from app.storage.tables import (
    AccountRow,
    AuditRow,
    CaseRow,
    ChallengeRow,
    EvidenceRow,
    GrantRow,
    IdentityRow,
    LookRow,
    PasskeyRow,
    ProgressRow,
    RecoveryCodeRow,
    ReservationRow,
    RunRow,
    SessionRow,
    SightingRow,
    SymptomRow,
    UploadRow,
    VerdictRow,
    now,
)
from tests.browser import ORDERS, visit
from tests.service import rows_by_hand, running
from tests.storage.conftest import down


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    lite = request.param == "sqlite"
    made = database.connect(f"sqlite:///{tmp_path}/x.sqlite" if lite else request.getfixturevalue("postgres"))
    yield made
    made.dispose()


def fill(engine: Engine) -> None:
    """One row in every table."""
    with rows_by_hand(engine) as session:
        session.add(AccountRow(id="a" * 32, name="Hanako", name_key="hanako", totp_secret=b"locked"))
        session.add(CaseRow(id="c" * 32, lang="ja", key=b"locked", resume_public="P" * 8, resume_hash="$argon2id$"))
        session.flush()
        session.add_all(
            [
                SessionRow(token_hash="t" * 64, case_id="c" * 32, account_id="a" * 32, client="Firefox"),
                PasskeyRow(id="p" * 64, account_id="a" * 32, credential=b"\0", site="localhost", name="phone"),
                RecoveryCodeRow(code_hash="r" * 64, account_id="a" * 32),
                IdentityRow(issuer="https://id.example", subject="1", account_id="a" * 32),
                ChallengeRow(id="h" * 64, kind="passkey", data={"challenge": "x"}, until=now()),
                GrantRow(id="g" * 32, case_id="c" * 32, helper_id="a" * 32, mode="read", until=now()),
                GrantRow(id="d" * 32, case_id="c" * 32, helper_id="a" * 32, mode="desk", until=now()),
                HandoverRow(case_id="c" * 32, code_hash="h" * 64, kind="paper", until=now()),
                InvitationRow(code_hash="i" * 64, account_id="a" * 32, until=now()),
                LookRow(case_id="c" * 32, grant_id="g" * 32, helper_id="a" * 32, action="GET /case"),
                UploadRow(id="u" * 32, case_id="c" * 32, number=1, size=2**40, fingerprint="f" * 64),
                VerdictRow(case_id="c" * 32, subject="finding:1", verdict="mine", triggers=["a", "b"]),
                ProgressRow(case_id="c" * 32, step="shop.password", state="done"),
                ProgressRow(case_id="c" * 32, step="shop.password", subject="s" * 32, state="waiting", findings=["f"]),
                EvidenceRow(
                    id="e" * 32, case_id="c" * 32, number=1, step="save.mail", size=2**40, fingerprint="f" * 64
                ),
                SightingRow(case_id="c" * 32, finding="f" * 20, detector="refund.orphan", uploads=[1, 2]),
                SymptomRow(case_id="c" * 32, symptom="symptom.free_parcel"),
                RunRow(case_id="c" * 32, rows=2**40),
                PhoneRow(id="P" * 8, case_id="c" * 32, until=now()),
                ReservationRow(id="v" * 32, case_id="c" * 32, size=2**40, until=now()),
                AuditRow(case_id="c" * 32, event="opened"),
                BackupRow(at=now(), verified_at=now(), name="b", size=2**40, cases=1, missing=0),
            ]
        )


def shape(engine: Engine) -> dict[str, Any]:
    """Tables, columns, keys and indexes as the database has them."""
    seen = inspect(engine)
    return {
        table: [
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)),
            seen.get_pk_constraint(table)["constrained_columns"],
            sorted(str(one["column_names"]) for one in seen.get_unique_constraints(table)),
            sorted(str(one["column_names"]) for one in seen.get_indexes(table)),
            sorted(str(one["constrained_columns"]) + str(one["options"]) for one in seen.get_foreign_keys(table)),
        ]
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_head_is_what_the_models_say(engine: Engine) -> None:
    """After all migrations nothing is missing, too much or of another type; and there is one head."""
    database.migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": database.is_ours})
        assert compare_metadata(context, SQLModel.metadata) == []
    assert len(ScriptDirectory(str(database.SCRIPTS)).get_heads()) == 1


def test_up_down_up_with_data(engine: Engine) -> None:
    """Up, down and up again ends in the same tables, with rows in them, and twice up is no error."""
    database.migrate(engine)
    database.migrate(engine)
    before = shape(engine)
    fill(engine)
    database.migrate(engine, "base")
    assert shape(engine) == {}
    database.migrate(engine)
    assert shape(engine) == before
    fill(engine)


def test_rows_come_back_as_they_went_in(engine: Engine) -> None:
    """Sizes beyond 2 GiB, lists, bytes and instants survive; deleting a case takes its rows along."""
    database.migrate(engine)
    fill(engine)
    with database.reading(engine) as session:
        upload, verdict = session.get_one(UploadRow, "u" * 32), session.get_one(VerdictRow, ("c" * 32, "finding:1"))
        assert (upload.size, upload.state, verdict.triggers) == (2**40, "stored", ["a", "b"])
        assert abs(now() - upload.created_at) < timedelta(minutes=1)
        assert session.get_one(CaseRow, "c" * 32).key == b"locked"
    with rows_by_hand(engine) as session:
        session.delete(session.get_one(CaseRow, "c" * 32))
    with database.reading(engine) as session:
        assert session.exec(select(UploadRow)).all() == []
        assert len(session.exec(select(AuditRow)).all()) == 1


def test_times_have_a_zone(engine: Engine) -> None:
    """Any zone goes in and UTC comes out; a time without a zone is refused."""
    database.migrate(engine)
    tokyo = datetime(2026, 5, 3, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    with rows_by_hand(engine) as session:
        session.add(CaseRow(id="z", created_at=tokyo))
    with database.reading(engine) as session:
        read = session.get_one(CaseRow, "z").created_at
        assert (read, read.tzinfo) == (datetime(2026, 5, 3, 0, 30, tzinfo=UTC), UTC)
    with pytest.raises(StatementError), rows_by_hand(engine) as session:
        session.add(CaseRow(id="n", created_at=datetime(2026, 5, 3)))


def test_errors_hide_values(engine: Engine) -> None:
    """An error of the database does not say what was in the row."""
    database.migrate(engine)
    with pytest.raises(IntegrityError) as caught, rows_by_hand(engine) as session:
        session.add(SymptomRow(case_id="CANARY", symptom="x"))
    assert "CANARY" not in str(caught.value).split("DETAIL")[0]
    assert "hide_parameters" in str(caught.value)


def test_half_a_transaction_is_none(engine: Engine) -> None:
    """What was written before an error in the same transaction is not there."""
    database.migrate(engine)

    def fail() -> None:
        with rows_by_hand(engine) as session:
            session.add(CaseRow(id="half"))
            session.flush()
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        fail()
    with database.reading(engine) as session:
        assert session.get(CaseRow, "half") is None


def test_a_page_reads_over_one_connection(engine: Engine) -> None:
    """It holds no other meanwhile, sees what it wrote itself, and gives the connection back also after an error."""
    database.migrate(engine)
    begun: list[Connection] = []
    held: list[int] = [0]
    event.listen(engine, "begin", begun.append)
    event.listen(engine, "checkout", lambda *_: held.append(held[-1] + 1))
    event.listen(engine, "checkin", lambda *_: held.append(held[-1] - 1))
    wanted = select(CaseRow.id)

    @database.one_connection()
    def page() -> list[int]:
        seen = [len(database.rows(engine, wanted))]
        with database.reading(engine) as session:
            seen.append(len(session.exec(wanted).all()))
        seen.append(len(database.rows(engine, wanted)))
        assert len(begun) == 1
        with rows_by_hand(engine) as session:
            session.add(CaseRow(id="c" * 32))
        return [*seen, len(database.rows(engine, wanted))]

    assert page() == [0, 0, 0, 1]
    assert len(begun) == 3
    with pytest.raises(DBAPIError), database.one_connection():
        database.rows(engine, text("SELECT nothing FROM nowhere"))
    assert len(database.rows(engine, wanted)) == 1
    assert (max(held), held[-1]) == (1, 0)


def test_a_page_asks_the_same_only_once(engine: Engine) -> None:
    """A query with the same values is asked once in a block, and again in the next one."""
    database.migrate(engine)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    wanted = select(CaseRow.id).where(CaseRow.id == bindparam("id"))
    for _ in range(2):
        asked.clear()
        with database.one_connection():
            for id_ in ("a", "b", "a"):
                assert database.rows(engine, wanted, id=id_) == []
        assert len([one for one in asked if one.startswith("SELECT")]) == 2


def test_what_is_read_while_it_is_written_is_read_again(engine: Engine) -> None:
    """The transaction that read it saw the state before."""
    database.migrate(engine)
    wanted = select(CaseRow.id)
    with database.one_connection():
        with rows_by_hand(engine) as session:
            session.add(CaseRow(id="c" * 32))
            assert len(database.rows(engine, wanted)) == 0
        assert len(database.rows(engine, wanted)) == 1


def test_sqlite_is_set_up_on_every_connection(tmp_path: Path) -> None:
    """Durable, patient, strict about references, and overwriting what it deletes."""
    engine = database.connect(f"sqlite:///{tmp_path}/x.sqlite")
    wanted = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1, "secure_delete": 1}
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    """A writing transaction has the lock before it reads, so no writer fails for having read an old state."""
    engine = database.connect(f"sqlite:///{tmp_path}/x.sqlite")
    database.migrate(engine)
    impatient = database.connect(f"sqlite:///{tmp_path}/x.sqlite")
    with database.writing(engine) as first:
        first.exec(select(CaseRow)).all()
        with impatient.connect() as connection:
            connection.connection.cursor().execute("PRAGMA busy_timeout=50")
        with pytest.raises(OperationalError, match="locked"), database.writing(impatient) as second:
            second.exec(select(CaseRow)).all()


def test_erased_rows_leave_no_trace(tmp_path: Path) -> None:
    """After a deletion and ``forget`` neither the file nor its log holds a byte of the row."""
    engine = database.connect(f"sqlite:///{tmp_path}/x.sqlite")
    database.migrate(engine)
    with database.writing(engine) as session:
        session.add_all(CaseRow(id=f"{number:05}-CANARY") for number in range(500))
    assert _hits(tmp_path)
    with database.writing(engine) as session:
        session.execute(text("DELETE FROM cases"))
    database.forget(engine)
    assert not _hits(tmp_path)
    with Session(engine) as session:
        assert session.exec(select(CaseRow)).all() == []


def _hits(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if b"CANARY" in one.read_bytes()]


def test_whole_way_on_postgresql(postgres: str, settings: Settings) -> None:
    """Upload, examination, answer pages, resume code and deletion work on PostgreSQL as they do on SQLite."""
    with running(settings, database=postgres) as app:
        browser = visit(app)
        browser.upload(("a.csv", ORDERS.encode()), text="some text")
        browser.wait()
        assert "a.csv" in browser.get("/case/files").text
        found = re.search(r'class="resume-code"[^>]*>([^<]+)<', browser.post("/case/code", on="/case").text)
        assert found
        assert browser.post("/resume", {"code": "wrong"}, on="/resume").status_code == 403
        assert visit(app).post("/resume", {"code": found[1]}, on="/resume").status_code == 303
        assert browser.post("/case/delete", on="/case/delete").status_code == 200
        with database.reading(app.state.service.engine) as session:
            assert session.exec(select(UploadRow)).all() == []
    assert [one for one in settings.blobs.rglob("*") if one.is_file()] == []


def test_older_progress_is_carried_over(engine: Engine) -> None:
    """The states of steps survive the way up and down between the first two revisions."""
    database.migrate(engine, "0001")
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("INSERT INTO cases (id, created_at) VALUES ('c', '2026-05-03 00:00:00')"))
        older = (
            "INSERT INTO progress (case_id, step, state, at, rev) VALUES ('c', 's', 'later', '2026-05-03 00:00:00', 3)"
        )
        connection.execute(text(older))
    database.migrate(engine)
    with rows_by_hand(engine) as session:
        row = session.get_one(ProgressRow, ("c", "s", ""))
        assert (row.state, row.rev, row.subject, row.findings, row.content) == ("later", 3, "", [], 1)
        session.add(ProgressRow(case_id="c", step="t", state="waiting"))
        session.add(ProgressRow(case_id="c", step="t", subject="x", state="done"))
    down(engine, "0001")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT step, state, rev FROM progress ORDER BY step")).all()
        assert [tuple(one) for one in rows] == [("s", "later", 3), ("t", "todo", 1)]
    database.migrate(engine)


def test_many_write_at_once(tmp_path: Path) -> None:
    """Each writer of a process has its turn, though all of them together take longer than SQLite waits for a lock."""
    engine = database.connect(f"sqlite:///{tmp_path}/x.sqlite")
    database.migrate(engine)

    def write(number: int) -> None:
        with rows_by_hand(engine) as session:
            session.add(CaseRow(id=f"{number:032}"))
            session.flush()
            time.sleep(0.5)

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(write, range(12)))
    with database.reading(engine) as session:
        assert len(session.exec(select(CaseRow)).all()) == 12
    engine.dispose()
