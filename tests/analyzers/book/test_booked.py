"""Which booked payments take the place of a pending one of another file, with the answer that it had."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from analyzers.asking.state import answered, unanswered
from analyzers.book.entries import Units, units
from analyzers.events.answers import OwnerAnswer
from analyzers.events.ids import hashed
from tests.analyzers.detector_cases import history
from tests.analyzers.event_rows import DAY, Row, order

EDGE = timedelta(seconds=1)


def payment(file: str, line: int, amount: int, days: timedelta = timedelta(), **more: Any) -> Row:
    """A payment on a statement; those of ``new.csv`` are pending."""
    row = {"source": "camt.statement", "upload": 0, "path": file, "line": line, "at": DAY + days, "at_basis": "stated"}
    row |= {"amount_minor": amount, "currency": "EUR", "merchant": "Corner Bakery", "method": "*0001"}
    return {**row, "status": "pending" if file == "new.csv" else "completed", **more}


def book(*rows: Row, orders: list[Row] | None = None) -> Units:
    return units(history({"payments": list(rows), "orders": orders or []}), ())


def replaced(result: Units) -> list[int]:
    """The lines of the pending payments that another payment takes the place of."""
    return sorted(result.copies.filter(pl.col("path") == "new.csv")["line"])


@pytest.mark.parametrize(
    ("more", "days", "amount", "expected"),
    [
        ({}, 3, 1000, True),
        ({}, 14, 2000, True),
        ({}, 14, 2001, False),
        ({}, -1, 500, True),
        ({}, -1, 499, False),
        ({"merchant": "Corner Bakery 123 Berlin"}, 3, 1200, True),
        ({"merchant": "Somebody else"}, 3, 1000, False),
        ({"merchant": None}, 3, 1000, True),
        ({"merchant": None}, 3, 1100, False),
        ({"currency": "USD"}, 3, 1000, False),
        ({"method": "*0002"}, 3, 1000, False),
        ({"method": None}, 3, 1000, True),
        ({"path": "new.csv"}, 3, 1000, False),
        ({"status": "declined"}, 3, 1000, False),
    ],
)
def test_what_a_booked_payment_must_have_in_common(
    more: dict[str, Any], days: int, amount: int, expected: bool
) -> None:
    """Payee or amount, currency, direction, account as far as it is known, and about the time."""
    other = payment("booked.csv", 9, amount, timedelta(days=days), **more)
    assert replaced(book(payment("new.csv", 1, 1000), other)) == ([1] if expected else [])
    assert not replaced(book(payment("new.csv", 1, -1000), other))


@pytest.mark.parametrize("days", [14, -1])
def test_within_its_time(days: int) -> None:
    """Two weeks after the pending payment, and a day before it."""
    edge = EDGE if days > 0 else -EDGE
    for more, expected in ((timedelta(), [1]), (edge, [])):
        late = payment("booked.csv", 9, 1000, timedelta(days=days) + more)
        assert replaced(book(payment("new.csv", 1, 1000), late)) == expected


def test_each_takes_one_place_and_nothing_is_added_up_twice() -> None:
    """The nearest amount comes first; what is left of either stays an entry, and only booked money counts."""
    rows = [payment("new.csv", 1, 1000), payment("new.csv", 2, 1100), payment("booked.csv", 9, 1100)]
    result = book(*rows)
    assert replaced(result) == [2]
    assert sorted(result.frame.select("line", "minor").rows()) == [(1, 0), (9, 1100)]


def test_the_place_may_be_that_of_an_order() -> None:
    """A booked payment that repeats an order stands in its entry, and the pending one with it."""
    bought = [order(0, order_id="503-0000000-7", currency="EUR", total_minor=1000)]
    named: dict[str, Any] = {"order_id": "503-0000000-7", "shop": "amazon.co.jp"}
    result = book(payment("new.csv", 1, 1000), payment("booked.csv", 9, 1000, **named), orders=bought)
    assert replaced(result) == [1]
    assert result.frame["table"].to_list() == ["orders"]


def test_the_answer_stays() -> None:
    """What was said of the pending payment holds for the booked one of another day and amount."""
    pending = payment("new.csv", 1, 1000)
    event = hashed(book(pending).frame["key"][0])
    base = unanswered(book(pending, payment("booked.csv", 9, 1250, timedelta(days=4))))
    assert base.units.frame["line"].to_list() == [9]
    state = answered(base, lambda _: None, 0, {event: OwnerAnswer("not_mine")})
    assert list(state.answers.values()) == ["not_mine"]


def test_a_booked_payment_is_near_in_time() -> None:
    """Two weeks after and a day before the pending one."""
    for days in (14, -1):
        test_within_its_time(days)
