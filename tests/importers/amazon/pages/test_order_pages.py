"""Amazon's pages of orders: how they may be saved, what they say of an order, and that all entries count."""

import os
import quopri
from typing import Any

import pytest

from app.importers.amazon.pages._order_details import charge, dated_refunds
from app.importers.amazon.pages._order_page import Order
from app.importers.amazon.pages._order_words import payments, values
from app.report import intake
from app.sandbox.client import Input
from tests.importers.reading import SAMPLES

FOLDER = SAMPLES / "amazon"
PAGES = [
    path
    for name in ("order_list_page", "order_details_page", "order_invoice_page")
    for path in (FOLDER / name).iterdir()
]
SIGN_IN = (
    b'<html><title>Amazon</title><form name="signIn"><input type="email" id="ap_email" name="email"></form></html>'
)


def source(name: str, data: bytes, upload: int) -> Input:
    def opened() -> int:
        fd = os.memfd_create("test")
        os.write(fd, data)
        return fd

    return Input(name, opened, upload)


def archived(page: bytes) -> bytes:
    """The page as a browser saves it whole."""
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.amazon.com/x\r\nSubject: Orders\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head + quopri.encodestring(page) + b"\r\n--b--\r\n"


def test_every_entry_of_every_page_is_accounted_for() -> None:
    """Each sample in the confined child: rows are events or have a problem; a whole archive gives the same orders."""
    pages = sorted(path for path in PAGES if not path.name.endswith(".json"))
    page = FOLDER / "order_list_page" / "us-from-2024.html"
    given = [source(path.name, path.read_bytes(), number) for number, path in enumerate(pages)]
    given += [source("page.mhtml", archived(page.read_bytes()), 98), source("login.html", SIGN_IN, 99)]
    read = intake.read(given)
    files = [one.files[0] for one in read]
    for path, one in zip(pages, files, strict=False):
        assert one.format == f"amazon.{path.parent.name}"
        assert sum(one.accounted.values()) == one.rows
    orders: list[list[dict[str, Any]]] = [
        one.tables["orders"].select("order_id", "title", "total_minor", "status").to_dicts()
        for one in read[:-1]
        if one.tables
    ]
    assert orders[-1] in orders[:-1]
    assert [problem.code for problem in files[-1].problems] == ["sign-in-page"]


PARTS = [("Item(s) Subtotal:", "$20.00"), ("Shipping & Handling:", "$5.00"), ("Total before tax:", "$25.00")]


@pytest.mark.parametrize(
    ("rows", "whole", "by_balance", "refund", "note"),
    [
        ([("Total before tax:", "$9"), ("Gift Card Amount:", "-$2"), ("Grand Total:", "$7")], "$7", "-$2", "", ""),
        ([("注文合計：", "￥900"), ("ポイント：", "-￥100"), ("ご請求額：", "￥800")], "￥900", "", "", ""),
        ([("ご請求額：", "￥500"), ("ご請求額：", "￥300")], "", "", "", "unclear-total"),
        ([("Gesamtsumme:", "7 €"), ("Summe der Erstattung", "7 €"), ("Summe:", "6 €")], "7 €", "", "7 €", ""),
        ([*PARTS, ("Estimated tax:", "$1.60"), ("Grand Total:", "$26.60")], "$26.60", "", "", ""),
        ([*PARTS, ("Estimated tax:", "$1.60"), ("Grand Total:", "$25.00")], "", "", "", "different-parts"),
        ([("小計：", "￥900"), ("配送料・手数料：", "￥350"), ("注文合計：", "￥900")], "", "", "", "different-parts"),
        ([("Item(s) refund:", "$5"), ("Tax refund:", "$1"), ("Refund Total:", "$6")], "", "", "$6", ""),
        ([("Gift wrap:", "$3"), ("Rewards Points:", "-$1"), ("Grand Total:", "$2")], "$2", "-$1", "", ""),
    ],
)
def test_the_summary_gives_what_was_paid_in_all_ways(
    rows: list[tuple[str, str]], whole: str, by_balance: str, refund: str, note: str
) -> None:
    """Balances paid a part of the charge; discounts did not; a refund is no total; totals that differ are none."""
    order = Order(1)
    charge(order, rows)
    assert (order.whole, order.by_balance, order.refund, order.note) == (whole, by_balance, refund, note)


def test_labels_dates_and_ways_of_paying() -> None:
    """Labels count alone on a line, before a colon or before their value; words that begin like them do not."""
    assert values(
        ["Order placed May 3, 2026", "Total before tax: $1", "Total", "$2", "Order #", "1", "Ordered at night"]
    ) == {
        "date": ["May 3, 2026", "Total before tax: $1"],
        "total": ["$2"],
        "order_id": ["1", "Ordered at night"],
    }
    assert list(
        dated_refunds(["Refund:", "Completed November 2, 2020 - $76.11", "Refund Total $5", "May 3, 2026 - $5"])
    ) == ["November 2, 2020 $76.11"]
    assert list(payments(["Visa | Last digits: 4321", "Amazon Visa", "••••", "1234", "Earns 5% back"])) == [
        "Visa - 4321",
        "Amazon Visa - 1234",
    ]
