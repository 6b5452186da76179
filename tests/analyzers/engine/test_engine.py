"""The engine: merging, ids, verdicts, coverage, and detectors that fail."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from analyzers.engine.detector import detectors
from analyzers.engine.findings import Finding
from analyzers.engine.ids import finding_id
from analyzers.engine.run import _look, run
from analyzers.engine.view import View
from analyzers.events.facts import Fact, Gap
from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.features.placed_orders import by_card
from tests.analyzers.cases import Case, cases, frame, history

Row = dict[str, Any]
DAY = datetime(2024, 1, 1, tzinfo=UTC)


def order(number: int, **more: Any) -> Row:
    """One order line."""
    row = {"order_id": f"503-0000000-{number}", "item_id": "A", "at": DAY + timedelta(days=number), "line": number + 2}
    common = {"shop": "amazon.co.jp", "currency": "JPY", "total_minor": 1000, "status": "closed", "at_basis": "stated"}
    return {**common, "source": "amazon.order_history", "upload": 0, "path": "o.csv", "role": "buyer", **row, **more}


def refund(number: int, **more: Any) -> Row:
    """One refund, of this order unless told otherwise."""
    row = {"order_id": f"503-0000000-{number}", "at": DAY + timedelta(days=number + 9), "line": number + 2}
    common = {"shop": "amazon.co.jp", "currency": "JPY", "amount_minor": 1000, "status": "completed"}
    return {
        **common,
        "source": "amazon.refund_details",
        "upload": 0,
        "path": "r.csv",
        "at_basis": "stated",
        **row,
        **more,
    }


def orphan(case: str = "a refund for an order that the list does not have") -> Case:
    """A case with one orphan refund."""
    return next(one for one in cases() if one.detector == "refund.orphan" and one.name == case)


def only(findings: list[Finding], detector: str) -> Finding:
    """The one finding of a detector."""
    (one,) = [finding for finding in findings if finding.detector == detector]
    return one


def test_an_order_told_by_two_sources_is_one_order() -> None:
    """A list made from the order pages (days only, one line for all) adds nothing to the order that the export tells;
    it is kept as a further telling, and an order that only it knows stays. The source that knows the cost counts."""
    export = [order(1), order(1, item_id="B", line=9), order(2)]
    listed = {
        "source": "amazon.furyu_orders",
        "upload": 1,
        "path": "list.csv",
        "at_basis": "date_only",
        "item_id": None,
    }
    pages = [{**order(number, at=DAY + timedelta(days=number), total_minor=2000), **listed} for number in (1, 2, 3)]
    both = history({"orders": [*export, *pages]})
    assert both.counts() == {"orders": 4}
    assert sorted(both.records("orders")["path"]) == ["list.csv"] * 3 + ["o.csv"] * 3
    unpriced = [{**row, "total_minor": None} for row in export]
    assert set(history({"orders": [*unpriced, *pages]}).tables["orders"]["path"]) == {"list.csv"}
    again = [{**row, "upload": 2, "path": "newer.csv"} for row in export]
    assert history({"orders": [*export, *again, *pages]}).counts() == {"orders": 4}


def test_equal_rows_of_one_file_stay_two_purchases() -> None:
    """The same thing bought twice is two events, in one export as in two."""
    twice = [order(1), order(1, line=9)]
    assert history({"orders": twice}).counts() == {"orders": 2}
    both = twice + [{**row, "upload": 1, "path": "new.csv"} for row in [*twice, order(1, line=11)]]
    assert history({"orders": both}).counts() == {"orders": 3}


def test_the_newest_export_wins_by_its_latest_event() -> None:
    """The export with the latest event counts, whichever was handed in first, and the other place is remembered."""
    older = [order(1, total_minor=900)]
    newer = [order(1, total_minor=1200, upload=1, path="new.csv"), order(5, upload=1, path="new.csv")]
    for uploads in ((0, 1), (1, 0)):
        rows = [{**row, "upload": uploads[row["upload"]]} for row in older + newer]
        made = history({"orders": rows})
        kept = made.tables["orders"].filter(pl.col("order_id") == "503-0000000-1")
        assert kept.select("total_minor", "path").rows() == [(1200, "new.csv")]
        assert made.merged_away["orders"].select("path", "line").rows() == [("o.csv", 3)]


def test_sources_fill_each_other() -> None:
    """A refund told by two files has the reason of one and the destination of the other, and the shop of its order."""
    told = [
        refund(1, reason="Customer return"),
        refund(1, shop=None, destination="gift_card", at=DAY, path="y.csv", source="amazon.your_orders_returns"),
        refund(2, shop=None, destination="card", at=DAY, path="y.csv", source="amazon.your_orders_returns"),
    ]
    made = history({"orders": [order(1), order(2)], "refunds": told})
    assert made.tables["refunds"].sort("order_id").select("shop", "reason", "destination").rows() == [
        ("amazon.co.jp", "Customer return", "gift_card"),
        ("amazon.co.jp", None, "card"),
    ]


def test_a_refund_that_was_declined_and_repeated_is_not_merged_into_one() -> None:
    """Declined once and then completed, in two exports: two events, one of them completed."""
    rows = [refund(1, status="declined"), refund(1, line=9)]
    again = [{**row, "upload": 1, "path": "new.csv"} for row in rows]
    merged = history({"orders": [order(1)], "refunds": rows + again}).tables["refunds"]
    assert sorted(merged["status"]) == ["completed", "declined"]


def test_an_unknown_table_is_no_column() -> None:
    """Frames without all columns, and of any row count, are taken."""
    some = frame("orders", [order(1)]).select("at", "order_id", "line", "upload", "path", "source")
    made = History.build({"orders": [some, frame("orders", [])], "logins": []})
    assert made.tables["orders"].columns == ["row", *SCHEMAS["orders"]]
    assert made.shops() == []


def test_coverage_is_told_by_table_and_shop() -> None:
    """First and last event and their number, rows without a shop last."""
    made = history({"orders": [order(1), order(3), order(2, shop="amazon.com"), order(4, shop=None, order_id="X-1")]})
    assert [(one["shop"], one["from"].day, one["to"].day, one["events"]) for one in made.coverage()] == [
        ("amazon.co.jp", 2, 4, 2),
        ("amazon.com", 3, 3, 1),
        (None, 5, 5, 1),
    ]
    assert made.shops() == ["amazon.co.jp", "amazon.com"]


@pytest.mark.parametrize(
    ("exports", "outcome"), [({0: 0, 1: 0}, "fired"), ({0: 0, 1: 1}, "not_assessable"), (None, "fired")]
)
def test_what_was_exported_together_covers_together(exports: dict[int, int] | None, outcome: str) -> None:
    """A refund after the last order counts if its file is of the same export; loose files are taken for one export."""
    orders = [order(n * 14) for n in range(20)]
    late = [refund(1, order_id="503-9999999-1", at=orders[-1]["at"] + timedelta(days=20), upload=1)]
    made = History.build({"orders": [frame("orders", orders)], "refunds": [frame("refunds", late)]}, Owner(), exports)
    outcomes = {one.detector: one.outcome for one in run(made)[1]}
    assert outcomes["refund.orphan"] == outcome


def test_an_order_may_be_in_a_row_that_cannot_be_read() -> None:
    """No proof rests on a list of which a row names no order."""
    orders = [order(n * 14) for n in range(20)]
    lone = refund(1, order_id="503-9999999-1", at=orders[-1]["at"] + timedelta(days=20))
    frames = {"orders": [frame("orders", orders)], "refunds": [frame("refunds", [lone])]}
    for torn, outcome in (((), "fired"), (("other.csv",), "fired"), ((orders[0]["path"],), "not_assessable")):
        findings, outcomes = run(History.build(frames, torn=torn))
        assert {one.detector: one.outcome for one in outcomes}["refund.orphan"] == outcome
        assert any("could not be read" in str(one.values) for one in findings) is (outcome == "not_assessable")


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
    told = [refund(1, shop=None), refund(2, shop=None)]
    lone = only(run(history({"refunds": told}))[0], "case.coverage_gap")
    orders = [order(1, status="cancelled"), order(2, status="cancelled")]
    later = only(run(history({"orders": orders, "refunds": told}))[0], "case.coverage_gap")
    assert lone.triggers == later.triggers


def test_verdicts_hold_for_the_same_finding() -> None:
    """A finding stays listed with its answer."""
    case = orphan()
    number = only(run(case.history())[0], "refund.orphan").id
    answered = run(history(case.rows, Owner(verdicts={number: "mine"})))[0]
    assert only(answered, "refund.orphan").verdict == "mine"
    assert only(run(case.history())[0], "refund.orphan").verdict is None


def test_a_remembered_answer_holds_for_what_shares_a_trigger() -> None:
    """An answer to an older finding of the same detector that shares a trigger holds, the more careful one first; an
    answer to another detector's finding about the same event does not."""
    case = orphan()
    (trigger,) = only(run(case.history())[0], "refund.orphan").triggers
    wider = finding_id("refund.orphan", [trigger, "other"])
    wide = finding_id("refund.orphan", [trigger, "more", "still more"])
    foreign = finding_id("refund.rerouted", [trigger, "other"])
    remembered = {wider: [trigger, "other"], wide: [trigger, "more", "still more"], foreign: [trigger, "other"]}

    def verdict(**given: str) -> str | None:
        verdicts = {{"wider": wider, "wide": wide, "foreign": foreign}[name]: one for name, one in given.items()}
        return only(run(history(case.rows, Owner(verdicts=verdicts)), remembered)[0], "refund.orphan").verdict

    assert verdict(wider="mine") == "mine"
    assert verdict(wider="mine", wide="not_mine") == "not_mine"
    assert verdict(foreign="mine") is None


def test_a_detector_that_fails_says_so_without_any_data() -> None:
    """Its outcome is not assessable, with a reference that stands for the kind of error and its place only."""

    def find(history: View) -> Iterator[Fact | Gap]:
        raise ValueError(history.table("orders")["order_id"][0])
        yield

    detector = replace(detectors()["refund.orphan"], needs=("orders.order_id",), find=find)
    found, outcome = _look(detector, history({"orders": [order(1)]}))
    assert found == []
    assert outcome.outcome == "not_assessable"
    assert outcome.failure is not None
    assert "ValueError at test_engine.py:" in outcome.failure
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
    """The owner's networks are compared with whatever stands in the address column."""
    login = {"at": DAY, "upload": 0, "path": "g.csv", "line": 2, "country": "JP", "prefix": "a", "ip": "no address"}
    rows = [{**login, "line": n, "at": DAY + timedelta(days=n)} for n in range(12)]
    rows.append({**login, "line": 90, "country": "RU", "prefix": "b"})
    findings, outcomes = run(history({"logins": rows}, Owner(networks=("203.0.113.0/24",))))
    assert [one.failure for one in outcomes if one.failure] == []
    assert only(findings, "login.new_country").evidence[0].line == 90


def test_refunds_without_an_order_number_are_told_by_one_source_only() -> None:
    """Equal amounts on a card and on another are two refunds; the same statement twice is one."""
    card = refund(1, order_id=None, shop=None, source="paypay.card", path="p.csv")
    other = {**card, "source": "waon.history", "path": "w.csv", "upload": 1}
    again = {**card, "path": "again.csv", "upload": 2}
    assert history({"refunds": [card, other, again]}).counts() == {"refunds": 2}


@pytest.mark.parametrize(
    ("days", "source", "outcome"),
    [
        (30, "amazon.refund_details", "fired"),
        (200, "amazon.refund_details", "not_assessable"),
        (30, "paypay.card", "not_assessable"),
    ],
)
def test_what_prolongs_the_coverage_of_loose_files(days: int, source: str, outcome: str) -> None:
    """A gift-card use after the last order is judged if the same provider's other files go on beyond it, but not for
    longer than a refund takes: then the list of orders is older than they are."""
    orders = [order(n * 14) for n in range(20)]
    last: datetime = orders[-1]["at"]
    more = refund(1, at=last + timedelta(days=days), source=source, upload=1)
    use = {
        "kind": "applied",
        "account": "gift_card",
        "order_id": "503-9999999-1",
        "amount_minor": -5,
        "currency": "JPY",
    }
    page = {
        "at": last + timedelta(days=20),
        "upload": 2,
        "path": "g.html",
        "line": 2,
        "source": "amazon.gift_card_page",
    }
    outcomes = run(history({"orders": orders, "refunds": [more], "ledger": [{**use, **page}]}))[1]
    assert {one.detector: one.outcome for one in outcomes}["giftcard.unmatched_use"] == outcome


@pytest.mark.parametrize("detector", ["order.giftcard_burst", "order.first_address", "order.far_address"])
def test_orders_that_a_finding_counts_are_told_apart(detector: str) -> None:
    """Of the rows beside a finding those that its sentences count are marked, each with its order; none that led to it
    is, and no sign beside it."""
    found = [one for case in cases() if case.detector == detector for one in case.ran[0]]
    rows = [row for one in found if one.detector == detector for row in one.evidence]
    told = [row for row in rows if row.told]
    assert told
    assert all(row.role == "context" and row.table == "orders" and row.order for row in told)


@pytest.mark.parametrize(
    ("payment", "by"),
    [
        ("Visa - 1234", True), ("Gift Certificate/Card and Visa - 1234", True), ("クレジットカード", True),
        ("Gift Certificate/Card", False), ("Amazonギフト券", False), ("代金引換", False),
        ("Not Available", None), (None, None),
    ],
)  # fmt: skip
def test_a_gift_card_is_no_card(payment: str | None, by: bool | None) -> None:
    """A card paid only where a part of the payment is one; where nothing is said, nobody knows."""
    assert by_card(payment) is by
