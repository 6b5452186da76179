"""An erased case stays erased: no form, page or examination that had begun before leaves a row or a blob of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, delete, update
from sqlmodel import col, select

from app.cases import case as cases
from app.cases.access import browsers
from app.cases.access.browsers import Visitor
from app.cases.case import Case
from app.cases.files import erase
from app.cases.files.examine import examine
from app.cases.files.uploads import EVENTS
from app.errors import NoCase
from app.storage import database
from app.storage.database import reading, writing
from app.storage.guard import owned
from app.storage.tables import CaseRow, UploadRow
from tests.browser import Browser, hand_in_orders, multipart, visit
from tests.cases.access.test_browsers import cookie, held
from tests.cases.files.test_pictures import photo
from tests.service import rows_by_hand
from tests.web.offered import sent
from tests.web.pages.conftest import guest
from tests.web.pages.test_every_page import addresses, full, full_once, settings
from tests.web.sweep import case_in, of_case, own_token
from tests.web.test_removal import fill

__all__ = ["full", "full_once", "guest", "settings"]

# What answers as if nothing had happened: it closes the case, or is about another one.
ELSEWHERE = ("/case/leave", "/case/delete", "/case/browsers", "/start", "/sample", "/sample/leave")
# Pages whose forms write rows and blobs of each kind.
WRITES = (
    *("/case/recognise", "/case/findings", "/case/pictures/", "/case/columns/", "/case/contacts", "/case/steps"),
    *("/case/household", "/case/letters", "/case/owner", "/case/questions/", "/case/evidence/exhibit/"),
)
Act = Callable[[Connection], object]


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


@contextmanager
def before_writing(act: Act, which: int = 1) -> Iterator[list[int]]:
    """Another connection does something just before a writing transaction begins, as if the writer had waited for it:
    the first one in this block, or a later one. The list has an entry when that has happened."""
    happened: list[int] = []
    begun = count(1)
    in_turn = database._in_turn

    @contextmanager
    def after_the_other(engine: Engine) -> Iterator[None]:
        if next(begun) == which:
            with engine.begin() as other:
                act(other)
            happened.append(which)
        with in_turn(engine):
            yield

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_in_turn", after_the_other)
        yield happened


def reopen(app: FastAPI, browser: Browser, case: Case) -> None:
    """Opens the case again in a browser where a form has closed it, or has opened another one."""
    known = held(app, browser)
    if known is None or known.case is None or known.case.id != case.id:
        with writing(case.service.engine) as session:
            token = browsers.enter(session, case.service, Visitor(cookie(browser), "", ""), case.id)
        browser.client.cookies.set("mioboe", token, domain="testserver.local")


def what_it_holds(app: FastAPI, case: Case) -> dict[str, Any]:
    """Its rows, except those of browsers and of the audit, which are not of the case alone, and its blobs."""
    kept = of_case(app, case.id)
    return {name: rows for name, rows in kept.items() if name not in ("sessions", "audit", "reservations")}


def test_nothing_is_written_that_waited(app: FastAPI, full: Browser) -> None:
    """Every form and every page of a case that is erased while the request waits to write: nothing is written, and the
    person reads that no case is open."""
    case = case_in(app, full)
    fill(full, case)
    forms, tried = list(sent(full, everything=False)), 0
    pages = [page for page in addresses(full) if page.startswith("/case")]
    with reading(case.service.engine) as session:
        key = session.get_one(CaseRow, case.id).key
    take = update(CaseRow).where(col(CaseRow.id) == case.id).values(key=None)
    give = update(CaseRow).where(col(CaseRow.id) == case.id).values(key=key)
    for path, fields in [*forms, *((page, None) for page in [*pages, "/upload"])]:
        reopen(app, full, case)
        token, before = own_token(app, full), what_it_holds(app, case)
        with before_writing(lambda other: other.execute(take)) as erased:
            if fields is not None:
                answer = full.client.post(path, data={"csrf": token, **fields})
            elif path == "/upload":
                answer = full.client.post(path, **multipart(token, (("a.png", photo("PNG")),), step="save.screens"))
            else:
                answer = full.get(path)
        with case.service.engine.begin() as other:
            other.execute(give)
        assert answer.status_code < 500, (path, fields)
        assert fields is None or answer.status_code != 303 or not erased or path in ELSEWHERE, (path, fields)
        assert what_it_holds(app, case) == before, (path, fields)
        tried += len(erased)
    assert tried > 60


def remains(case: Case) -> list[str]:
    """What is left of an erased case: its rows by their table, and its blobs."""
    with reading(case.service.engine) as session:
        tables = [table for table in owned() if session.exec(select(table).where(table.case_id == case.id)).first()]
    return [*(table.__tablename__ for table in tables), *case.service.vault.names(case.id)]


def erased_meanwhile(case: Case, other: Connection) -> None:
    """What ``erase`` does in another process, in this connection."""
    for table in owned():
        other.execute(delete(table).where(table.case_id == case.id))
    other.execute(update(CaseRow).where(col(CaseRow.id) == case.id).values(key=None, blobs={}))
    case.service.vault.delete_all(case.id)


def test_an_examination_writes_nothing_afterwards(app: FastAPI) -> None:
    """It is cut off before each of its transactions in turn: neither a row nor a blob of the case is there again."""
    for which in count(1):
        browser = visit(app, address=f"192.0.2.{which}")
        hand_in_orders(browser)
        case = case_in(app, browser)
        with rows_by_hand(case.service.engine) as session:  # nothing of it was read yet
            upload = session.exec(select(UploadRow).where(UploadRow.case_id == case.id)).one()
            upload.state = "stored"
            case.service.vault.delete(case.id, EVENTS.of(upload.id).name)
        with before_writing(partial(erased_meanwhile, case), which) as erased, suppress(NoCase):
            examine(case, lambda _: None)
        if not erased:
            break
        assert remains(case) == []
    assert which > 3


@pytest.mark.parametrize("half", range(2))
def test_writers_at_the_lock(app: FastAPI, full: Browser, monkeypatch: pytest.MonkeyPatch, half: int) -> None:
    """A real erasure holds the lock while several forms wait for it in threads; once it has ended they are refused,
    and nothing is left."""
    case, may_end, holds = case_in(app, full), threading.Event(), threading.Event()
    fill(full, case)
    every = list(sent(full, everything=False))
    forms = [form for form in every if form.path.startswith(WRITES)]
    chosen = list({form.path: form for form in reversed(forms)}.values())  # the first of each
    assert len(chosen) >= 8

    def slowly(*event: Any) -> None:
        cases.audit(*event)
        holds.set()
        may_end.wait(60)

    monkeypatch.setattr("app.cases.files.erase.audit", slowly)
    token = own_token(app, full)
    statuses: dict[str, int] = {}

    def write(path: str, fields: Any) -> None:
        statuses[path] = full.client.post(path, data={"csrf": token, **fields}).status_code

    threads = [threading.Thread(target=erase.erase, args=(case.service, case.id))]
    threads[0].start()
    assert holds.wait(60)
    for path, fields in chosen[half::2]:
        threads.append(threading.Thread(target=write, args=(path, fields)))
        threads[-1].start()
    time.sleep(1)  # until they wait
    may_end.set()
    for thread in threads:
        thread.join(60)
    assert max(statuses.values()) < 500, statuses
    assert list(statuses.values()).count(404) > 2, statuses
    for path, fields in every:
        assert full.client.post(path, data={"csrf": own_token(app, full), **fields}).status_code < 500
    assert remains(case) == []
