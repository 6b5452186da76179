"""Checks that could not be made: what is said of files that were handed in, and what is named first as a help."""

import re

import pytest

from analyzers.events.marks import Sentence
from analyzers.events.stored import StoredValues
from analyzers.rules.missing import MISSING_SENTENCES
from analyzers.rules.outcome import Outcome
from app.report import outcomes
from app.report.build import run
from app.report.catalogue import catalogue
from app.report.model import File, StoredProblem
from app.report.present import present
from app.sandbox.client import Input
from tests.importers.reading import SAMPLES
from tests.importers.test_evidence import source

SAMPLE = (SAMPLES / "amazon/order_history/b28-ca.csv").read_bytes()
ORDERS = re.sub(rb"\b\d{3}-\d{7}-\d{7}\b", b"", SAMPLE)


def said(sources: list[Input], detector: str) -> str:
    """The reason of one check in the report of these files."""
    shown = present(run(sources), [], "en")
    return next(str(one.reason) for one in shown.outcomes if one.detector == detector)


def test_a_file_without_a_usable_row_was_handed_in() -> None:
    """Orders without order numbers: the file is named with what is wrong, and is not called missing."""
    reason = said([source("orders.csv", ORDERS)], "order.first_address")
    assert reason == (
        "The file orders.csv was handed in, but none of its rows could be used. No order number in them can be read."
    )
    assert said([source("orders.csv", ORDERS)], "login.unfamiliar") == MISSING_SENTENCES["missing.logins"]


def test_a_gap_names_the_file_too() -> None:
    """Gift cards beside orders that could not be used: the finding about the gap does not call the orders missing."""
    page = "ギフトカード\n2026年5月3日\tAmazon.co.jpの注文に適用 250-0000009-0000009\t-￥3,000\t￥1,000\n"
    page += "2026年5月1日\tギフトカードの登録\t￥4,000\t￥4,000\n"
    files = [source("orders.csv", ORDERS), source("page.txt", page.encode(), 1)]
    told = [one.message for one in present(run(files), [], "en").findings if one.detector == "case.coverage_gap"]
    assert any("The file orders.csv was handed in" in one for one in told)
    assert not any("No file with your orders" in one for one in told)
    assert said(files, "giftcard.unmatched_use").startswith("The file orders.csv was handed in")


def test_a_file_that_says_why_in_its_own_words() -> None:
    """What has no short sentence is told by the first problem of the file; a file without one is only named."""
    problem = StoredProblem(2, "odd", "Row {n} is odd.", StoredValues(n=2))
    one = Outcome("login.unfamiliar", "T", "not_assessable", "missing.logins")
    [told] = outcomes.reported([one], [file("google.access_log", 0, problem)])
    assert told.code == "unusable"
    assert told.values["why"] == Sentence("Row {n} is odd.", {"n": 2})
    [told] = outcomes.reported([one], [file("google.access_log", 0)])
    assert told.values == {"path": "google.access_log", "why": ""}
    [told] = outcomes.reported([one], [file("google.access_log", 1)])
    assert told.code == "missing.logins"


def file(kind: str, events: int, *problems: StoredProblem) -> File:
    """A file of this format, named as it, with one row."""
    return File(kind, None, 1, kind, "utf-8", 1, events, problems)


def test_points_without_a_balance_are_no_gift_cards() -> None:
    """No page of gift cards is asked for where points are meant."""
    assert catalogue().get("ledger.balance_minor", "points") == ()
    assert catalogue().get("ledger.amount_minor", "points") == ("paypay.transactions",)
    assert catalogue().get("ledger.balance_minor", "gift_card") == ("amazon.gift_card_page",)


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
    files = [file(name, 1) for name in used]
    [told] = outcomes.reported([Outcome("a.b", "T", "not_assessable", "R", StoredValues(), given)], files)
    assert told.get == first
