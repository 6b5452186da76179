"""What counts as lost, as come back and as only suspected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from analyzers.book.entries import units
from analyzers.book.losses import Total, amounts, totals
from analyzers.events.marks import Money
from tests.analyzers.detector_cases import history
from tests.analyzers.event_rows import DAY, order, refund

Rows = dict[str, list[dict[str, Any]]]
LEDGER = {
    "at": DAY + timedelta(days=5),
    "at_basis": "date_only",
    "shop": "amazon.co.jp",
    "account": "gift_card",
    "currency": "JPY",
    "source": "amazon.gift_card_page",
    "upload": 0,
    "path": "page.html",
}
CARD = {"at": DAY + timedelta(days=5), "at_basis": "date_only", "currency": "JPY", "source": "rakuten.card"}
CARD |= {"upload": 0, "path": "card.csv", "merchant": "SOMEBODY", "status": "completed"}


@dataclass
class Entry:
    """An answer with its amounts."""

    answer: str | None
    lost: Money | None
    came_back: Money | None = None
    suspected: bool = False


def disowned(rows: Rows, answers: Mapping[str, str | None] | None = None) -> tuple[int, int]:
    """What is lost and what came back where all charges of these rows are disowned. ``answers`` are those to the events
    of other tables."""
    found = units(history(rows), ())
    given: dict[int, str | None] = {}
    for unit, table in found.frame.select("unit", "table").iter_rows():
        given[unit] = {"orders": "not_mine", "payments": "not_mine", "ledger": "not_mine", **(answers or {})}.get(table)
    groups = [[unit] for unit, answer in given.items() if answer == "not_mine"]
    entries = [Entry("not_mine", *one) for one in amounts(found.frame, found.arrivals, groups, given)]
    sums = totals(entries)
    return (sums[0].lost, sums[0].came_back) if sums else (0, 0)


@pytest.mark.parametrize("status", ["cancelled", "declined", "reversed", "pending"])
def test_what_was_not_charged_is_not_lost(status: str) -> None:
    """Of an order and of a payment; points, and money that came in, are no loss either."""
    assert disowned({"orders": [order(1, status=status)]}) == (0, 0)
    assert disowned({"payments": [{**CARD, "line": 2, "amount_minor": 500, "status": status}]}) == (0, 0)
    added = {**LEDGER, "kind": "added", "amount_minor": 700, "line": 2}
    points = {**LEDGER, "account": "points", "kind": "applied", "amount_minor": -700, "line": 3}
    assert disowned({"ledger": [added, points]}) == (0, 0)


def test_one_purchase_counts_once() -> None:
    """By its order, its payment, the use of a balance for it, and its copy in another file."""
    used = {**LEDGER, "kind": "applied", "amount_minor": -1000, "order_id": "503-0000000-1", "line": 2}
    paid = {**CARD, "amount_minor": 1000, "order_id": "503-0000000-1", "line": 2, "shop": "amazon.co.jp"}
    rows = {"orders": [order(1), order(1, path="again.csv")], "ledger": [used], "payments": [paid]}
    assert disowned(rows) == (1000, 0)


def test_refunds_that_arrived_came_back() -> None:
    """Of what was lost, and at most as much; not those that were declined, or that the owner disowns or doubts."""
    orders = [order(1), order(2)]
    assert disowned({"orders": orders, "refunds": [refund(1, amount_minor=300)]}) == (2000, 300)
    assert disowned({"orders": orders, "refunds": [refund(1, amount_minor=1700)]}) == (2000, 1000)
    for status in ("declined", "pending"):
        assert disowned({"orders": orders, "refunds": [refund(1, status=status)]}) == (2000, 0)
    for answer in ("not_mine", "not_sure"):
        assert disowned({"orders": orders, "refunds": [refund(1)]}, {"refunds": answer}) == (2000, 0)
    assert disowned({"orders": orders, "refunds": [refund(1, destination="unknown")]}) == (2000, 0)
    assert disowned({"orders": orders, "refunds": [refund(7)]}) == (2000, 0)


def test_what_the_owners_balance_shows_came_back() -> None:
    """Whatever the owner says of the refund: it is there."""
    entry = {**LEDGER, "kind": "refund", "amount_minor": 1000, "at": DAY + timedelta(days=11), "line": 2}
    rows = {"orders": [order(1)], "refunds": [refund(1, destination="gift_card")], "ledger": [entry]}
    assert disowned(rows, {"refunds": "not_mine"}) == (1000, 1000)


def test_a_gift_card_that_arrived_is_lost_where_it_is_spent() -> None:
    """A thief buys a gift card into the owner's balance and spends it: one loss."""
    added = {**LEDGER, "kind": "added", "amount_minor": 1000, "at": DAY + timedelta(days=1), "line": 2}
    spent = {**LEDGER, "kind": "applied", "amount_minor": -1000, "order_id": "503-9999999-9", "line": 3}
    lost, came_back = disowned({"orders": [order(1, kind="gift_card")], "ledger": [added, spent]})
    assert (lost, came_back, lost - came_back) == (2000, 1000, 1000)


def test_a_payment_that_was_paid_back() -> None:
    """A statement without orders: the payment to a disowned payee, and what came back of it."""
    paid, back = ({**CARD, "amount_minor": minor, "line": line} for line, minor in ((2, 900), (3, -400)))
    assert disowned({"payments": [paid, back]}) == (900, 400)


def test_only_the_owners_word_makes_a_loss() -> None:
    """What nobody has answered is suspected where an alarm is about it, and so is what the owner is not sure of; what
    no alarm is about is nothing. Currencies are apart."""
    entries = [
        Entry("not_mine", Money(500, "USD"), Money(200, "USD"), True),
        Entry("not_mine", Money(70, "JPY")),
        Entry("not_sure", Money(30, "JPY")),
        Entry(None, Money(40, "JPY"), None, True),
        Entry(None, Money(8000, "JPY")),
        Entry("not_mine", None, None, True),
    ]
    assert totals(entries) == (Total("JPY", 70, 0, 70, 70), Total("USD", 500, 200, 300, 0))
