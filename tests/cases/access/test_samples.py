"""The case of the sample lies beside a browser's own case, and ends without a trace in it."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.cases.access import helpers
from app.cases.access.browsers import forget_ended
from app.cases.files import erase
from app.cases.plan.overview import overview
from app.storage import database
from app.storage.tables import CaseRow, SessionRow
from tests.browser import Browser
from tests.cases.access.test_browsers import signed_in
from tests.cases.access.test_helpers import helped
from tests.service import the_case

SAMPLE_SENTENCE = "Sample: everything here is invented."


def alive(app: FastAPI) -> list[str]:
    """The ids of the cases that are not erased."""
    with database.reading(app.state.service.engine) as session:
        return list(session.exec(select(CaseRow.id).where(col(CaseRow.key).is_not(None))))


def own_case(app: FastAPI, browser: Browser) -> str:
    """Opens a case of one's own, with a symptom; its id."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    return the_case(app).id


def shown(browser: Browser) -> bool:
    """Whether the sample is what the browser shows."""
    return SAMPLE_SENTENCE in browser.get("/case").text


@pytest.mark.parametrize("account", [False, True])
@pytest.mark.parametrize("way", ["leave", "delete", "close", "over", "erased"])
def test_an_own_case_comes_back(app: FastAPI, browser: Browser, account: bool, way: str) -> None:
    """It stays as it is beside the sample, and is open again however the sample ends."""
    if account:
        signed_in(app, browser)
    own = own_case(app, browser)
    assert [browser.post("/sample").status_code for _ in range(2)] == [303, 303]
    assert shown(browser)
    assert "Back to my own case" in browser.get("/case").text
    assert overview(app.state.service).cases == 1
    assert overview(app.state.service).files == 0
    if way in ("over", "erased"):
        _let_pass(app, timedelta(days=1))
        if way == "erased":
            erase.expire(app.state.service)
            forget_ended(app.state.service)
    else:
        path, data = {
            "leave": ("/sample/leave", {"to": "case"}), "delete": ("/case/delete", {}), "close": ("/case/leave", {})
        }[way]  # fmt: skip
        assert browser.post(path, data, on="/case").status_code in (200, 303)
    assert not shown(browser)
    assert browser.get("/case").status_code == 200
    erase.expire(app.state.service)
    assert alive(app) == [own]
    with database.reading(app.state.service.engine) as session:
        assert {(one.case_id, one.sample_id) for one in session.exec(select(SessionRow))} == {(own, None)}


def _let_pass(app: FastAPI, time: timedelta) -> None:
    """The sample was opened so long ago."""
    with database.writing(app.state.service.engine) as session:
        for row in session.exec(select(CaseRow).where(CaseRow.sample)):
            row.created_at -= time


def test_it_is_gone_after_a_day(app: FastAPI, browser: Browser) -> None:
    """Not before; and with it the browser that held nothing else."""
    browser.post("/sample")
    _let_pass(app, timedelta(hours=23))
    assert shown(browser)
    _let_pass(app, timedelta(hours=1))
    assert browser.get("/case").status_code == 404
    erase.expire(app.state.service)
    assert alive(app) == []
    assert 'action="/sample"' in browser.get("/").text


def test_a_helper_comes_back_to_the_case(app: FastAPI) -> None:
    """The sample is no part of the case that somebody helps with: nothing of it is noted there."""
    _, case, helper, _ = helped(app)
    helper.post("/sample")
    noted = len(helpers.looks(case))
    assert shown(helper)
    assert len(helpers.looks(case)) == noted
    helper.post("/sample/leave", {"to": "case"}, on="/case")
    assert "You are helping with somebody else" in helper.get("/case").text
