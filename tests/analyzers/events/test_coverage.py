"""Coverage: which period a list of orders vouches for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analyzers.events.history import History
from analyzers.events.owner import Owner
from app.report.catalogue import catalogue
from tests.analyzers.detector_cases import frame, history, run
from tests.analyzers.event_rows import order, refund


@pytest.mark.parametrize(
    ("exports", "outcome"), [({0: 0, 1: 0}, "fired"), ({0: 0, 1: 1}, "not_assessable"), (None, "fired")]
)
def test_what_was_exported_together_covers_together(exports: dict[int, int] | None, outcome: str) -> None:
    """A refund after the last order counts if its file is of the same export; loose files are taken for one export."""
    orders = [order(n * 14) for n in range(20)]
    late = [refund(1, order_id="503-9999999-1", at=orders[-1]["at"] + timedelta(days=20), upload=1)]
    made = History.build(
        {"orders": [frame("orders", orders)], "refunds": [frame("refunds", late)]},
        Owner(),
        exports,
        catalogue=catalogue(),
    )
    outcomes = {one.detector: one.outcome for one in run(made)[1]}
    assert outcomes["refund.orphan"] == outcome


def test_an_order_may_be_in_a_row_that_cannot_be_read() -> None:
    """No proof rests on a list of which a row names no order."""
    orders = [order(n * 14) for n in range(20)]
    lone = refund(1, order_id="503-9999999-1", at=orders[-1]["at"] + timedelta(days=20))
    frames = {"orders": [frame("orders", orders)], "refunds": [frame("refunds", [lone])]}
    for torn, outcome in (((), "fired"), (("other.csv",), "fired"), ((orders[0]["path"],), "not_assessable")):
        findings, outcomes = run(History.build(frames, torn=torn, catalogue=catalogue()))
        assert {one.detector: one.outcome for one in outcomes}["refund.orphan"] == outcome
        assert any("could not be read" in str(one.values) for one in findings) is (outcome == "not_assessable")


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


@pytest.mark.parametrize(("currency", "outcome"), [("JPY", "fired"), (None, "not_assessable")])
def test_a_list_of_an_unknown_site_vouches_for_no_shop(currency: str | None, outcome: str) -> None:
    """A tool's list without shop and currency is that of one site, and a refund may be of another."""
    orders = [order(n * 14, shop=None, currency=currency, source="amazon.azad_orders") for n in range(20)]
    lone = refund(1, order_id="503-9999999-1", at=orders[-1]["at"] - timedelta(days=20), upload=1)
    frames = {"orders": [frame("orders", orders)], "refunds": [frame("refunds", [lone])]}
    outcomes = {one.detector: one.outcome for one in run(History.build(frames, catalogue=catalogue()))[1]}
    assert outcomes["refund.orphan"] == outcome


@pytest.mark.parametrize(("shop", "day"), [("amazon.co.jp", date(2024, 1, 2)), ("amazon.com", date(2024, 1, 1))])
def test_the_coverage_begins_on_a_local_day(shop: str, day: date) -> None:
    """The day that is named is that of the shop's clock; a shop of several zones is read by UTC."""
    first = datetime(2024, 1, 1, 20, tzinfo=UTC)
    orders = [order(n * 14, shop=shop, at=first + n * timedelta(days=14)) for n in range(20)]
    lone = refund(1, order_id="503-9999999-1", shop=shop, at=first + timedelta(days=20))
    made = History.build(
        {"orders": [frame("orders", orders)], "refunds": [frame("refunds", [lone])]}, catalogue=catalogue()
    )
    reasons = [str(one.values["reason"]) for one in run(made)[0] if one.detector == "case.coverage_gap"]
    assert any(repr(day.isoformat()) in one for one in reasons)
