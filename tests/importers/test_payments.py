"""Statements and wallets: days, pairs and sums that samples of a few rows cannot show."""

import time
from datetime import UTC, datetime

import polars as pl
import pytest

from app.importers import formats
from app.importers.ofx._times import times
from app.importers.shared.times.day_month_order import day_order_problems, plain_days
from tests.importers.reading import block_of


@pytest.mark.parametrize(
    ("texts", "days", "taken"),
    [
        (["06/29/2026", "01/02/2026"], ["2026-06-29", "2026-01-02"], {"month-first": 1}),
        (["25/03/2025", "01/02/2026"], ["2025-03-25", "2026-02-01"], {"day-first": 1}),
        (["01/02/2026", "02/02/2026"], [None, "2026-02-02"], {}),
        (["13/01/2026", "01/13/2026", "1/2/2026"], ["2026-01-13", "2026-01-13", None], {}),
        (["01.02.2026"], ["2026-02-01"], {}),
        (["2018/10/11", "soon"], ["2018/10/11", "soon"], {}),
    ],
)
def test_the_file_itself_tells_day_from_month(texts: list[str], days: list[str | None], taken: dict[str, int]) -> None:
    """One date above 12 decides the order for the whole file, which a problem reports (``taken``); where no date
    decides, or two disagree, nothing is guessed."""
    text = pl.Series("text", texts)
    plain = plain_days(text)
    assert plain.to_list() == days
    told = {problem.code: problem.values["count"] for problem in day_order_problems(text, plain)}
    assert told.pop("day-or-month", 0) == days.count(None)
    assert told == taken


def test_times_of_ofx_say_how_they_are_known() -> None:
    """A zone makes a time stated, none assumed; midnight, noon and a bare day are days; nonsense is nothing."""
    found = times(pl.Series(["20260324153000[-5:EST]", "20260324153000", "20260324000000[-3:GMT]", "20261324", None]))
    day = datetime(2026, 3, 24, tzinfo=UTC)
    assert found.rows() == [
        (day.replace(hour=20, minute=30), "stated"),
        (day.replace(hour=15, minute=30), "assumed"),
        (day, "date_only"),
        (None, None),
        (None, None),
    ]


def _activity(count: int) -> dict[str, list[str | None]]:
    """``count`` PayPal purchases, each with the row of the card that paid it, two of them in every second."""
    moments = [f"{i // 2 % 60:02d}" for i in range(count) for _ in (0, 1)]
    columns: dict[str, list[str]] = {
        "Date": ["06/29/2026"] * 2 * count,
        "Time": [f"10:00:{second}" for second in moments],
        "TimeZone": ["PDT"] * 2 * count,
        "Name": ["Harbour Books", ""] * count,
        "Type": ["Express Checkout Payment", "General Card Deposit"] * count,
        "Status": ["Completed"] * 2 * count,
        "Currency": ["USD"] * 2 * count,
        "Gross": [cell for _ in range(count) for cell in ("-5.00", "5.00")],
    }
    return {name: list(cells) for name, cells in columns.items()}


def test_equal_payments_of_one_moment_stay_as_many() -> None:
    """Two equal purchases in one second, each with its row of the card, are two payments and no money received."""
    head, block = block_of(_activity(4))
    events = formats()["paypal.activity"].read(head, block)
    assert events.tables["payments"]["amount_minor"].to_list() == [500] * 4
    assert [list(problem.lines) for problem in events.problems] == [[3, 5, 7, 9]]


def test_a_deposit_that_names_the_shop_is_no_second_payment() -> None:
    """The row of the card may repeat the name of the shop; by its type and its reference it only passes money on."""
    columns = {name: cells[:2] for name, cells in _activity(1).items()} | {"Name": ["Harbour Books", "Harbour Books"]}
    head, block = block_of(columns)
    found = formats()["paypal.activity"].read(head, block)
    assert found.tables["payments"].height == 1
    assert [(problem.code, problem.line, problem.count) for problem in found.problems] == [("double-rows", 3, 1)]


def test_money_put_in_without_a_payment_is_not_dropped() -> None:
    """A deposit that no payment of its moment used is money that came in."""
    rows = {name: cells[1:2] for name, cells in _activity(1).items()}
    head, block = block_of(rows)
    events = formats()["paypal.activity"].read(head, block)
    assert events.tables["payments"]["amount_minor"].to_list() == [-500]
    assert events.problems == ()


def test_a_hundred_thousand_rows_take_no_time() -> None:
    """The pairing of PayPal's rows and the reading of their times stay quick in a large file."""
    head, block = block_of(_activity(50_000))
    start = time.process_time()
    assert formats()["paypal.activity"].read(head, block).tables["payments"].height == 50_000
    assert time.process_time() - start < 5


def test_a_table_in_a_workbook_is_read_like_its_csv() -> None:
    """Formats with a header are known by it alone, whatever the file is written in."""
    head, block = block_of(
        {"取引日": ["20260407"], "入出金(円)": ["-12000"], "取引後残高(円)": ["1"], "入出金内容": ["A"]}
    )
    sheet = type(head)("made.xlsx", "xlsx", "Sheet1", "utf-8", None, head.header, ())
    importer = formats()["rakuten.bank"]
    assert importer.recognises(sheet)
    assert importer.read(sheet, block).tables["payments"]["amount_minor"].to_list() == [12000]
