"""The time to read hostile text grows only with its length."""

import time

import pytest

from app.importers.amazon.pages._transaction_rows import is_transactions_page, transactions


@pytest.mark.parametrize(
    "line",
    ["*" * 2_000, "Visa ****1111", "Order #111-1000001-1000001", "-$1.00", "Order " * 300, "1" * 2_000, "$1 " * 600],
)
def test_transactions_stay_linear(line: str) -> None:
    """Two thousand equal lines, as an attacker would write them, take seconds at most, with a day above or none."""
    start = time.process_time()
    for day in ("December 29, 2025", ""):
        lines = list(enumerate([day, *[line] * 2_000], 1))
        is_transactions_page(lines)
        transactions(lines)
    assert time.process_time() - start < 5
