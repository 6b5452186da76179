"""A run of all detectors: ids, verdicts, failures, damaged events."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from msgspec.structs import replace

from analyzers.events.answers import OwnerAnswer
from analyzers.events.history import History
from analyzers.events.marks import Gap, Mark
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.findings.assemble import Answers, assemble, examine, prepared
from analyzers.findings.finding import Finding
from analyzers.findings.ids import finding_id
from analyzers.rules.contract import detectors
from analyzers.rules.run import _run_detector
from analyzers.rules.view import View
from tests.analyzers.detector_cases import Case, cases, history, run
from tests.analyzers.event_rows import DAY, order, refund


def orphan(case: str = "a refund for an order missing from the list") -> Case:
    """A case with one orphan refund."""
    return next(one for one in cases() if one.detector == "refund.orphan" and one.name == case)


def only(findings: list[Finding], detector: str) -> Finding:
    """The one finding of a detector."""
    (one,) = [finding for finding in findings if finding.detector == detector]
    return one


def test_ids_do_not_depend_on_the_file() -> None:
    """The same events under another name, on other lines and in another upload keep the ids of events and findings."""
    case = orphan()
    moved = {
        table: [{**row, "path": "x/" + row["path"], "line": row["line"] + 70, "upload": 8} for row in some]
        for table, some in case.rows.items()
    }
    before, after = only(run(case.history())[0], "refund.orphan"), only(run(history(moved))[0], "refund.orphan")
    assert (before.id, before.triggers) == (after.id, after.triggers)
    assert len(set(before.triggers)) == len(before.triggers)


def test_a_refund_keeps_its_id_when_its_shop_becomes_known() -> None:
    """The older refund file names no shop; the orders handed in later do, and the answer given before still holds."""
    refunds = [refund(1, shop=None), refund(2, shop=None)]
    lone = only(run(history({"refunds": refunds}))[0], "case.coverage_gap")
    orders = [order(1, status="cancelled"), order(2, status="cancelled")]
    later = only(run(history({"orders": orders, "refunds": refunds}))[0], "case.coverage_gap")
    assert lone.triggers == later.triggers


def test_verdicts_hold_for_the_same_finding() -> None:
    """A finding stays listed with its answer."""
    case = orphan()
    number = only(run(case.history())[0], "refund.orphan").id
    answered = run(history(case.rows, Owner(verdicts={number: "mine"})))[0]
    assert only(answered, "refund.orphan").verdict == "mine"
    assert only(run(case.history())[0], "refund.orphan").verdict is None


def assembled(past: History, findings: Mapping[str, OwnerAnswer]) -> list[Finding]:
    """The findings of a history with these answers to findings."""
    found = examine(past)
    return assemble(prepared(found.entries, {}), found.findings, Answers(findings=findings)).findings


def test_a_remembered_answer_holds_for_what_shares_a_trigger() -> None:
    """An answer to an older finding of the same detector that shares a trigger holds, the more careful one first; an
    answer to another detector's finding about the same event does not."""
    case = orphan()
    (trigger,) = only(run(case.history())[0], "refund.orphan").triggers
    wider = finding_id("refund.orphan", [trigger, "other"])
    wide = finding_id("refund.orphan", [trigger, "more", "still more"])
    foreign = finding_id("refund.rerouted", [trigger, "other"])
    names = {"wider": (wider, trigger, "other"), "wide": (wide, trigger, "more", "still more")}
    names["foreign"] = (foreign, trigger, "other")

    def verdict(**given: str) -> str | None:
        answers = {names[key][0]: OwnerAnswer(answer, events=names[key][1:]) for key, answer in given.items()}
        return only(assembled(case.history(), answers), "refund.orphan").verdict

    assert verdict(wider="mine") == "mine"
    assert verdict(wider="mine", wide="not_mine") == "not_mine"
    assert verdict(foreign="mine") is None


def test_an_answer_given_before_refunds_were_numbered_holds() -> None:
    """Before their numbers were read, the rows of one refund were events of their own: answers to findings about them
    hold, by the id of the finding alone, by its events, and with the payments, which give another amount."""
    case = orphan()
    lost = {"order_id": "503-9999999-9999999", "refund_id": "R1", "source": "amazon.orders_returned"}
    days = [refund(n, **lost, at=DAY + timedelta(days=240 + n), amount_minor=300) for n in (3, 1, 2)]
    paid = {"source": "amazon.orders_returned_payments", "path": "p.csv", "upload": 1, "amount_minor": 90}
    payment = refund(1, **{**lost, **paid}, at=DAY + timedelta(days=244))

    def found(rows: list[dict[str, object]], **given: OwnerAnswer) -> Finding:
        return only(assembled(history({"orders": case.rows["orders"], "refunds": rows}), given), "refund.orphan")

    for before in (days, [*days, payment], [payment]):
        old = found([{**row, "refund_id": None} for row in before])
        for now in ([*days, payment], before):
            assert found(now).verdict is None
            assert found(now, **{old.id: OwnerAnswer("mine")}).verdict == "mine"
            assert found(now, **{old.id: OwnerAnswer("mine", events=tuple(old.triggers))}).verdict == "mine"
    again, old = found([*days, payment]), found([{**row, "refund_id": None} for row in days])
    assert again.id != old.id
    assert found([*days, payment], **{again.id: OwnerAnswer("family"), old.id: OwnerAnswer("mine")}).verdict == "family"
    assert [(row.path, row.line, len(row.also)) for row in again.evidence] == [("p.csv", 3, 3)]


def test_a_detector_that_fails_says_so_without_any_data() -> None:
    """Its outcome is not assessable, with a reference to the kind of error and its place in the code only."""

    def find(history: View) -> Iterator[Mark | Gap]:
        raise ValueError(history.table("orders")["order_id"][0])
        yield

    detector = replace(detectors()["refund.orphan"], needs=("orders.order_id",), find=find)
    found, outcome = _run_detector(detector, history({"orders": [order(1)]}))
    assert found == []
    assert outcome.outcome == "not_assessable"
    assert outcome.failure is not None
    assert "ValueError at test_run.py:" in outcome.failure
    assert "503-" not in outcome.failure
    assert str(outcome.values["reference"]) in outcome.failure


def test_damaged_events_stop_no_detector() -> None:
    """Events of which nothing but the place is known are counted, and every check gets through."""
    rows = {
        table: [{"upload": 0, "path": "x.csv", "line": 2}, {"upload": 1, "path": "y.csv", "line": 3}]
        for table in SCHEMAS
    }
    findings, outcomes = run(history(rows, Owner(networks=("203.0.113.0/24",), addresses=("-",), household=("x",))))
    assert [one.failure for one in outcomes if one.failure] == []
    assert [one for one in findings if one.detector != "case.coverage_gap"] == []


def test_internet_addresses_that_are_none_stop_no_detector() -> None:
    """An invalid IP address is compared with the owner's networks without an error."""
    login = {"at": DAY, "upload": 0, "path": "g.csv", "line": 2, "country": "JP", "prefix": "a", "ip": "no address"}
    rows = [{**login, "line": n, "at": DAY + timedelta(days=n)} for n in range(12)]
    rows.append({**login, "line": 90, "country": "RU", "prefix": "b"})
    _, outcomes = run(history({"logins": rows}, Owner(networks=("203.0.113.0/24",))))
    assert [one.failure for one in outcomes if one.failure] == []


@pytest.mark.parametrize("detector", ["order.giftcard_burst", "order.first_address", "order.far_address"])
def test_orders_that_a_finding_counts_are_told_apart(detector: str) -> None:
    """Context rows that the sentences count are marked as counted, each with its order; triggers and corroborating
    signals are not."""
    found = [one for case in cases() if case.detector == detector for one in case.own[0]]
    rows = [row for one in found for row in one.evidence]
    counted = [row for row in rows if row.counted]
    assert counted
    assert all(row.role == "context" and row.table == "orders" and row.order for row in counted)
