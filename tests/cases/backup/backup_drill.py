"""A backup that is made while people work holds a whole state of every case, and all of it comes back elsewhere."""

import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.cases.access import helpers
from app.cases.accounts.account import create
from app.cases.backup import make, rows
from app.cases.backup.made import last_good
from app.cases.backup.restore import restore
from app.cases.record import notes
from app.settings import Settings
from app.storage import database
from app.storage.service import Service, attached
from tests.browser import GIFT, ORDERS, Browser, visit
from tests.service import running, the_case

PASSPHRASE = "correct horse battery"
PAGES = ("/case", "/case/files", "/case/steps", "/case/helpers", "/case/browsers", "/case/delete")


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An installation on each kind of database."""
    url = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    return Settings(data=tmp_path / "here", database=url)


def elsewhere(here: Settings) -> Settings:
    """An empty folder, and an empty database of the same kind: on PostgreSQL the same one, emptied."""
    if here.database:
        engine = database.connect(here.database)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    return replace(here, data=here.data.with_name("there"))


def state(service: Service) -> tuple[dict[str, list[str]], dict[str, bytes]]:
    """All rows, as text, and all files as they are stored."""
    with service.engine.connect() as connection:
        found = {one.name: sorted(map(repr, connection.execute(select(one)))) for one in rows.TABLES}
    blobs = {
        f"{case_id}/{name}": b"".join(service.vault.sealed(case_id, name)[1])
        for case_id in service.vault.cases()
        for name in service.vault.names(case_id)
    }
    return found, blobs


def seen(browser: Browser) -> dict[str, str]:
    """What the pages show. A form's token is another one every time."""
    answers = {page: browser.get(page) for page in PAGES}
    assert {one.status_code for one in answers.values()} == {200}
    return {page: re.sub(r'name="csrf" value="[^"]+"', "", one.text) for page, one in answers.items()}


def test_everything_comes_back(here: Settings, tmp_path: Path) -> None:
    """Every row and every byte is the same elsewhere, and the same cookie shows the same pages; numbers that a database
    gives out go on after the restored ones. The backup is known, and nothing of its content is readable in it."""
    with running(here) as app:
        browser = visit(app)
        browser.upload(("CANARY-name.csv", ORDERS.encode()), text=GIFT)
        browser.wait()
        case = the_case(app)
        with notes.change(case) as (_, content):
            content["me"]["name"] = "CANARY-name"
        helper = create(app.state.service, "Helper", "a long password here", role="helper", totp_secret=b"s" * 20)
        helpers.open_to(case, helper.name, "read", 1)
        before = state(app.state.service)
        made = make.make(app.state.service, tmp_path / "b", PASSPHRASE)
        pages, cookie = seen(browser), browser.client.cookies["mioboe"]
        assert (made.cases, made.missing, last_good(app.state.service)) == (1, 0, made.at)
    data = (tmp_path / "b").read_bytes()
    assert b"CANARY" not in data
    assert b"AGE-SECRET" not in data
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    there = elsewhere(here)
    done = restore(there, tmp_path / "b", PASSPHRASE, [])
    assert (done.cases, done.missing) == (1, 0)
    again = attached(there)
    assert state(again) == before
    again.close()
    with running(there) as app:
        back = visit(app, Cookie=f"mioboe={cookie}")
        assert seen(back) == pages
        assert back.upload(("more.csv", ORDERS.replace("Pen", "Ink").encode())).status_code == 303
        back.wait()


def test_people_work_meanwhile(here: Settings, tmp_path: Path) -> None:
    """While a backup is made, others hand in, answer, remove and erase. Each case in it is whole: every file that its
    rows speak of is there, opens with its key and is what was handed in; what was acknowledged before is in it."""
    with running(here) as app:
        first = [visit(app, address=f"192.0.2.{number}") for number in range(1, 4)]
        for number, browser in enumerate(first):
            assert browser.upload((f"{number}.csv", ORDERS.replace("Pen", f"Pen {number}").encode())).status_code == 303
        stop = threading.Event()
        threads = [threading.Thread(target=_work, args=(one, stop)) for one in first]
        for one in threads:
            one.start()
        for number in range(2):
            assert make.make(app.state.service, tmp_path / f"b{number}", PASSPHRASE).missing == 0
        stop.set()
        for one in threads:
            one.join()
        cookies = [one.client.cookies["mioboe"] for one in first]
    there = elsewhere(here)
    assert restore(there, tmp_path / "b1", PASSPHRASE, []).missing == 0
    with running(there) as app:
        for number, cookie in enumerate(cookies):
            back = visit(app, address=f"192.0.2.{number + 1}", Cookie=f"mioboe={cookie}")
            back.wait()
            listed = back.get("/case/files")
            assert listed.status_code == 200
            assert f"{number}.csv" in listed.text
            assert back.get("/case").status_code == 200


def _work(browser: Browser, stop: threading.Event) -> None:
    count = 0
    while not stop.is_set():
        count += 1
        browser.upload((f"more-{count}.csv", ORDERS.replace("Pen", f"Ink {count}").encode()))
        browser.get("/case")
