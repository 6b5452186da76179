"""Which charges on a statement only repeat an order, so that nobody is asked about them twice."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from analyzers.book.entries import units
from tests.analyzers.detector_cases import DEFAULTS, history
from tests.analyzers.event_rows import DAY, order

EDGE = timedelta(seconds=1)


def repeated(orders: list[dict[str, Any]], charges: list[tuple[timedelta, int]]) -> list[int]:
    """The places of the charges, on a card's statement with some other payments, that repeat an order."""
    usual = {**DEFAULTS["payments"], "source": "rakuten.card", "shop": None, "at_basis": "stated", "upload": 0}
    usual |= {"path": "card.csv", "merchant": "SOMEBODY", "at": DAY, "amount_minor": 7, "status": "completed"}
    rows = [{**usual, "line": number} for number in range(100, 106)]
    shop = "ＡＭＡＺＯＮ．ＣＯ．ＪＰ"
    rows += [
        {**usual, "line": number, "merchant": shop, "at": DAY + after, "amount_minor": amount}
        for number, (after, amount) in enumerate(charges)
    ]
    found = units(history({"orders": orders, "payments": rows}), ()).copies.filter(pl.col("path") == "card.csv")
    return sorted(found["line"])


@pytest.mark.parametrize("days", [35, -2])
def test_within_its_time(days: int) -> None:
    sure = timedelta(days=days)
    late = sure + (EDGE if days > 0 else -EDGE)
    assert repeated([order(0, total_minor=500)], [(sure, 500)]) == [0]
    assert repeated([order(0, total_minor=500)], [(late, 500)]) == []


def test_a_charge_repeats_an_order_of_its_time() -> None:
    """Up to 35 days after the order, and two days before it, because a statement has a local day alone."""
    test_within_its_time(35)
    test_within_its_time(-2)


def test_an_order_is_charged_once() -> None:
    """As a whole or line by line, and a second charge of the same sum is asked about."""
    lines = [order(0, total_minor=500), {**order(0, total_minor=300), "item_id": "B2", "line": 99}]
    day = timedelta(days=1)
    assert repeated(lines, [(day, 800), (day, 800)]) == [0]
    assert repeated(lines, [(day, 500), (day, 300), (day, 500)]) == [0, 1]
    assert repeated(lines, [(day, 800), (day, 300)]) == [0]
    assert repeated(lines, [(day, 400)]) == []
