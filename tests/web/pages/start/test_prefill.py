"""The questionnaire offers what the findings already say, and the person's own answer wins."""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from app.cases.plan.prefill import CHANGES, SAYS, suggested
from app.i18n.translate import translate
from app.report.model import Report
from app.report.stored import from_json
from checklists.model import symptoms
from checklists.questions import problem, questions
from tests.browser import Browser
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import REPORT, finding

FILLED = "Filled in from what your files show. Correct it if it is not right."


def of(*findings: dict[str, Any]) -> dict[str, Any]:
    return REPORT | {"findings": list(findings)}


def read(*findings: dict[str, Any]) -> Report:
    return from_json(json.dumps(of(*findings)).encode())


def order(name: str, **changed: Any) -> dict[str, Any]:
    return finding(name, detector="order.velocity", verdict="not_mine", **changed)


def test_facts_are_taken_where_the_findings_agree() -> None:
    """An order number, a day, what is sent; nothing where two findings differ, and nothing from recognised ones."""
    orphan = finding("a", values={"order": "250-1"}, verdict="not_mine")
    found = suggested(read(orphan, order("b", at="2026-03-03T20:00:00Z", zone="Asia/Tokyo", unshipped=True)))
    assert found["order.number"] == ("250-1",)
    assert found["order.sent"] == ("not_sent",)
    assert found["money.charge"] == ("2026-03-04",)
    assert found["what"] == ("symptom.balance_changed", "symptom.unknown_order")
    assert found["money.change"] == ("refund",)
    differ = suggested(read(orphan, finding("c", values={"order": "250-2"})))
    assert "order.number" not in differ
    assert suggested(read(orphan | {"verdict": "mine"}, order("d") | {"verdict": "family"})) == {}


def test_a_symptom_is_offered_only_when_the_person_said_no() -> None:
    """A finding without an answer may be harmless: it does not say what happened."""
    assert "what" not in suggested(read(finding("a"), order("b") | {"verdict": None}))


def test_the_account_is_that_of_what_is_nobodys() -> None:
    """A shop by one of its sites, and a sign-in by its service; a finding without an answer names no account."""
    google = finding("b", detector="login.new_country", verdict="not_mine", shop=None, service="google")
    found = suggested(read(order("a", shop="shopping.yahoo.co.jp"), google, finding("c", shop="amazon.co.jp")))
    assert found["service.account"] == ("google", "yahoo")


def test_everything_offered_is_an_answer() -> None:
    """The tables name symptoms and options that exist."""
    assert set(SAYS.values()) <= set(symptoms())
    assert problem(questions()["money.change"], sorted(set(CHANGES.values()))) is None


@pytest.mark.parametrize("name", ["order.sent", "order.number"])
def test_the_page_shows_it_and_the_answer_wins(app: FastAPI, guest: Browser, lang: str, name: str) -> None:
    """The field is filled and says why; once answered, the answer stands there without that sentence."""
    guest.post("/start", {"symptom": ["symptom.unknown_order", "symptom.order_missing"]})
    orphan = finding("a", values={"order": "250-1"}, verdict="not_mine")
    keep(app, of(orphan, order("b", unshipped=True)))
    path = f"/case/questions/{name}"
    html = guest.get(path).text
    assert translate(FILLED, lang) in html
    assert ('value="not_sent" aria-current="true"' in html) is (name == "order.sent")
    assert ('value="250-1"' in html) is (name == "order.number")
    guest.post(path, {"answer": "sent" if name == "order.sent" else "250-9"}, on=path)
    html = guest.get(path).text
    assert translate(FILLED, lang) not in html
    assert ('value="sent" aria-current="true"' in html) is (name == "order.sent")
    assert ('value="250-9"' in html) is (name == "order.number")
