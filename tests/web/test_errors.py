"""What goes wrong inside becomes an apology with a number; neither page nor log says anything of the person's data."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import select

from app.settings import Settings
from app.storage import database
from app.storage.tables import AttemptRow, now
from tests.browser import Browser, visit
from tests.service import running


@pytest.fixture
def failing(settings: Settings) -> Iterator[FastAPI]:
    """The service with one more page, which fails with personal data in its error."""
    with running(settings) as app:

        def fail() -> None:
            with database.writing(app.state.service.engine) as session:
                session.execute(text("INSERT INTO cases (id) VALUES (:id)"), {"id": "CANARY-3-chome"})

        app.add_api_route("/fail", fail)
        # Routes match in order, and the pages may have a last one that matches everything.
        app.router.routes.insert(0, app.router.routes.pop())
        yield app


def test_apology_with_a_number(failing: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    """The page says sorry and a number, the log has the number and the place, and neither has the data."""
    with caplog.at_level(logging.DEBUG):
        answer = visit(failing).get("/fail")
    assert answer.status_code == 500
    assert "Sorry" in answer.text
    number = caplog.text.split("error ")[1].split(":")[0]
    assert number in answer.text
    assert "IntegrityError" in caplog.text
    for words in (answer.text, caplog.text):
        assert "CANARY" not in words
        assert "Traceback" not in words
        assert "INSERT" not in words


@pytest.mark.sqlite
def test_locked_database(app: FastAPI, browser: Browser) -> None:
    """While nothing can be saved the page says so and to try again later."""
    token = browser.token()
    with app.state.service.engine.execution_options(writes=True).begin():
        answer = browser.client.post("/start", data={"csrf": token, "symptom": "symptom.free_parcel"})
    assert answer.status_code == 503
    assert "cannot save" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert browser.post("/start", {"symptom": "symptom.free_parcel"}).status_code == 303


@pytest.mark.sqlite
def test_no_door_opens_while_the_database_fails(app: FastAPI) -> None:
    """Where nothing can be looked up, nobody is signed in, no case is shown, and no form does anything."""
    stranger = visit(app)
    token = stranger.token("/sign-in")
    with app.state.service.engine.begin() as session:
        session.execute(text("ALTER TABLE sessions RENAME TO gone"))
        session.execute(text("ALTER TABLE accounts RENAME TO gone_too"))
    stranger.client.cookies.set("mioboe", "x" * 43)
    for answer in (
        stranger.get("/case"),
        stranger.get("/account"),
        stranger.client.post("/sign-in", data={"csrf": token, "name": "hanako", "password": "any"}),
        stranger.client.post("/case/delete", data={"csrf": token}),
    ):
        assert answer.status_code in (403, 500, 503)
        assert "mioboe=" not in answer.headers.get("Set-Cookie", "")


def test_lines_have_the_time_in_utc() -> None:
    """Wherever the machine is: lines of several machines can be compared."""
    program = "from app.logs import begin; from app.errors import LOG; begin('json'); LOG.info('refused kind=X')"
    env = {**os.environ, "TZ": "Asia/Tokyo"}
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=env).stderr
    line = json.loads(said.splitlines()[-1])
    assert (line["kind"], line["level"], line["time"][-1]) == ("X", "info", "Z")
    assert abs(datetime.fromisoformat(line["time"]) - now()) < timedelta(hours=1)


def test_store_that_takes_nothing(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """When the disk takes nothing, the person is told to try later, nothing half is kept, and later it works again."""
    settings.blobs.rmdir()
    settings.blobs.write_bytes(b"")
    for size in (10, 5_000_000):
        answer = browser.upload(("a.csv", b"x" * size))
        assert answer.status_code == 503
        assert "cannot save" in answer.text
        assert "Set-Cookie" not in answer.headers
    settings.blobs.unlink()
    settings.blobs.mkdir()
    assert browser.upload(("a.csv", b"x")).status_code == 303
    browser.wait()


def test_attacks_are_in_the_log_without_personal_data(
    app: FastAPI, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    """Wrong codes, throttles, foreign forms, other people's ids and files that are too large each leave a line, which
    names neither address, code nor file; equal addresses are equal there."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    with caplog.at_level(logging.INFO):
        code = "7K3M-9QWE-CANA-RYCA-NARY-CANA-RYCA"
        statuses = [browser.post("/resume", {"code": code}, on="/resume").status_code]
        with database.writing(app.state.service.engine) as session:  # on a busy machine the second is over by then
            for row in session.exec(select(AttemptRow)):
                row.until = now() + timedelta(minutes=1)
        statuses.append(browser.post("/resume", {"code": code}, on="/resume").status_code)
        statuses.append(browser.client.post("/start", data={"csrf": "x"}).status_code)
        statuses.append(browser.get("/case/evidence/file/CANARY").status_code)
    assert statuses == [403, 429, 403, 404]
    lines = [one.getMessage() for one in caplog.records if one.getMessage().startswith("refused ")]
    found = [dict(part.split("=") for part in line.split()[1:]) for line in lines]
    assert [(one["kind"], one["status"]) for one in found] == [
        ("WrongCode", "403"), ("Wait", "429"), ("Forbidden", "403"), ("NotFound", "404"),
    ]  # fmt: skip
    assert [one["route"] for one in found] == ["/resume", "/resume", "/start", "/case/evidence/file/{number}"]
    assert (len({one["from"] for one in found}), len({one["request"] for one in found})) == (1, 4)
    assert "CANA" not in " ".join(lines)
    assert "testclient" not in " ".join(lines)
