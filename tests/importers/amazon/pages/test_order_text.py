"""Copied pages of one order: what items are called, how they are counted, and what balances paid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importers.amazon.pages._balances import balances
from app.importers.amazon.pages._order_events import convert
from app.importers.amazon.pages._order_page import OrderPage
from app.importers.amazon.pages._order_text import lines_of
from app.importers.amazon.pages._order_text_details import is_order, is_printed, order
from tests import examples

WORDS = (
    *("Ballpoint Pens", "Needlepoint", "Point", "Points", "Reward", "Rewards", "Total", "Grand Total", "Order", "Tax"),
    *("Shipping", "Gift Card", "Refund", "Subtotal Counter", "Discount", "Savings", "Coupon", "Book", "Balance"),
    *("Punkte", "Gutschein", "Geschenkgutschein", "Gesamtsumme", "Zwischensumme", "Versand", "Erstattung", "Rabatt"),
    *("Carte cadeau", "Remboursement", "Livraison", "ポイント", "ギフト券", "返金", "送料", "合計", "ご請求額", "残高"),
)
US = """Final Details for Order #112-1111111-0000101
Order Placed: May 3, 2026
Amazon.com order number: 112-1111111-0000101
Order Total: $30.00
Items Ordered\tPrice
1 of: {title}{end}
{seller}
$8.00
1 of: Desk Lamp
Sold by: Example Ltd
$20.00
Item(s) Subtotal: $28.00
Estimated tax to be collected: $2.00
Grand Total: $30.00"""
LISTED = """Digital Order: May 3, 2026
Amazon.com order number: D01-1111111-0000008
Items Ordered\tPrice
{title}
{seller}\t$30.00
Item(s) Subtotal: $28.00
Tax: $2.00
Grand Total: $30.00"""
DETAILS = """Order Details
Ordered on May 3, 2026
Order# 112-1111111-0000101
Order Summary
Item(s) Subtotal:
$28.00
Estimated tax to be collected:
$2.00
Grand Total:
$30.00
{title}
{seller}
$28.00"""
BLOCK = "Item(s) Subtotal: {subtotal}\nShipping & Handling: $0.00\n"


def read(text: str) -> tuple[list[str | None], int, int]:
    """The titles, the sum and the number of the refunds of the one order of a text."""
    lines = lines_of(enumerate(text.splitlines(), 1))
    assert is_order(lines)
    [found] = convert([OrderPage([order(lines)])])
    rows = found.tables["orders"]
    return rows["title"].to_list(), sum(rows["total_minor"].drop_nulls()), found.tables["refunds"].height


@examples(120)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), st.sampled_from((US, LISTED, DETAILS)))
def test_what_an_item_is_called_changes_no_sum(title: str, page: str) -> None:
    """An item may be called like any row of the summary: points, total, refund, in any language."""
    titles, total, refunds = read(page.format(title=title, end="", seller="Sold by: Example Ltd"))
    assert (total, refunds) == (3_000, 0)
    assert title in titles


@pytest.mark.parametrize(
    "title", ["Blue Ballpoint Pens, Box of 12", "Gift Card", "Power Points Book", "Reward Stickers"]
)
def test_a_title_and_its_price_in_one_line_are_no_payment(title: str) -> None:
    """The same where the price stands behind the title, or no seller below it."""
    assert read(US.format(title=title, end=" $8.00", seller=""))[1:] == (3_000, 0)
    assert read(DETAILS.format(title=title, seller="").replace("\n\n", "\n"))[1:] == (3_000, 0)


PAID = {
    "points": ("Rewards Points: -{}", "Total paid by Rewards Points: -{}"),
    "gift card": ("Gift Card Amount: -{}", "Total paid by Gift Card: -{}"),
    "balance": ("Amazon Balance: -{}", "Total paid by Amazon Balance: -{}"),
}


@pytest.mark.parametrize("within", [True, False])
@pytest.mark.parametrize("below", [True, False])
@pytest.mark.parametrize("payment", [True, False])
@pytest.mark.parametrize("names", PAID.values(), ids=PAID)
def test_what_a_balance_paid_counts_once(names: tuple[str, str], within: bool, below: bool, payment: bool) -> None:
    """Named for each of two parcels, below these, and beside the total of the order: in any of the three. Named
    nowhere, the total is less than its parts, and no number."""
    text = US.format(title="Desk Pens", end="", seller="Sold by: Example Ltd").rsplit("Item(s) Subtotal", 1)[0]
    for paid in ("$1.00", "$2.00"):
        text += BLOCK.format(subtotal="$15.00")
        text += names[0].format(paid) + "\n" if within else ""
        text += "Total for This Shipment: $15.00\n"
        text += names[1].format(paid) + "\n" if below else ""
    text += "Payment information\nPayment Method:\nVisa | Last digits: 4321\n" + BLOCK.format(subtotal="$30.00")
    text += names[0].format("$3.00") + "\n" if payment else ""
    text = text.replace("Order Total: $30.00", "Order Total: $27.00") + "Grand Total: $27.00"
    assert read(text)[1] == (3_000 if within or below or payment else 0)


def test_different_balances_add_up() -> None:
    """Points, a gift card and a balance pay one after the other; two different gift cards do, too."""
    rows = [("Gift Card:", "-$5"), ("Gift Card:", "-$2"), ("Rewards Points:", "-$1"), ("Account balance:", "-$4")]
    assert balances([("Subtotal:", "$20"), *rows, ("Grand Total:", "$8")]) == ["-$5", "-$2", "-$1", "-$4"]


@pytest.mark.parametrize(
    ("start", "quantity"),
    [
        ("2 (1.10 lb) of:", 2),
        ("1.50 lb of:", 1),
        ("0.5 kg of:", 1),
        ("3 (2 ea) of:", 3),
        ("12 of:", 12),
        ("1 Exemplar(e) von:", 1),
        ("2 Exemplare von:", 2),
    ],
)
def test_items_by_number_and_by_weight(start: str, quantity: int) -> None:
    """An item begins with its number, with number and weight, or with its weight alone."""
    text = US.format(title="Desk Pens", end="", seller="Sold by: Example Ltd").replace(
        "1 of: Desk Lamp", f"{start} Bananas"
    )
    found = {item.name: item.quantity for item in order(lines_of(enumerate(text.splitlines()))).items}
    assert int(found["Bananas"] or 1) == quantity
    assert found.keys() == {"Desk Pens", "Bananas"}


GERMAN = """{placed}
Amazon.de Bestellnummer: 302-1111111-0000301
{total}: EUR 12,50
Bestellte Artikel\tPreis
1 Exemplar(e) von: Beispieltee
Verkauf durch: Beispiel GmbH
EUR 12,50
Zwischensumme: EUR 12,50
Gesamtbetrag für diese Bestellung: EUR 12,50"""


@pytest.mark.parametrize("total", ["Summe der Bestellung", "Gesamtsumme"])
@pytest.mark.parametrize(
    "placed",
    [
        "Getätigte Spar-Abo-Bestellung: 14. März 2019",
        "Bestellung aufgegeben am: 14. März 2019",
        "Digitale Bestellung: 14 März 2019",
        "Subscribe and Save Order Placed: March 14, 2019",
        "Subscribe & Save Order Placed: March 14, 2019",
    ],
)
def test_every_label_of_the_day_and_of_the_sum(placed: str, total: str) -> None:
    """German printable summaries, of regular deliveries and of digital goods, too."""
    lines = lines_of(enumerate(GERMAN.format(placed=placed, total=total).splitlines()))
    assert is_order(lines)
    assert is_printed(lines)
    rows = convert([OrderPage([order(lines)])])[0].tables["orders"]
    assert rows["at"].to_list()[0].date().isoformat() == "2019-03-14"
    assert rows["title"].to_list() == ["Beispieltee"]
    assert rows["total_minor"].to_list() == [1_250]
    assert rows["currency"].to_list() == ["EUR"]


def test_an_order_that_was_cancelled_before_it_cost_anything() -> None:
    """The printable summary of a cancelled digital order has no sum: an order of no charge, without a problem."""
    text = "Details for Order # D46-1111111-0000301\nDigital Order: May 3, 2026\nAmazon.com order number: "
    text += "D46-1111111-0000301\nOrder Canceled\nItems Ordered\tPrice\nSample Film\nSold By: Amazon.com\t$3.99"
    lines = lines_of(enumerate(text.splitlines()))
    assert is_order(lines)
    [found] = convert([OrderPage([order(lines)])])
    assert found.tables["orders"]["status"].to_list() == ["cancelled"]
    assert found.tables["orders"]["total_minor"].sum() == 0
    assert found.problems == ()
