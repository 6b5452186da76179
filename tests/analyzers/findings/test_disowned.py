"""Findings that rest on the owner's answers alone."""

from typing import Any

from analyzers.asking.state import unanswered
from analyzers.events.answers import OwnerAnswer
from analyzers.events.ids import hashed
from analyzers.events.marks import Money, Sentence
from analyzers.findings.assemble import Answers, assemble, examine
from analyzers.findings.disowned import (
    BOTH_WAYS_SENTENCE,
    DAY_MESSAGE_SENTENCE,
    MESSAGE_SENTENCE,
    MONEY_SENTENCE,
    NO_MONEY_SENTENCE,
)
from analyzers.findings.finding import Finding
from tests.analyzers.detector_cases import history
from tests.analyzers.order_rows import order

KETTLE = order(1, 0, 4000, title="A kettle", status="closed")
TABLET = order(2, 150, 32_800, title="A tablet")
PAID = {"merchant": "UNKNOWN SHOP", "amount_minor": 5000, "currency": "JPY", "source": "jcb.card", "path": "p.csv"}


def disowned(rows: dict[str, list[dict[str, Any]]], *places: str) -> list[Finding]:
    """The findings about the events at these places (``o.csv:2``), which the owner denies."""
    found = examine(history(rows))
    frame = found.entries.frame
    keys = {f"{path}:{line}": key for path, line, key in frame.select("path", "line", "key").iter_rows()}
    answers = {"gone": OwnerAnswer("not_mine", events=tuple(hashed(keys[place]) for place in places))}
    now = assemble(unanswered(found.entries), found.findings, Answers(findings=answers))
    return [one for one in now.findings if one.detector == "case.disowned"]


def place(row: dict[str, Any]) -> str:
    return f"{row['path']}:{row['line']}"


def test_what_is_near_in_time_is_one_finding() -> None:
    """An order and a payment of the next day are one finding, nobody's and serious; months apart they are two."""
    payment = {"upload": 0, "line": 2, "at": TABLET["at"], "at_basis": "stated", "role": "buyer", **PAID}
    rows = {"orders": [KETTLE, TABLET], "payments": [payment]}
    (one,) = disowned(rows, place(TABLET), "p.csv:2")
    assert [(row.path, row.line) for row in one.evidence] == [(TABLET["path"], TABLET["line"]), ("p.csv", 2)]
    assert (one.verdict, one.severity, one.confidence) == ("not_mine", "high", 0.5)
    assert isinstance(one.values["money"], Sentence)
    assert one.values["money"].values["amounts"] == (Money(37_800, "JPY"),)
    assert [day.message for day in disowned(rows, place(KETTLE), place(TABLET))] == [DAY_MESSAGE_SENTENCE] * 2
    after = order(3, 151, 900, title="A cable")
    (days,) = disowned({"orders": [TABLET, after]}, place(TABLET), place(after))
    assert days.message == MESSAGE_SENTENCE
    assert disowned(rows) == []


def test_money_out_and_money_back_are_two_sums() -> None:
    """A refund beside a purchase is no part of what was paid; alone it is the amount of its finding."""
    back = {"upload": 0, "line": 9, "path": "r.csv", "at": TABLET["at"], "at_basis": "stated", "role": "buyer"}
    back |= {"shop": TABLET["shop"], "order_id": "503-9", "amount_minor": 2000, "currency": "JPY"}
    rows = {"orders": [KETTLE, TABLET], "refunds": [back | {"destination": "gift_card", "status": "completed"}]}
    (one,) = disowned(rows, place(TABLET), "r.csv:9")
    sums = {"amounts": (Money(32_800, "JPY"),), "others": (Money(2000, "JPY"),)}
    assert one.values["money"] == Sentence(BOTH_WAYS_SENTENCE, sums)
    (alone,) = disowned(rows, "r.csv:9")
    assert alone.values["money"] == Sentence(MONEY_SENTENCE, {"amounts": (Money(2000, "JPY"),)})


def test_a_cancelled_order_costs_nothing() -> None:
    """What was cancelled is told without an amount."""
    (one,) = disowned({"orders": [{**TABLET, "status": "cancelled"}]}, place(TABLET))
    assert one.values["money"] == Sentence(NO_MONEY_SENTENCE, {})


def test_a_use_of_a_balance_is_negative_as_in_its_file() -> None:
    """Whoever reads the evidence can tell a use from what was added."""
    entry = {"upload": 0, "path": "b.csv", "at": TABLET["at"], "at_basis": "stated", "shop": "amazon.co.jp"}
    entry |= {"account": "gift_card", "currency": "JPY"}
    use = {**entry, "line": 2, "kind": "use", "amount_minor": -3000}
    added = {**entry, "line": 3, "kind": "claim", "amount_minor": 5000}
    (finding,) = disowned({"ledger": [use, added]}, place(use), place(added))
    assert {(row.line, row.money) for row in finding.evidence} == {(2, Money(-3000, "JPY")), (3, Money(5000, "JPY"))}
