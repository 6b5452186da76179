"""What is usual of an account's orders: amounts and cards."""

import math
from typing import Any

import pytest

from analyzers.features.placed_orders import by_card
from tests.analyzers.order_rows import order, placed


def spread(minor: float) -> dict[str, Any]:
    """The last of thirteen orders; six of the others cost 500, six 2,000."""
    usual = [order(n, n, 500 if n % 2 else 2000) for n in range(1, 13)]
    return placed(*usual, order(13, 20, round(minor))).row(-1, named=True)


def test_an_expensive_order_lies_far_above_the_median() -> None:
    """By hand: the median is 2,000 and the median deviation of the logarithm ln 4. An expensive order lies at least 3.5
    deviations above it, where one is ln 4 divided by .6745. If all orders cost the same, the deviation is .05."""
    one = math.log(4) / 0.6745
    assert spread(2000 * math.exp(3.55 * one))["expensive"]
    assert not spread(2000 * math.exp(3.45 * one))["expensive"]
    assert spread(200_000)["z"] == pytest.approx(0.6745 * math.log(100) / math.log(4), abs=1e-6)
    even = placed(*(order(n, n) for n in range(13)), order(13, 20, 4000)).row(-1, named=True)
    assert even["z"] == pytest.approx(0.6745 * math.log(4) / 0.05)


def test_an_order_of_three_medians_is_expensive() -> None:
    """Where all orders cost the same, one for three times as much is expensive, from the twelfth order on."""
    for others, minor, expensive in ((12, 3000, True), (12, 2999, False), (11, 3000, True), (10, 3000, False)):
        made = placed(*(order(n, n) for n in range(others)), order(50, 60, minor))
        assert made["expensive"][-1] is expensive, (others, minor)


def test_a_card_is_new_after_ten_orders() -> None:
    """After ten orders a new card is new, after nine it is not."""
    for earlier, new in ((9, False), (10, True)):
        cards = placed(*(order(n, n, payment="Visa - 1111") for n in range(earlier)), order(99, 50, payment="Visa - 2"))
        assert cards["new_payer"][-1] is new


@pytest.mark.parametrize(
    ("payment", "by"),
    [
        ("Visa - 1234", True), ("Gift Certificate/Card and Visa - 1234", True), ("クレジットカード", True),
        ("Gift Certificate/Card", False), ("Amazonギフト券", False), ("代金引換", False),
        ("Not Available", None), (None, None),
    ],
)  # fmt: skip
def test_a_gift_card_is_no_card(payment: str | None, by: bool | None) -> None:
    """A card paid only if a component of the payment is a card; without a payment text it is unknown."""
    assert by_card(payment) is by
