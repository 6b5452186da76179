"""Merging: several exports and sources of one event are one event."""

from datetime import timedelta

import polars as pl

from analyzers.events.history import History
from analyzers.events.schemas import SCHEMAS
from tests.analyzers.detector_cases import frame, history
from tests.analyzers.event_rows import DAY, order, refund


def test_an_order_told_by_two_sources_is_one_order() -> None:
    """A list made from order pages (dates only, one line per order) adds nothing to an order of the export and is
    kept as another record of it; an order that only the list has stays. The source with the cost counts."""
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
    """A refund in two files has the reason of one, the destination of the other, and the shop of its order."""
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
    assert [
        (one.shop, one.start and one.start.day, one.end and one.end.day, one.events) for one in made.coverage()
    ] == [
        ("amazon.co.jp", 2, 4, 2),
        ("amazon.com", 3, 3, 1),
        (None, 5, 5, 1),
    ]
    assert made.shops() == ["amazon.co.jp", "amazon.com"]


def test_refunds_without_an_order_number_are_told_by_one_source_only() -> None:
    """Equal amounts on a card and on another are two refunds; the same statement twice is one."""
    card = refund(1, order_id=None, shop=None, source="paypay.card", path="p.csv")
    other = {**card, "source": "waon.history", "path": "w.csv", "upload": 1}
    again = {**card, "path": "again.csv", "upload": 2}
    assert history({"refunds": [card, other, again]}).counts() == {"refunds": 2}


def test_equal_sums_of_one_day_are_one_payment_only_if_the_same_was_paid() -> None:
    """Two banks may move the same sum on a day; a list and the printed statement of one account repeat each other."""
    paid = {
        "at": DAY,
        "at_basis": "date_only",
        "amount_minor": 90_000,
        "currency": "USD",
        "merchant": "PAY ROLL",
        "line": 2,
    }
    first = {**paid, "source": "pdf.total", "upload": 0, "path": "a.pdf"}
    there = {**first, "source": "pdf.balance", "upload": 1, "path": "b.pdf"}
    for other, count in (
        ({}, 1),
        ({"merchant": "Ｐａｙｒｏｌｌ"}, 1),
        ({"merchant": "Rent"}, 2),
        ({"currency": "GBP"}, 2),
    ):
        assert history({"payments": [first, {**there, **other}]}).counts() == {"payments": count}
