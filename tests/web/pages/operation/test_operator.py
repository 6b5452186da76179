"""The operator sees counts and nothing that belongs to anybody."""

import re

from fastapi import FastAPI

from app.cases.access import helpers
from app.cases.accounts.account import create
from app.i18n.translate import translate
from app.web.pages.operation.operator import LABELS
from tests.browser import ORDERS, Browser, visit
from tests.cases.access.test_browsers import signed_in
from tests.service import the_case


def counts(html: str, lang: str) -> dict[str, str]:
    """What stands beside each label."""
    rows = dict(re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]+)</td></tr>', html))
    return {name: rows[translate(says, lang)] for name, says in LABELS.items()}


def test_counts_alone(app: FastAPI, guest: Browser, lang: str) -> None:
    """Cases, accounts, files, examinations and refused requests are counted; no name, number or content is there."""
    person = visit(app)
    person.upload(("CANARY-name.csv", ORDERS.encode()))
    person.wait()
    case = the_case(app)
    helper = create(app.state.service, "CANARY-helper", None, role="helper")
    helpers.open_to(case, helper.name, "read", 1)
    person.post("/resume", {"code": "wrong"}, on="/resume")
    signed_in(app, guest, "operator")
    html = guest.get("/operator").text
    found = counts(html, lang)
    said = {
        name: found[name] for name in ("cases", "kept", "helpers", "operators", "open_to_helpers", "files", "wrong")
    }
    assert said == {
        "cases": "1", "kept": "0", "helpers": "1", "operators": "1", "open_to_helpers": "1", "files": "1", "wrong": "1",
    }  # fmt: skip
    assert (found["failed"], found["queued"], found["running"]) == ("0", "0", "0")
    for secret in ("CANARY", case.id[:8], case.id[:8].upper()):
        assert secret not in html
