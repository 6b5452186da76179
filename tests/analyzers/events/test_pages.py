"""Orders that are known from pages of a shop: one order whatever tells it, and no proof from what a page leaves out."""

from datetime import timedelta
from typing import Any

from tests.analyzers.detector_cases import history, run
from tests.analyzers.event_rows import DAY

ACCUSING = ("refund.orphan", "refund.exceeds_paid", "order.hidden", "giftcard.unmatched_use")
SHOP = {"shop": "rakuten.co.jp", "currency": "JPY", "role": "buyer", "upload": 0, "line": 1}


def told(source: str, number: int, **more: Any) -> dict[str, Any]:
    """An order as one source tells it."""
    at = {"at": DAY + timedelta(days=number), "at_basis": "date_only"}
    own = {"order_id": f"123456-20240101-000000000{number}", "source": source, "path": f"{source}.html"}
    return {**SHOP, **at, **own, **more}


def test_a_list_a_page_and_a_mail_of_one_order_are_one_order() -> None:
    """What was paid comes from the page of the order, although the list says more beside it; its title is kept."""
    listed = told("rakuten.order_list", 1, title="Sample beans", kind="other", seller="Sample", total_minor=1234)
    details = told("rakuten.order_details", 1, total_minor=1834)
    mail = told("rakuten.order_list", 1, mail="unchecked", total_minor=1834, path="order.eml")
    made = history({"orders": [listed, details, mail]})
    assert made.counts() == {"orders": 1}
    assert made.tables["orders"].select("total_minor", "source", "title").rows() == [
        (1834, "rakuten.order_details", "Sample beans")
    ]
    assert sorted(made.records("orders")["path"]) == [
        "order.eml",
        "rakuten.order_details.html",
        "rakuten.order_list.html",
    ]


def test_what_a_page_lacks_is_neither_a_hidden_order_nor_a_refund_of_none() -> None:
    """A page covers no period: payments and refunds of orders that it does not show prove nothing."""
    orders = [told("rakuten.order_list", number, total_minor=1000) for number in range(1, 9)]
    other = {"order_id": "123456-20240105-0000000099", "at": DAY + timedelta(days=4), "at_basis": "stated", "line": 2}
    given = {**SHOP, **other, "source": "rakuten.order_details", "path": "other.csv", "amount_minor": 5000}
    made = history({"orders": orders, "refunds": [{**given, "status": "completed"}], "payments": [given]})
    findings, _ = run(made)
    assert [one.detector for one in findings if one.detector in ACCUSING] == []


def test_an_order_that_only_a_page_shows_ends_the_list_before_it() -> None:
    """A list whose newest order is older than that of a page says nothing of refunds of orders placed since."""
    orders = [told("amazon.order_history", number, total_minor=1000) for number in range(1, 200)]
    back = {"amount_minor": 500, "status": "completed", "path": "refunds.csv", "at_basis": "stated"}
    lost = told("amazon.refund_details", 210, **back, order_id="123456-20240808-0000000999")
    page = told("amazon.order_details_page", 205, total_minor=1000)
    alone, beside = (run(history({"orders": some, "refunds": [lost]}))[0] for some in (orders, [*orders, page]))
    assert "refund.orphan" in [one.detector for one in alone]
    assert [one.detector for one in beside if one.detector in ACCUSING] == []


def test_an_archived_order_is_missing_only_within_a_page() -> None:
    """The export has an order between two of one saved page that lacks it; one between two pages proves nothing."""

    def numbered(source: str, number: int, **more: Any) -> dict[str, Any]:
        return told(source, number, **more) | {"shop": "amazon.com", "order_id": f"112-0000000-{number:07}"}

    export = [numbered("amazon.order_history", number, total_minor=1000) for number in range(1, 31)]

    def pages(*gone: int) -> list[dict[str, Any]]:
        shown = [number for number in range(1, 31) if number not in gone]
        return [numbered("amazon.order_list_page", n, path=f"{n // 10}.html") for n in shown]

    def hidden(*gone: int) -> list[str]:
        found = run(history({"orders": [*export, *pages(*gone)]}))[0]
        return [one.detector for one in found if one.detector in ACCUSING]

    assert hidden(15) == ["order.hidden"]
    assert hidden(10) == hidden() == []


def test_a_price_without_shipping_is_no_charge() -> None:
    """A refund above the price of the list, which leaves out shipping, is not more than was paid."""
    order = told("rakuten.order_list", 1, total_minor=1000)
    back = told(
        "rakuten.order_list", 1, amount_minor=1500, status="completed", path="refund.csv", at=DAY + timedelta(9)
    )
    findings, _ = run(history({"orders": [order], "refunds": [back]}))
    assert [one.detector for one in findings if one.detector in ACCUSING] == []
