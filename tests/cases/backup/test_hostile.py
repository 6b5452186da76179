"""A backup that somebody made up who knows its passphrase is refused in a sentence, and nothing of it is left."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyrage
import pytest
from sqlalchemy import JSON, Column, Engine, Table, TypeDecorator
from sqlalchemy.exc import SQLAlchemyError

from app.cannot_start import START_SENTENCES
from app.cases.accounts.account import create
from app.cases.backup import container, make, rows
from app.cases.backup.enter import Entering
from app.cases.backup.problems import SENTENCES
from app.settings import Settings
from app.storage import database
from tests.browser import ORDERS, visit
from tests.cases.backup.locked import lock
from tests.conftest import Say
from tests.service import running, the_case
from tests.storage.conftest import contents

PASSPHRASE = "correct horse battery"
DEEP = b"[" * 50_000 + b"]" * 50_000
ANY: dict[type, Any] = {
    str: "x",
    int: 1,
    float: 1.5,
    bool: True,
    bytes: b"x",
    list: ["x"],
    datetime: datetime(2026, 6, 3, tzinfo=UTC),
}  # a value of each type that a column may have
OTHER: list[Any] = [5, None, [], {"a": 1}, True, ...]
WRONG = [*ANY.values(), 2**63, "\0", "\ud800"]
Members = dict[str, bytes]
Change = Callable[[Members], Any]


class Made:
    """A backup, unlocked: its members by their paths, of which a test changes some."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.words = folder, ("--passphrase-file", str(folder / "pass"))
        (folder / "pass").write_text(PASSPHRASE)
        with running(Settings(data=folder / "data")) as app:
            browser = visit(app)
            browser.upload(("orders.csv", ORDERS.encode()))
            browser.wait()
            self.case = the_case(app).id
            create(app.state.service, "Helper", "a long password here", role="helper", totp_secret=b"s" * 20)
            make.make(app.state.service, folder / "b", PASSPHRASE)
        opened = container.open_backup(folder / "b")
        self.members = {part.path: part.read() for part in opened.parts(opened.identity(PASSPHRASE))}

    def changed(self, change: Change) -> Path:
        """The same backup with changed members."""
        members = dict(self.members)
        change(members)
        file = self.folder / "changed"
        with file.open("wb+") as out:
            container.write(out, PASSPHRASE, ((path, len(data), [data]) for path, data in members.items()))
        return file


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyrage.passphrase, "encrypt", lock)
        yield Made(tmp_path_factory.mktemp("made"))


def about(field: str, value: Any, members: Members) -> None:
    """Changes what the backup says of itself; ``...`` leaves the field out."""
    manifest = json.loads(members["manifest.json"]) | {field: value}
    members["manifest.json"] = json.dumps({key: one for key, one in manifest.items() if one is not ...}).encode()


def lines(change: Callable[[list[Any]], Any], members: Members) -> None:
    """Changes the lines of all rows."""
    of_rows = [json.loads(line) for line in members["rows/00000001.jsonl"].splitlines()]
    change(of_rows)
    members["rows/00000001.jsonl"] = "\n".join(map(json.dumps, of_rows)).encode()


def in_table(name: str, members: Members, **values: Any) -> None:
    """Sets columns of all rows of a table."""

    def change(of_rows: list[Any]) -> None:
        columns: list[str] = []
        for line in of_rows:
            if isinstance(line, dict):
                columns = line["columns"] if line["table"] == name else []
            elif columns:
                line[:] = [values.get(column, value) for column, value in zip(columns, line, strict=True)]

    lines(change, members)


def more(table: str, columns: list[str], *values: Any) -> Change:
    """A row behind the last one."""
    return partial(lines, lambda of_rows: of_rows.extend([{"table": table, "columns": columns}, list(values)]))


def locked_by_nobody(members: Members) -> None:
    """As a version wrote it that named no master keys, and damaged: only the first start after it finds that out."""
    in_table("cases", members, key={"bytes": "AAAA"}, key_id="")
    in_table("accounts", members, totp_secret=None)


def without(path: str) -> Change:
    return lambda members: members.pop(path)


def replaced(path: str, data: bytes) -> Change:
    return lambda members: members.update({path: data})


def renamed(name: str) -> Change:
    """A file of the case with another name."""

    def change(members: Members) -> None:
        path = next(path for path in members if path.startswith("vault/"))
        folder = path.rpartition("/")[0]
        kept = [(f"{folder}/{name}" if each == path else each, data) for each, data in members.items()]
        members.clear()
        members.update(kept)

    return change


HOSTILE: dict[str, Change] = {
    **{f"vault/CASE/{name}": renamed(name) for name in ("..", ".", "a/../b", "a..b", ".a", "")},
    **{
        f"{field}: {str(value)[:20]}": partial(about, field, value)
        for field in ("schema", "version", "revision", "at")
        for value in OTHER
    },
    **{f"revision: {text}": partial(about, "revision", text) for text in ("base", "head", "-1", "00", "9999")},
    "at: soon": partial(about, "at", "soon"),
    **{f"{path} deep": replaced(path, DEEP) for path in ("manifest.json", "rows/00000001.jsonl")},
    **{f"manifest {text!r}": replaced("manifest.json", text) for text in (b"[]", b"5", b"\xff", b"")},
    **{f"{path} empty": replaced(path, b"") for path in ("master.key", "secret.age")},
    **{f"{path} other": replaced(path, b"\xffx\n") for path in ("master.key", "secret.age")},
    **{f"without {path}": without(path) for path in ("manifest.json", "master.key", "secret.age", "end.json")},
    "a table that is not there": more("cookies", ["id"], 1),
    "the version of the tables": more("alembic_version", ["version_num"], "0001"),
    "the mark of a restoration": more("restoration", ["id", "complete"], "x", True),
    "a second secret of the server": more("server_secret", ["id", "secret", "key_id"], 1, {"bytes": ""}, ""),
    "a column that is not there": more("tombstones", ["kind", "id", "at", "x"], "case", "a", {"time": "2026-06-03"}, 1),
    "a column that is missing": more("tombstones", ["kind"], "case"),
    "too few values": more("tombstones", ["kind", "id", "at"], "case"),
    "no time": more("tombstones", ["kind", "id", "at"], "case", "a", {"time": "soon"}),
    "no bytes": more("tombstones", ["kind", "id", "at"], "case", {"bytes": "%"}, {"time": "2026-06-03"}),
    "another kind of value": more("tombstones", ["kind", "id", "at"], "case", {"set": [1]}, {"time": "2026-06-03"}),
    "a row twice": partial(lines, lambda of_rows: of_rows.append(of_rows[-1])),
    "values without a table": partial(lines, lambda of_rows: of_rows.insert(0, [1])),
    "a line that is no row": partial(lines, lambda of_rows: of_rows.append(5)),
    "a table that is a number": partial(lines, lambda of_rows: of_rows.append({"table": 5, "columns": []})),
    "a case of a number": partial(in_table, "cases", id=5),
    "a case of a list": partial(in_table, "cases", id={"json": [1]}),
    "an upload of nobody": partial(in_table, "uploads", case_id="f" * 32),
    "a key of another master key": partial(in_table, "cases", key_id="0" * 16),
    "a secret of another master key": partial(in_table, "accounts", key_id="0" * 16),
    "a key that opens nothing": locked_by_nobody,
}  # fmt: skip
WORDS = [text.split("}", 1)[-1].split("{", 1)[0] for text in (*SENTENCES.values(), *START_SENTENCES.values())]


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_version_writes_is_refused(made: Made, said: Say, tmp_path: Path, what: str) -> None:
    """Status 2 and a sentence, never a traceback; no row, file or mark is left, so that the good backup can follow."""
    there = {"MIOBOE_DATA": str(tmp_path / "there"), "MIOBOE_DATABASE": ""}
    status, sentence = said("restore", str(made.changed(HOSTILE[what])), *made.words, **there)
    assert status == 2, sentence
    assert len(sentence.strip().splitlines()) == 1, sentence
    assert any(words in sentence for words in WORDS), sentence
    assert set(contents(tmp_path / "there")) <= {"service.lock", "tombstones.txt"}
    if what in ("the version of the tables", "a key that opens nothing"):
        assert said("restore", str(made.folder / "b"), *made.words, **there)[0] == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with all tables and no row."""
    postgres = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    engine = database.connect(postgres or Settings(data=tmp_path).database_url)
    database.migrate(engine)
    yield engine
    engine.dispose()


def test_every_column_takes_its_own_type_alone(empty: Engine) -> None:
    """A value of another type in any column of any table is not entered, nor one that databases cannot hold."""
    refused = 0
    with empty.execution_options(writes=True).connect() as connection:
        entering = Entering(connection, set())
        for table in rows.TABLES:
            whole = {column.name: ANY[_kind(column)] for column in table.columns}
            assert _refusal(entering, table, whole) is not rows.UnfitError, table.name
            for column in table.columns:
                for value in (value for value in WRONG if not _fits(column, value)):
                    assert _refusal(entering, table, whole | {column.name: value}) is rows.UnfitError, (column, value)
                    refused += 1
    assert refused > 900


def _kind(column: Column[Any]) -> type:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return list if isinstance(kind, JSON) else kind.python_type


def _fits(column: Column[Any], value: Any) -> bool:
    if _kind(column) is float:
        return type(value) in (int, float)
    return type(value) is type(ANY[_kind(column)]) and value not in (2**63, "\0", "\ud800")


def _refusal(entering: Entering, table: Table, row: rows.Row) -> type[Exception] | None:
    """The error with which a row of a backup is entered; nothing of it stays."""
    step = entering.connection.begin_nested()
    try:
        entering.add(json_of(table, row))
    except (rows.UnfitError, SQLAlchemyError) as error:
        return type(error)
    finally:
        step.rollback()
    return None


def json_of(table: Table, row: rows.Row) -> bytes:
    """A row as a backup holds it, also one that ``rows.encode`` cannot write."""
    plain = [rows._plain(value) for value in row.values()]
    return "\n".join(map(json.dumps, ({"table": table.name, "columns": list(row)}, plain))).encode()
