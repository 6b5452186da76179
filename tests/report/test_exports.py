"""The tables that people ask for without any incident, made of files through the front door."""

import csv
import io

import openpyxl
import pytest

from app.i18n.translate import translate
from tests.conftest import GIFT, ORDERS, Browser, app, browser, settings

__all__ = ["app", "browser", "settings"]

REFUNDS = (
    "Order ID,Reversal ID,Reversal Reason,Reversal Status,Quantity,Refund Completion Date,Creation Date,Currency,"
    "Amount Refunded,Website\r\n"
    "250-0000001-0000001,R-1,=HYPERLINK(1),Completed,1,2026-05-09T00:00:00Z,2026-05-08T00:00:00Z,JPY,1280,Amazon.co.jp\r\n"
)


@pytest.fixture
def filled(browser: Browser) -> Browser:
    browser.upload(("orders.csv", ORDERS.encode()), text=GIFT.replace("¥1,000", "¥1,500"))
    browser.wait()
    return browser


def rows(browser: Browser, name: str) -> list[dict[str, str]]:
    answer = browser.get(f"/case/exports/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_balance_shows_where_it_breaks(filled: Browser) -> None:
    """Every entry with its amount as a number, and what was expected where it does not follow."""
    first, last = sorted(rows(filled, "ledger"), key=lambda one: one["Amount"], reverse=True)
    assert (first["Amount"], first["Balance after it"], first["Difference"]) == ("5000", "5000", "")
    assert (last["Amount"], last["Balance after it"]) == ("-3000", "1500")
    assert (last["Balance expected"], last["Difference"]) == ("2000", "-500")


def test_everything_is_accounted_for(filled: Browser) -> None:
    """One row an event, with the answer, in a workbook of text that runs nothing."""
    found = rows(filled, "account")
    assert {one["Account holder's answer"] for one in found} == {translate("Not asked", "en")}
    assert "250-0000001-0000001" in {one["Order number"] for one in found}
    book = openpyxl.load_workbook(io.BytesIO(filled.get("/case/exports/account.xlsx").content))
    assert len(list(book.worksheets[0].rows)) == len(found) + 1
    assert {cell.data_type for row in book.worksheets[0].rows for cell in row} <= {"s", "n"}
    assert all(cell.value is None for row in book.worksheets[0].rows for cell in row if cell.data_type == "n")
    assert filled.get("/case/exports/nothing.csv").status_code == 404
    assert filled.get("/case/exports/account.exe").status_code == 404
