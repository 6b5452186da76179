"""Erasure of everything: strings are planted wherever a person can leave one, and every byte that the service has
written is searched for them, in every form in which they could lie there."""

import base64
import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import SQLModel

from app.cases.access import browsers
from app.cases.access.browsers import Visitor
from app.cases.accounts import account as accounts
from app.cases.files import erase
from app.cases.record import notes
from app.settings import Settings
from app.storage import database
from tests.browser import ORDERS, Browser, multipart, visit
from tests.service import running, the_case

ROW, FILE, PROOF, SCREEN = "植込通り九丁目", "植込の履歴", "証拠の植込文", "植込の画面"
PERSON, DRAFT, NOTE, SAID, USUAL = "植込太郎", "植込の手紙文", "植込の控え書き", "植込さんの約束", "植込町二番地"
ASKED, ACCOUNT = "植込の検索語", "植込花子"
IN_CASE = (ROW, FILE, PROOF, SCREEN, PERSON, DRAFT, NOTE, SAID, USUAL)


def forms(text: str) -> Iterator[bytes]:
    """The text in every form that is searched for."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932"):
        raw = text.encode(encoding)
        yield raw
        yield quote(raw, safe="").encode()
        yield quote(raw, safe="").lower().encode()
        for before in range(3):  # the text can begin at each of the three places of a group
            coded = base64.b64encode(bytes(before) + raw)[-(-before * 4 // 3) : (before + len(raw)) * 4 // 3]
            yield from {coded, coded.translate(bytes.maketrans(b"+/", b"-_"))}
    escaped = json.dumps(text)[1:-1].encode()
    yield from (escaped, b"".join(b"\\u" + f"{ord(one):04X}".encode() for one in text))


def planted(data: bytes) -> set[str]:
    """Which of the strings these bytes hold, in any form."""
    return {text for text in (*IN_CASE, ASKED, ACCOUNT) if any(form in data for form in forms(text))}


def written(folder: Path) -> dict[str, set[str]]:
    """The files below a folder that hold any of the strings, and which."""
    files = {one: planted(one.read_bytes()) for one in folder.rglob("*") if one.is_file()}
    return {one.name: texts for one, texts in files.items() if texts}


@pytest.fixture
def place(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for all that the service writes: its data, its temporary files, and a log of everything it says."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    root, handler = logging.getLogger(), logging.FileHandler(tmp_path / "log")
    handler.addFilter(lambda line: not line.name.startswith("http"))  # the browser's own lines
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield tmp_path
    root.setLevel(before)
    root.removeHandler(handler)
    handler.close()


def plant(app: FastAPI, browser: Browser) -> None:
    """Leaves a string in every place of a case, and some in requests that lead to nothing."""
    rows = ORDERS.replace("CANARY-Street 1", ROW).replace("Pen", USUAL).encode("cp932")
    browser.upload((f"{FILE}.csv", rows), text=f"{SAID} 2 lines\nof text")
    browser.wait()
    proof = multipart(
        browser.token("/case/evidence/save.screens"), ((f"{SCREEN}.png", PROOF.encode()),), step="save.screens"
    )
    assert browser.client.post("/upload", **proof).status_code == 303
    assert browser.post("/case/letters", {"name": PERSON}, on="/case/letters").status_code == 303
    with notes.change(the_case(app)) as (_, content):
        content["steps"]["save.screens|"], content["drafts"]["police.ja"] = NOTE, DRAFT
    assert browser.post("/case/book/find", {"words": ASKED}, on="/case").status_code in (200, 303)
    assert browser.get("/case/book", params={"q": ASKED}).status_code == 422
    assert browser.get(f"/case/steps/{ASKED}").status_code == 404
    assert visit(app).post("/resume", {"code": ASKED}, on="/resume").status_code == 403


def exported(browser: Browser) -> set[str]:
    """Which strings the case holds, as its export shows."""
    answer = browser.post("/case/export", on="/case/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        return planted(b"\n".join([*(one.encode() for one in found.namelist()), *map(found.read, found.namelist())]))


def test_search_finds_every_form(tmp_path: Path) -> None:
    """The searcher is no use if it overlooks one."""
    for number, text in enumerate((ROW, ACCOUNT)):
        raw = [text.encode(one) for one in ("utf-8", "utf-16", "cp932")]
        coded = [base64.b64encode(b"x" * before + one + b"yy") for one in raw for before in range(4)]
        others = [json.dumps({"a": text}).encode(), f"/a?b={quote(text)}".encode(), b"q=" + quote(raw[2]).encode()]
        for place, data in enumerate((*raw, *coded, *others)):
            (tmp_path / f"{number}-{place}").write_bytes(b"before " + data + b" after")
    assert written(tmp_path) == {one.name: {ROW if one.name.startswith("0") else ACCOUNT} for one in tmp_path.iterdir()}


def stored(engine: Engine, place: Path) -> dict[str, set[str]]:
    """What ``written`` finds, also in the files of PostgreSQL, which first writes what it holds in memory. Its log of
    writes is left out: it is the server's, which uses the log's files again."""
    found = written(place)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sqlalchemy.text("CHECKPOINT"))
            folder = Path(connection.scalar(sqlalchemy.text("SHOW data_directory")) or "")
        for part in ("base", "global", "pg_xact", "pg_stat"):
            found |= written(folder / part)
    return found


def test_deleted_case_is_nowhere(place: Path, settings: Settings) -> None:
    """The case holds every string, no file shows one, before its deletion or after it."""
    with running(replace(settings, data=place / "data")) as app:
        browser, engine = visit(app), app.state.service.engine
        plant(app, browser)
        assert exported(browser) == set(IN_CASE)
        assert stored(engine, place) == {}
        assert browser.post("/case/delete", on="/case/delete").status_code == 200
        assert stored(engine, place) == {}
        with database.reading(engine) as session:
            owned = [one for one in SQLModel.metadata.tables.values() if "case_id" in one.c]
            left = {one.name for one in owned if session.execute(one.select().where(one.c.case_id.is_not(None))).all()}
            assert left == {"audit"}  # when something happened, without a word of what it was
        assert not [one for one in (place / "data" / "vault").rglob("*") if one.is_file()]
    assert written(place) == {}


def test_closed_account_is_nowhere(place: Path, settings: Settings) -> None:
    """The name of an account is in the database for as long as there is one, and its case goes with it. PostgreSQL's
    files are written anew once a day."""
    with running(replace(settings, data=place / "data")) as app:
        browser, engine = visit(app), app.state.service.engine
        plant(app, browser)
        here = Visitor(browser.client.cookies["mioboe"], "", "")
        holder = accounts.create(app.state.service, ACCOUNT, None)
        accounts.keep(holder, the_case(app), here.token)
        browsers.sign_in(app.state.service, here, holder.id)
        before = stored(engine, place)
        assert set.union(*before.values()) == {ACCOUNT}
        assert settings.database or all(name.startswith("mioboe.sqlite") for name in before)
        accounts.close(holder)
        if settings.database:
            erase.daily(app.state.service)
        assert stored(engine, place) == {}
        assert app.state.service.vault.cases() == set()
    assert written(place) == {}
