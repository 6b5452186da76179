"""Columns and days of Japanese banks by their words, and the balance that proves them."""

import polars as pl
import pytest

from app.importers import claims
from app.importers.japanese_bank._columns import columns_of
from app.importers.shared.cells.secrets import masked
from app.importers.shared.statements.bank import balance_breaks
from app.importers.shared.statements.bank_words import stem
from app.importers.shared.times.dates import instants
from app.importers.shared.times.japanese_dates import plain_japanese
from app.reader.table import Head

DAYS = {
    "令和8年4月2日": "2026-04-02",
    "令和 08 年 04 月 02 日": "2026-04-02",
    "令和元年5月1日": "2019-05-01",
    "平成31年4月30日": "2019-04-30",
    "R8.4.2": "2026-04-02",
    "Ｈ30/1/5": "2018-01-05",
    "2026.4.2": "2026-04-02",
    "２０２６年４月２日（木）": "2026-04-02",
    "20260402": "2026-04-02",
    "2026/4/2": "2026-04-02",
    "8.4.2": None,
    "令和8年13月2日": None,
}


@pytest.mark.parametrize("text", DAYS)
def test_days_as_banks_write_them(text: str) -> None:
    """Eras, points and full-width digits; what could be several days is none."""
    day = DAYS[text]
    [at] = instants(plain_japanese(pl.Series([text])))["at"]
    assert (at and at.strftime("%Y-%m-%d")) == day


def test_names_are_compared_as_whole_cells() -> None:
    """Spellings of one word are one name, and a name that contains another is not that one."""
    assert {stem(name) for name in ("お引き出し額（円）", "引出額", "ご引出し額 (円)")} == {"引出額"}
    header = ("入出金明細ＩＤ", "お取引日", "払出金額（円）", "受入金額（円）", "現在（貸付）高", "")
    assert columns_of(header) == {
        "date": ("お取引日",),
        "out": ("払出金額（円）",),
        "in": ("受入金額（円）",),
        "balance": ("現在（貸付）高",),
        "merchant": (),
    }
    assert columns_of(("取引日", "出金", "支払金額", "入金", "残高")) is None
    assert columns_of(("取引日", "入出金", "入金", "残高")) is None


@pytest.mark.parametrize(
    ("moved", "balance", "breaks"),
    [
        ([5, -3, 2], [5, 2, 4], []),
        ([2, -3, 5], [4, 2, 5], []),
        ([5, -3, 2, 1], [5, 2, 5, 6], [2]),
        ([5], [5], None),
        ([0, 0], [5, 5], None),
        ([1, 2], [1, None], None),
    ],
)
def test_the_balance_follows_in_one_order_of_rows(
    moved: list[int], balance: list[int | None], breaks: list[int] | None
) -> None:
    """From the first row on or from the last; one row and rows that move nothing prove nothing."""
    assert balance_breaks(pl.Series(moved), pl.Series(balance)) == breaks


def test_a_table_is_claimed_only_while_every_balance_fits() -> None:
    """One row that does not fit leaves the whole table to the person; so does a day that cannot be read."""
    rows = [("2026/7/1", "100", "", "900", "A"), ("2026/7/2", "", "50", "950", "B"), ("2026/7/3", "1", "", "949", "C")]

    def claimed(*table: tuple[str, ...]) -> list[str]:
        header = ("取扱日", "支払", "預り", "残高", "内容")
        return claims(Head("a.csv", "csv", None, "utf-8", ",", header, table, 1))

    assert claimed(*rows) == claimed(*rows[::-1]) == ["japanese_bank.other"]
    assert claimed(*rows[:2], ("2026/7/3", "1", "", "948", "C")) == []
    assert claimed(*rows[:2], ("8.7.3", "1", "", "949", "C")) == []
    assert claimed(rows[0]) == []


def test_secrets_are_shortened() -> None:
    """Of a number the end is left, of an address its beginning and its provider, of a key nothing."""
    assert [masked(cell) for cell in ("4100-****-****-1234", "taro@example.com", "abcDEF123", "")] == [
        "…1234", "t…@example.com", "…", "",
    ]  # fmt: skip
