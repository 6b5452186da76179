"""A service that is told to stop does so within ten seconds, loses nothing, and says what it does in the form asked
for."""

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import logs
from app.cannot_start import CannotStart
from app.cases.answers.book import latest_report
from app.logs import JsonLines
from app.settings import Settings, load
from app.storage import database
from app.storage.tables import RunRow
from tests.browser import ORDERS, Browser
from tests.service import running, the_case, until

SECONDS = 10


def serving(folder: Path, **more: str) -> tuple[subprocess.Popen[bytes], str, Path]:
    """The command, its address once it answers, and its log."""
    log = folder / "log"
    environment = {**os.environ, "MIOBOE_DATA": str(folder / "data"), "LC_ALL": "en_GB.UTF-8", **more}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", "0"], env=environment, stdout=out, stderr=out
        )
    until(lambda: re.search(r"http://localhost:\d+", log.read_text()) or process.poll() is not None)
    return process, re.findall(r"http://localhost:\d+", log.read_text())[0].replace("localhost", "127.0.0.1"), log


def end(process: subprocess.Popen[bytes]) -> float:
    """Asks it to stop; the seconds until it has."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return time.monotonic() - began


@pytest.mark.sqlite
def test_stopping_amid_work(tmp_path: Path, settings: Settings) -> None:
    """While a large file is examined, an upload is half sent and a connection is open, the service still ends in time;
    the run goes on at the next start, and what was handed in is read as if nothing had been."""
    rows = 60_000
    head, row = ORDERS.splitlines(keepends=True)
    many = head + "".join(row.replace("250-0000001", f"250-{number:07}", 1) for number in range(rows))
    process, url, log = serving(tmp_path)
    with httpx.Client(base_url=url, headers={"Accept-Language": "en"}, timeout=60) as client:
        browser = Browser(client)
        assert browser.upload(("orders.csv", many.encode())).status_code == 303
        until(lambda: browser.get("/case/progress.json").json()["running"])
        half = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
        half.sendall(b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nhalf")
        took = end(process)
        half.close()
        cookies = dict(client.cookies)
    assert took < SECONDS, log.read_text()
    assert "Traceback" not in log.read_text()
    engine = database.connect(settings.database_url)
    with database.reading(engine) as session:
        assert session.exec(select(RunRow)).one().state in ("queued", "done")
    engine.dispose()
    with running(settings) as app:
        again = Browser(TestClient(app, base_url=url, cookies=cookies))
        again.wait()
        report = latest_report(the_case(app))
        assert report
        assert [one.rows for one in report.files] == [rows]


def test_lines_of_json(tmp_path: Path) -> None:
    """With MIOBOE_LOG=json every line is an object with its time, level and message, and values under their names."""
    process, url, log = serving(tmp_path, MIOBOE_LOG="json")
    assert httpx.get(url, headers={"Host": "canary.example"}, timeout=30).status_code == 400
    assert end(process) < SECONDS
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(line.keys() >= {"time", "level", "logger", "message"} for line in lines)
    assert url.rpartition(":")[2] in lines[0]["message"]
    assert lines[-1] | {"level": "warning", "kind": "WrongHost", "status": "400", "method": "GET"} == lines[-1]
    assert "canary" not in log.read_text()


def test_an_error_of_a_library_is_its_type() -> None:
    """What a library logs with a traceback comes as one line without the text of the error."""
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception %s", ("here",), None)
    try:
        raise ValueError("CANARY")
    except ValueError:
        record.exc_info = sys.exc_info()
    line = json.loads(JsonLines().format(record))
    assert (line["level"], line["error"], line["message"]) == ("error", "ValueError", "Exception here")
    assert "CANARY" not in json.dumps(line)


def test_no_library_says_whom_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool of connections that cannot reach its server would log the server's name and answer with every try."""
    monkeypatch.setattr(logging.Formatter, "converter", logging.Formatter.converter)
    logging.getLogger("psycopg").setLevel(logging.NOTSET)
    logs.begin("text")
    pool = logging.getLogger("psycopg.pool")
    assert (pool.isEnabledFor(logging.WARNING), pool.isEnabledFor(logging.ERROR)) == (False, True)


def test_no_such_kind_of_log() -> None:
    """Another word ends the start with a sentence, and so does the address of a service that cannot be one."""
    wrong = ("collector:4318", "file:///etc/passwd", "freetsa", "http://[::1")
    services = ("MIOBOE_TELEMETRY_URL", "MIOBOE_TIMESTAMP_URL", "MIOBOE_VAULT_ENDPOINT")
    for name, value in (("MIOBOE_LOG", "xml"), *product(services, wrong)):
        with pytest.raises(CannotStart, match=name):
            load({name: value})
