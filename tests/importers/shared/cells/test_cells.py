"""Cells become values exactly or not at all, whatever they hold."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from app.importers import claims
from app.importers.amazon._common.gift_words import currency_of, day_of, kind_of, shop_of
from app.importers.amazon._common.words import direct
from app.importers.amazon.orders import order_history
from app.importers.amazon.pages import gift_card_page
from app.importers.amazon.pages._gift_rows import text_rows
from app.importers.netflix import logins
from app.importers.shared.cells.columns import cells, order_ids, quantities, wanted
from app.importers.shared.cells.money import minor_units
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head
from tests.importers.reading import block_of

MONEY: dict[tuple[str, str | None], int | None] = {
    ("45.19", "USD"): 4519,
    ("'-1.6'", "USD"): -160,
    ("'1,495'", "JPY"): 1495,
    ("3.990", "EUR"): 399,
    ("1.234,56 €", "EUR"): 123456,
    ("1\u202f234,56\u00a0€", "EUR"): 123456,
    ("1,23,456.70", "INR"): 12345670,
    ("1.234.567", "EUR"): 123456700,
    ("1.234", "KWD"): 1234,
    ("￥１，２３４", "JPY"): 1234,
    ("-￥1,234", "JPY"): -1234,
    ("1,234円", "JPY"): 1234,
    ("▲500", "JPY"): -500,
    ("£-15.85", "GBP"): -1585,
    ("−£15.85", "GBP"): -1585,
    ("(£15.85)", "GBP"): -1585,
    ("$(15.85)", "USD"): -1585,
    ("15.85-", "GBP"): -1585,
    ("CA$12.34", "CAD"): 1234,
    ("USD 15.87", "USD"): 1587,
    ("-00000000000020.5000", "USD"): -2050,
    ("+00000000000000.3100", "USD"): 31,
    ("+.3100", "USD"): 31,
}
NO_MONEY: list[tuple[str, str | None]] = [
    ("+00000000000020.5031", "USD"),
    ("1" + 17 * "0", "USD"),
    *(
        (text, "USD")
        for text in (
            "",
            "-",
            "--5",
            "(5",
            "(-5)",
            "($(5))",
            "$(5",
            "1 2",
            "1e5",
            "1e999",
            "NaN",
            "inf",
            "1.2.3",
            "1,2345",
        )
    ),
    ("9" * 5_000, "USD"),
    ("9" * 16, "USD"),
    ("3.994", "EUR"),
    ("1.234", "EUR"),
    ("200.5", "JPY"),
    ("$5", "GBP"),
    ("US$5", "CAD"),
    ("5", None),
]
DAY = datetime(2026, 6, 2, tzinfo=UTC)
DATES = {
    "2026-06-02T00:00:00Z": (DAY, "stated"),
    "2026-06-02T00:00:00Z and 2026-06-03T00:00:00.001Z": (DAY, "stated"),
    "06/02/2026 00:00:00 UTC": (DAY, "stated"),
    "Jun 2, 2026, 12:00:00\u202fAM UTC": (DAY, "stated"),
    "2026-06-02 00:00:00 UTC": (DAY, "stated"),
    "2026-06-02T09:00:00+09:00": (DAY, "stated"),
    "2026-06-02T00:00:00": (DAY, "assumed"),
    "2026年6月2日": (DAY, "date_only"),
    "Tue Jun 02 00:00:00 UTC 2026": (DAY, "stated"),
    "Mon Jun 02 00:00:00 UTC 2026": (DAY, "stated"),
    "Mon, 02 Jun 2026 00:00:00 GMT": (DAY, "stated"),
    "2026-06-02T00:00:00.+1Z": (None, None),
    "6/2/2026": (None, None),
    "2026-06-02T00:00:60Z": (None, None),
    "2026-02-30T00:00:00Z": (None, None),
    "1989-12-31T23:59:59Z": (None, None),
    "2101-01-01T00:00:00Z": (None, None),
}


def test_money_is_exact_or_nothing() -> None:
    """Every documented way to write an amount gives the exact minor units; what is inexact or ambiguous gives null."""
    cases: dict[tuple[str, str | None], int | None] = {**MONEY, **dict.fromkeys(NO_MONEY)}
    texts = pl.Series([text for text, _ in cases], dtype=pl.String)
    currency = pl.Series([code for _, code in cases], dtype=pl.String)
    assert dict(zip(cases, minor_units(texts, currency, point=True), strict=True)) == cases


def test_dates_say_how_they_are_known() -> None:
    """Instants, times without a zone and plain days are distinguished; nonsense and what could be two days is null."""
    assert dict(zip(DATES, instants(pl.Series(list(DATES))).iter_rows(), strict=True)) == DATES


def test_huge_cells_cost_nothing() -> None:
    """Ten thousand rows of 5,000 digits in every column are refused in well under the time that reading them takes."""
    digits = "9" * 5_000
    columns: dict[str, list[str | None]] = {
        name: [digits] * 10_000 for name in ("Order Date", "Total Amount", "Quantity")
    }
    head, block = block_of({"Order ID": ["503-1234567-1234567"] * 10_000, "Currency": ["USD"] * 10_000, **columns})
    start = time.process_time()
    events = order_history.read(head, block).tables["orders"]
    assert events["total_minor"].null_count() == events["at"].null_count() == events["quantity"].null_count() == 10_000
    assert time.process_time() - start < 5


def test_full_width_is_the_same_number() -> None:
    """Order numbers and numbers of items that were typed or copied in full width are read, dashes of any kind too."""
    texts = [
        "５０３－１２３４５６７－１２３４５６７",
        "503‐1234567‐1234567",
        "D01-1234567-1234567",
        "2026年",
        "９" * 5_000,
    ]
    assert order_ids(pl.Series(texts)).to_list() == ["503-1234567-1234567"] * 2 + ["D01-1234567-1234567", None, None]
    assert quantities(pl.Series(["２", "1,000", "3.0", "two", "-1", "9" * 5_000, None])).to_list() == [
        *(2, 1000, 3),
        *(None, None, None, None),
    ]


def test_empty_order_numbers_make_one_problem() -> None:
    """Rows without an order number are one problem that names their lines; a cell that is no number is quoted."""
    ids: list[str | None] = ["503-1234567-1234567", "", "soon", " ", "503-1234567-1234568"]
    head, block = block_of({"Order ID": ids, "Order Date": ["2024-01-02"] * 5, "Total Owed": ["5"] * 5})
    found = [problem for problem in order_history.read(head, block).problems if problem.code == "no-order-id"]
    assert [(problem.line, problem.values) for problem in found] == [
        (3, {"column": "Order ID"}),
        (4, {"column": "Order ID", "cell": "soon"}),
    ]
    assert list(found[0].lines) == [3, 5]


def test_many_bad_cells_of_a_column_make_one_problem() -> None:
    """It quotes the first of them and knows the line of each."""
    count = 3_000
    ids: list[str | None] = [f"503-1234567-{i:07d}" for i in range(count)]
    head, block = block_of({"Order ID": ids, "Order Date": ["soon"] * count, "Total Owed": ["5"] * count})
    found = [problem for problem in order_history.read(head, block).problems if problem.code == "bad-date"]
    assert [(problem.line, problem.count, problem.values["cell"]) for problem in found] == [(2, count, "soon")]
    assert list(found[0].lines) == list(range(2, count + 2))


def test_columns_are_found_in_any_spelling() -> None:
    """Case, spaces and signs of a header do not matter, and a table is asked only for the columns that it has."""
    head = Head("x.csv", "csv", None, "utf-8", ",", (" order id", "ORDER DATE", "Carrier", "Total  owed"), ())
    assert wanted(head, order_history.columns) == [" order id", "ORDER DATE", "Total  owed"]
    assert wanted(head, gift_card_page.columns) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11 November 2025", "2025-11-11"),
        ("November 11, 2025", "2025-11-11"),
        ("2025年11月1日", "2025-11-01"),
        ("11. März 2025", "2025-03-11"),
        ("11 août 2025", "2025-08-11"),
        ("11 de noviembre de 2025", "2025-11-11"),
        ("11.03.2025", "2025-03-11"),
        ("13/03/2025", "2025-03-13"),
        ("03/13/2025", "2025-03-13"),
        ("03/04/2025", None),
        ("31 February 2025", None),
        ("11 Brumaire 2025", None),
        ("Valid until 11 November 2025", None),
    ],
)
def test_days_of_gift_card_pages(text: str, day: str | None) -> None:
    """Days are read in the languages of Amazon's sites; an ambiguous one is null."""
    found = day_of(text)
    assert (found.isoformat() if found else None) == day


def test_unknown_wording_stays_unknown() -> None:
    """A kind is known only by its exact wording, in Japanese only with the required sign; a shop by its full name."""
    assert kind_of("Gift Card applied to Amazon.com order", -1) == "applied"
    assert kind_of("ギフトカードの登録", 500) == "added"
    assert kind_of("ギフトカードの登録", -500) == "unknown"
    assert kind_of("調整", 500) == "unknown"
    assert shop_of("Amazon.co.jpの注文") == "amazon.co.jp"
    assert shop_of("amazon.community order") is None
    assert currency_of("$5.00", {"amazon.com.au"}, False) == "AUD"
    assert currency_of("$5.00", {"amazon.com", "amazon.ca"}, False) is None
    assert currency_of("¥500", set(), False) is None
    assert currency_of("¥500", set(), True) == "JPY"


def test_pasted_text_stays_linear() -> None:
    """Long repetitive lines, as an attacker would write them, are read in the time that their length takes."""
    lines = ["11 November 2025 " + "£1 " * 600, "2025年" * 700, "1,000" * 400, "(" * 2_000, "- " * 1_000] * 200
    start = time.process_time()
    list(text_rows(enumerate(lines, 1)))
    assert time.process_time() - start < 5


@pytest.mark.parametrize("frame", [pl.DataFrame(), pl.DataFrame({"other": ["x", "y"]})])
def test_a_block_without_any_of_the_columns_keeps_its_rows(frame: pl.DataFrame) -> None:
    """Where the file has none of the columns, every row is there, with nothing in it."""
    found = cells(Block(frame, pl.Series([2, 3], dtype=pl.UInt32)), {"date": ("Date",), "amount": ("Amount",)})
    assert found.text.rows() == [(None, None), (None, None)]


def test_a_name_as_long_as_a_page_is_looked_at_by_no_format() -> None:
    """A text of one endless line has it for its header; a hundred formats would search it in turn."""
    head, _ = block_of({name: ["1"] for name in logins.columns})
    assert claims(head) == ["netflix.logins"]
    assert claims(replace(head, header=(*head.header, "x" * 10_001))) == []


def test_amazon_as_the_seller_is_known() -> None:
    """Its own names are, those of shops that only begin alike are not, and without a name the answer is null."""
    own = (
        "Amazon.com",
        "Amazon.co.jp ",
        "アマゾンジャパン合同会社",
        "Amazon Japan G.K.",
        "Amazon EU S.a.r.L.",
        "Amazon US",
    )
    others = ("Sample Store", "Amazon Japan Outlet", "Amazon.comedy", "アマゾンジャパン見本店", "見本のアマゾン")
    assert direct(pl.Series([*own, *others, None])).to_list() == [True] * len(own) + [False] * len(others) + [None]
