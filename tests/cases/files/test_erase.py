"""What is deleted, or too old, is gone: from the tables, the vault and the database's log."""

import os
import shutil
import sqlite3
import time
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select, update

from app.cases.answers.book import latest_report
from app.cases.case import hash_token
from app.cases.files import erase
from app.cases.files.uploads import remove, uploads
from app.cases.operation.runs import run_of
from app.cases.record import custody
from app.settings import Settings
from app.storage import database
from app.storage.guard import owned
from app.storage.service import Service
from app.storage.tables import AuditRow, CaseRow, RunRow, UploadRow, VerdictRow, now
from tests.browser import GIFT, ORDERS, Browser, code_of, hand_in_orders, visit
from tests.conftest import CANARIES
from tests.service import hits, rows_by_hand, running, the_case, with_report


def test_deletion_leaves_nothing(app: FastAPI, ordered: Browser, settings: Settings) -> None:
    """Key, rows and blobs are gone at once, from the database's log too; cookie and code open nothing any more."""
    case = with_report(app, ("f1", ["e1"]))
    ordered.upload(text=GIFT)
    ordered.wait()
    ordered.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(ordered.post("/case/code", on="/case"))
    cookie = ordered.client.cookies["mioboe"]
    with database.reading(app.state.service.engine) as session:
        row = session.get_one(CaseRow, case.id)
        kept = [row.key or b"", (row.resume_hash or "").encode(), hash_token(cookie).encode()]
        kept += [one.fingerprint.encode() for one in session.exec(select(UploadRow))]
    assert all(hits(settings, one) for one in kept)
    answer = ordered.post("/case/delete", on="/case/delete")
    assert answer.status_code == 200
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert hits(settings, *kept, *CANARIES) == []
    assert [one for one in settings.blobs.rglob("*") if one.is_file()] == []
    assert visit(app, Cookie=f"mioboe={cookie}").get("/case").status_code == 404
    assert visit(app).post("/resume", {"code": code}, on="/resume").status_code == 403
    with database.reading(app.state.service.engine) as session:
        assert {"opened", "uploaded", "code", "erased"} <= {one.event for one in session.exec(select(AuditRow))}


def test_deletion_that_was_cut_off(settings: Settings) -> None:
    """Blobs that were left when the process died in a deletion or an upload are removed at the next start."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("a.csv", ORDERS.encode()))
        browser.wait()
        case = the_case(app)
        case.service.vault.put(case.key, "0" * 32 + ".data", b"an upload that no row knows")
        case.service.vault.put(case.key._replace(case_id="d" * 32), "report", b"of a case that is gone")
    for left in (settings.blobs / case.id / ("0" * 32 + ".data"), settings.blobs / ("d" * 32) / "report"):
        os.utime(left, (0, 0))  # where other processes run, what is not old may be on its way
    with running(settings) as app:
        assert sorted(name.partition(".")[2] for name in app.state.service.vault.names(case.id)) == [
            "", "", "", "data", "events", "name",
        ]  # fmt: skip
        assert app.state.service.vault.cases() == {case.id}


def test_what_races_left_is_removed(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """Rows and blobs of a case that was erased while earlier versions wrote to it go at the next start, which says how
    many there were; a run among them is not taken up."""
    with running(settings) as app:
        hand_in_orders(visit(app))
        case = the_case(app)
        with rows_by_hand(case.service.engine) as session:
            session.exec(update(RunRow).values(state="running", holder="gone"))
            session.exec(update(CaseRow).values(key=None, erased_at=now()))
            session.add(VerdictRow(case_id=case.id, subject="question:0", verdict="not_mine"))
    for left in (settings.blobs / case.id).iterdir():
        os.utime(left, (0, 0))  # where other processes run, what is not old may be on its way
    caplog.clear()
    with caplog.at_level("INFO", "mioboe"), running(settings) as app:
        with database.reading(app.state.service.engine) as session:
            for table in owned():
                assert session.exec(select(table)).all() == []
        assert not app.state.service.vault.names(case.id)
    lines = [line for line in caplog.messages if "removed" in line]
    assert "rows of erased cases removed table=verdicts count=1" in lines
    assert "rows of erased cases removed table=runs count=1" in lines
    assert any(line.startswith("blobs that no row refers to removed count=") for line in lines)


def test_what_no_row_knows_stays_a_week(settings: Settings) -> None:
    """Files that this database never had are kept long enough for a wrong database, or an older copy, to be noticed."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("a.csv", ORDERS.encode()))
        browser.wait()
        case = the_case(app)
        vault = case.service.vault
        there = {case.id: set(vault.names(case.id))}
        for case_id in (case.id, "c" * 32):
            for number, days in enumerate((6, 8)):
                vault.put(case.key._replace(case_id=case_id), f"{number:032}.data", b"of another database")
                written = time.time() - days * 24 * 60 * 60
                os.utime(settings.blobs / case_id / f"{number:032}.data", (written, written))
    with running(settings) as app:
        vault = app.state.service.vault
        left = {one: set(vault.names(one)) - there.get(one, set()) for one in vault.cases()}
        assert left == {one: {f"{0:032}.data"} for one in (case.id, "c" * 32)}


@pytest.mark.sqlite
def test_a_newer_database_that_comes_back(settings: Settings) -> None:
    """While an older copy of the database was in use by mistake, no file of the right one was lost."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("first.csv", ORDERS.encode()))
        browser.wait()
    shutil.copy(settings.data / "mioboe.sqlite", settings.data / "older")
    with running(settings) as app:
        again = visit(app, Cookie=f"mioboe={browser.client.cookies['mioboe']}")
        again.upload(("second.csv", ORDERS.replace("0000001-", "0000002-").encode()))
        again.wait()
        before = {one: app.state.service.vault.names(one) for one in app.state.service.vault.cases()}
    shutil.copy(settings.data / "mioboe.sqlite", settings.data / "right")
    for copy in ("older", "right"):
        (settings.data / copy).rename(settings.data / "mioboe.sqlite")
        with running(settings) as app:
            vault = app.state.service.vault
    assert {one: vault.names(one) for one in vault.cases()} == before


def test_files_that_were_removed_go_at_once(settings: Settings) -> None:
    """The removal of a file, or of an original whose time was over, that was cut off ends at the next start, and what
    the list of tombstones lacks is entered."""
    with running(settings) as app:
        browser = visit(app)
        for name in ("gone", "over", "kept"):
            browser.upload((f"{name}.csv", ORDERS.replace("0000001-", f"000000{len(name)}-{name}").encode()))
            browser.wait()
        case = the_case(app)
        gone, over, kept = uploads(case)
        blobs = {name: case.service.vault.get(case.key, name) for name in case.service.vault.names(case.id)}
        remove(case, gone.id, lambda _: None)
        with rows_by_hand(case.service.engine) as session:
            session.get_one(UploadRow, over.id).state = "expired"
        written = time.time() - 2 * 24 * 60 * 60  # where other processes run, what is not old may be on its way
        for name, data in blobs.items():
            case.service.vault.put(case.key, name, data)
            os.utime(settings.blobs / case.id / name, (written, written))
    settings.tombstone_list.write_text("")
    with running(settings) as app:
        left = app.state.service.vault.names(case.id)
        assert not [name for name in left if name.startswith(gone.id)]
        assert [one in left for one in (f"{over.id}.data", f"{over.id}.name", f"{kept.id}.data")] == [False, True, True]
    assert gone.id in settings.tombstone_list.read_text()


@pytest.mark.sqlite
def test_a_database_of_before_an_erasure(settings: Settings) -> None:
    """Where somebody puts an older copy of the database back, the list of what was erased still holds."""
    with running(settings) as app:
        gone, stays = visit(app), visit(app)
        for browser in (gone, stays):
            browser.post("/start", {"symptom": "symptom.free_parcel"})
        erased, kept = gone.client.cookies["mioboe"], stays.client.cookies["mioboe"]
        copy = sqlite3.connect(settings.data / "copy")
        sqlite3.connect(settings.data / "mioboe.sqlite").backup(copy)
        copy.close()
        gone.post("/case/delete", on="/case/delete")
    for one in settings.data.glob("mioboe.sqlite*"):
        one.unlink()
    (settings.data / "copy").rename(settings.data / "mioboe.sqlite")
    with running(settings) as app:
        assert visit(app, Cookie=f"mioboe={erased}").get("/case").status_code == 404
        assert visit(app, Cookie=f"mioboe={kept}").get("/case").status_code == 200


def test_several_processes_end_an_original_once(
    app: FastAPI, ordered: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another process found at the same time that an original is too old, the log of the case says it once."""
    case, one_end = the_case(app), erase._expire_original

    def two_end(service: Service, upload: UploadRow) -> None:
        one_end(service, upload)
        one_end(service, upload)

    monkeypatch.setattr(erase, "_expire_original", two_end)
    with rows_by_hand(case.service.engine) as session:
        session.exec(select(UploadRow)).one().created_at = now() - timedelta(days=31)
    erase.expire(case.service)
    assert [line["action"] for line in custody.lines(case)] == ["received", "expired"]


def test_what_is_old_is_forgotten(app: FastAPI, ordered: Browser, settings: Settings) -> None:
    """After their time originals go and the report stays; after its time the whole case goes."""
    case = the_case(app)
    before = latest_report(case)
    with rows_by_hand(case.service.engine) as session:
        session.exec(select(UploadRow)).one().created_at = now() - timedelta(days=31)
    erase.expire(case.service)
    assert [one.state for one in uploads(case)] == ["expired"]
    assert not [one for one in case.service.vault.names(case.id) if one.endswith(".data")]
    ordered.upload(text="2 lines\nof text")
    ordered.wait()
    after = latest_report(case)
    assert before
    assert after
    assert after.events == before.events
    assert run_of(case).state == "done"
    with database.writing(case.service.engine) as session:
        session.get_one(CaseRow, case.id).created_at = now() - timedelta(days=181)
    erase.expire(case.service)
    assert case.service.vault.cases() == set()
    assert ordered.get("/case").status_code == 404
    with database.reading(case.service.engine) as session:
        assert session.exec(select(RunRow)).all() == []
