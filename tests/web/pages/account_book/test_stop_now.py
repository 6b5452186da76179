"""After "not mine" to what an alarm cites: one line that leads to what stops money, until it is done or put off."""

import re

import pytest
from fastapi import FastAPI

from app.cases.answers import book, verdicts
from app.cases.plan.stop_now import stop_now
from app.i18n.translate import translate
from tests.browser import Browser
from tests.service import Prepared, the_case

LINE = re.compile(r'<form class="urgent-line".*?</form>', re.DOTALL)


@pytest.fixture(scope="module")
def before(sample_once: Prepared) -> Prepared:
    """A case that holds the sample export, for all tests of this file."""
    return sample_once


def deny(app: FastAPI, answer: str) -> None:
    """Gives this answer to the orders that alarms cite."""
    case = the_case(app)
    asking = book.state(case)
    assert asking is not None
    some = [one.id for one in asking.recognition.questions if one.marked and one.kind in ("order", "gift_card", "code")]
    verdicts.answer(case, dict.fromkeys(some, answer))


def test_what_stops_money_is_one_line_until_it_is_put_off(app: FastAPI, browser: Browser) -> None:
    assert not LINE.search(browser.get("/case/recognise?go=on").text)
    deny(app, "mine")
    assert not LINE.search(browser.get("/case/recognise?go=on").text)
    deny(app, "not_mine")
    seen = []
    for _ in range(5):
        found = LINE.findall(browser.get("/case/recognise?go=on").text)
        if not found:
            break
        (line,) = found
        step = re.search(r'href="/case/steps/(stop\.\w+)"', line)
        assert step is not None
        assert browser.get(f"/case/steps/{step[1]}").status_code == 200
        seen.append(step[1])
        sent = browser.post("/case/recognise", {"later": step[1]}, on="/case/recognise?go=on")
        assert sent.status_code == 303
    assert seen
    assert len(set(seen)) == len(seen) < 5


def test_it_names_what_it_is_about(app: FastAPI, browser: Browser) -> None:
    deny(app, "not_mine")
    case = the_case(app)
    for lang in ("ja", "en"):
        asking = book.state(case)
        assert asking is not None
        stop = stop_now(case, asking, lang)
        assert stop is not None
        assert re.search(r"\d{4}|PayPay", stop.label), stop


def test_nothing_else_can_be_put_off_there(app: FastAPI, browser: Browser) -> None:
    assert browser.post("/case/recognise", {"later": "account.password"}, on="/case").status_code == 422
    assert browser.post("/case/recognise", {"later": "stop.nothing"}, on="/case").status_code == 404
    assert translate("Later", "ja") == "あとで"
