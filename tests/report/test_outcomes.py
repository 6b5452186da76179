"""Checks that could not be made: what is said of files that were handed in, and what is named first as a help."""

import re
from typing import Any

import pytest

from analyzers.engine import missing
from analyzers.engine.findings import Outcome
from analyzers.engine.missing import MISSING_SENTENCES
from app.i18n.translate import present
from app.report import outcomes
from app.report.build import run
from app.sandbox.client import Input
from tests.importers.reading import SAMPLES
from tests.importers.test_evidence import source

SAMPLE = (SAMPLES / "amazon/order_history/b28-ca.csv").read_bytes()
ORDERS = re.sub(rb"\b\d{3}-\d{7}-\d{7}\b", b"", SAMPLE)


def said(sources: list[Input], detector: str) -> str:
    """The reason of one check in the report of these files."""
    shown = present(run(sources), [], "en")
    found = next(one for one in shown["outcomes"] if one["detector"] == detector)
    return str(found["reason"])


def test_a_file_without_a_usable_row_was_handed_in() -> None:
    """Orders without order numbers: the file is named with what is wrong, and is not called missing."""
    reason = said([source("orders.csv", ORDERS)], "order.amount")
    assert reason == (
        "The file orders.csv was handed in, but none of its rows could be used. No order number can be read in them."
    )
    assert said([source("orders.csv", ORDERS)], "login.churn") == MISSING_SENTENCES["logins"]


def test_a_gap_names_the_file_too() -> None:
    """Gift cards beside orders that could not be used: the finding about the gap does not call the orders missing."""
    page = "ギフトカード\n2026年5月3日\tAmazon.co.jpの注文に適用 250-0000009-0000009\t-￥3,000\t￥1,000\n"
    page += "2026年5月1日\tギフトカードの登録\t￥4,000\t￥4,000\n"
    files = [source("orders.csv", ORDERS), source("page.txt", page.encode(), 1)]
    told = [
        one["message"] for one in present(run(files), [], "en")["findings"] if one["detector"] == "case.coverage_gap"
    ]
    assert any("The file orders.csv was handed in" in one for one in told)
    assert not any("No file with your orders" in one for one in told)
    assert said(files, "giftcard.unmatched_use").startswith("The file orders.csv was handed in")


def test_a_file_that_says_why_in_its_own_words() -> None:
    """What has no short sentence is told by the first problem of the file; a file without one is only named."""
    problem = {"line": 2, "code": "odd", "message": "Row {n} is odd.", "values": {"n": 2}}
    file: dict[str, Any] = {"path": "a.csv", "format": "google.access_log", "rows": 1, "events": 0}
    one = Outcome("login.churn", "T", "not_assessable", MISSING_SENTENCES["logins"])
    [told] = outcomes.plain([one], [{**file, "problems": [problem]}])
    assert told["values"]["why"] == {"key": "Row {n} is odd.", "values": {"n": 2}}
    [told] = outcomes.plain([one], [{**file, "problems": []}])
    assert told["values"] == {"path": "a.csv", "why": ""}
    [told] = outcomes.plain([one], [{**file, "events": 1, "problems": []}])
    assert told["reason"] == MISSING_SENTENCES["logins"]


def test_points_without_a_balance_are_no_gift_cards() -> None:
    """The reason names the kind of account, and no page of gift cards is asked for."""
    points = (SAMPLES / "paypay/transactions/ja.csv").read_bytes()
    shown = present(run([source("points.csv", points)]), [], "en")
    found = next(one for one in shown["outcomes"] if one["detector"] == "points.drain")
    assert found["reason"] == "None of the histories of points handed in shows the balance after each entry."
    assert missing.get("ledger.balance_minor", "points") == ()
    assert missing.get("ledger.amount_minor", "points") == ("paypay.transactions",)
    assert missing.get("ledger.balance_minor", "gift_card") == ("amazon.gift_card_page",)


@pytest.mark.parametrize(
    ("used", "first"),
    [
        ((), ["amazon.device_registration", "netflix.devices", "github.security_log"]),
        (("github.security_log",), ["github.security_log", "amazon.device_registration", "netflix.devices"]),
        (("netflix.billing",), ["netflix.devices", "amazon.device_registration", "github.security_log"]),
    ],
)
def test_what_would_help_is_named_by_how_likely_it_is(used: tuple[str, ...], first: list[str]) -> None:
    """Services that the person has, then those that most people have; one for programmers last."""
    given = ("github.security_log", "netflix.devices", "amazon.device_registration")
    files = [{"path": name, "format": name, "rows": 1, "events": 1, "problems": []} for name in used]
    [told] = outcomes.plain([Outcome("a.b", "T", "not_assessable", "R", {}, given)], files)
    assert told["get"] == first
