"""Odd tables: rows above a header, shifted rows, unusual quotes; every repair is a problem, nothing is lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader import read_rows
from app.reader.delimited import careful
from app.reader.delimited.beginning import begin
from tests import examples
from tests.reader.delimited.test_delimited import BLOCKS, limits
from tests.reader.reading import Sheet, only

HEADER = "Order Date,Order ID,Title,Quantity,Total,Link\n"
ROWS = [
    f'2024-01-{day:02},503-{day:07}-1234567,"Tea, {name}",{day},¥{day * 100},"https://example.com/{name}"\n'
    for day, name in enumerate(["green", "black", "white", "red", "mint", "rooibos", "chai", "oolong"], 1)
]


def orders(row: str | None = None, at: int = 4, top: str = "") -> Sheet:
    """A table of orders with one more row in it."""
    rows = [*ROWS[:at], *([row] if row else []), *ROWS[at:]]
    return only((top + HEADER + "".join(rows)).encode())


def problem_codes(sheet: Sheet) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in sheet.problems]


GOOD = ("2024-02-01", "503-0000009-1234567", "Cup, large", "9", "¥900", "https://example.com/cup")


@pytest.mark.parametrize(
    ("row", "cells", "code"),
    [
        (
            '2024-02-01,503-0000009-1234567,"Cup, large",9,¥900,"https://example.com/cup"\n',
            GOOD,
            None,
        ),
        (
            '"2024-02-01,503-0000009-1234567,"Cup, large",9,¥900,"https://example.com/cup"\n',
            ('"2024-02-01', *GOOD[1:]),
            "stray-quote",
        ),
        (
            '2024-02-01,503-0000009-1234567,"Cup, large",9,¥900,"\n',
            (*GOOD[:5], '"'),
            "stray-quote",
        ),
        (
            '2024-02-01,503-0000009-1234567,""Cup, large",9,¥900,"https://example.com/cup"\n',
            (*GOOD[:2], '"Cup, large', *GOOD[3:]),
            None,
        ),
        (
            '2024-02-01,503-0000009-1234567,"Cup 9" wide, large",9,¥900,"https://example.com/cup"\n',
            (*GOOD[:2], 'Cup 9" wide, large', *GOOD[3:]),
            None,
        ),
        (
            '2024-02-01,503-0000009-1234567,,"Cup, large",9,¥900,"https://example.com/cup"\n',
            GOOD,
            "surplus-cell",
        ),
        (
            '2024-02-01;503-0000009-1234567;"Cup, large";9;¥900;"https://example.com/cup"\n',
            GOOD,
            "other-delimiter",
        ),
        (
            '503-0000009-1234567,"Cup, large",9,¥900,"https://example.com/cup"\n',
            ("", *GOOD[1:]),
            "missing-cell",
        ),
        (
            '2024-02-01,503-0000009-1234567,9,¥900,"https://example.com/cup"\n',
            (*GOOD[:2], "", *GOOD[3:]),
            "missing-cell",
        ),
    ],
)
def test_a_shifted_row_is_repaired_with_a_problem(row: str, cells: tuple[str, ...], code: str | None) -> None:
    """The cells of a damaged row are in their columns, its neighbours are untouched, and a repair is a problem."""
    sheet = orders(row)
    assert len(sheet.rows) == 9
    assert sheet.rows[3] == ("2024-01-04", "503-0000004-1234567", "Tea, red", "4", "¥400", "https://example.com/red")
    assert sheet.rows[5][1] == "503-0000005-1234567"
    assert sheet.lines == list(range(2, 11))
    assert problem_codes(sheet) == ([(code, 6)] if code else [])
    assert sheet.rows[4] == cells


def test_a_sentence_is_not_cut_into_cells() -> None:
    """A footer of as many words as there are columns stays one cell."""
    sheet = orders("These are all of your orders\n", at=8)
    assert sheet.rows[-1] == ("These are all of your orders", "", "", "", "", "")
    assert problem_codes(sheet) == [("short-row", 10)]


@pytest.mark.parametrize(
    "top",
    [
        "Your orders\n\n",
        "Your orders,,,,,\n,,,,,\n",
        '"Includes Amazon Marketplace, and others"\n"All amounts in JPY, unless specified"\n',
        "Report of:,2024-01-31\nCustomer:,Taro\n\n",
    ],
)
def test_rows_above_the_header_are_a_problem(top: str) -> None:
    """Titles and notes are no header and no rows; they are quoted in a problem, and lines still count from the top."""
    sheet = orders(top=top)
    assert sheet.head.header == tuple(HEADER.strip().split(","))
    assert (len(sheet.rows), sheet.lines[0]) == (8, top.count("\n") + 2)
    [problem] = sheet.problems
    assert (problem.code, problem.line) == ("preamble", 1)
    assert str(problem.values["text"]).startswith(top[:6].strip('"'))


def test_a_repeated_header_is_no_row() -> None:
    """Two exports put into one file: the second header is left out and reported, also where the fast path reads."""
    text = HEADER + "".join(ROWS) + HEADER + "".join(ROWS)
    for block in (64, 1 << 24):
        sheet = only(text.encode(), limits=limits(block))
        assert len(sheet.rows) == 16
        assert problem_codes(sheet) == [("repeated-header", 10)]


def test_a_header_that_stands_twice() -> None:
    """A header repeated at once stays one header for the importers; as plain rows it is joined."""
    text = HEADER + HEADER + "".join(ROWS)
    sheet = only(text.encode())
    assert (sheet.head.header[1], len(sheet.rows), problem_codes(sheet)) == ("Order ID", 8, [("repeated-header", 2)])
    assert read_rows(text.encode(), "x")[0][1] == "Order ID Order ID"


def test_two_equal_rows_of_data_are_two_rows() -> None:
    """Without a header the first row is data, and the same row again is another purchase."""
    text = "2024-01-02,tea,100\n2024-01-02,tea,100\n2024-01-03,pen,90\n"
    assert read_rows(text.encode(), "x") == [line.split(",") for line in text.split()]


def test_apostrophes_as_quotes() -> None:
    """A file quoted with apostrophes is read so; apostrophes in names and titles stay."""
    text = "id,title\n1,'Tea, green'\n2,'Men''s, blue'\n3,Women's\n4,'Cup, small'\n"
    found = only(text.encode())
    assert found.rows == [("1", "Tea, green"), ("2", "Men's, blue"), ("3", "Women's"), ("4", "Cup, small")]
    assert only(b"id,title\n1,'tis\n2,it's\n3,'x'\n4,'y'\n").rows[2] == ("3", "'x'")


def test_backslash_before_quotes() -> None:
    """Quotes escaped by a backslash are read so, where that explains the rows; other backslashes stay."""
    text = 'id,title,x\n1,"TV 24\\", black",a\n2,"say \\"hi\\", please",b\n3,"C:\\dir",c\n'
    assert only(text.encode()).rows == [
        ("1", 'TV 24", black', "a"),
        ("2", 'say "hi", please', "b"),
        ("3", "C:\\dir", "c"),
    ]


def test_spaces_after_commas() -> None:
    """Where a space follows every comma it belongs to the comma."""
    found = only(b'id, title, amount\n1, "Tea, green", 100\n2, Pen, 90\n')
    assert [found.head.header, *found.rows] == [
        ("id", "title", "amount"),
        ("1", "Tea, green", "100"),
        ("2", "Pen", "90"),
    ]


def test_more_names_than_cells_and_more_cells_than_names() -> None:
    """A header that is longer or shorter than the rows moves no cell, and the rows are not problems one by one. Cells
    without a name are one problem: a comma inside an amount would look like that."""
    found = only(b"a,b,c,d\n" + b"1,2,3\n" * 5)
    assert (found.names, found.rows[0], problem_codes(found)) == (["a", "b", "c", "d"], ("1", "2", "3", ""), [])
    found = only(b"a,b\n" + b"1,2,3\n" * 5)
    assert (found.names, found.rows[0], problem_codes(found)) == (
        ["a", "b", "#3"],
        ("1", "2", "3"),
        [("unnamed-cells", 1)],
    )


def test_a_stray_quote_in_every_row_is_still_quick() -> None:
    """Tens of thousands of open quotes take seconds, not minutes, and every row is there."""
    text = "a,b,c\n" + "".join(f'{number},"x,y\n' for number in range(20_000))
    began = time.process_time()
    assert len(read_rows(text.encode(), "x")) == 20_001
    assert time.process_time() - began < 10


@examples(300)
@given(
    block=BLOCKS,
    changes=st.lists(st.tuples(st.integers(0, 900), st.sampled_from(['"', ",", "\n", "", ";", "'", '""', "\r", " "]))),
)
def test_damage_gives_the_same_rows_however_it_is_cut(block: int, changes: list[tuple[int, str]]) -> None:
    """A table with characters put in or left out anywhere is read alike in blocks of any size."""
    text = HEADER + "".join(ROWS)
    for place, put in changes:
        text = text[:place] + put + text[place + (not put) :]
    top = begin(text, final=True)
    alone = careful.read(text[top.used :], top.dialect, top.used_lines + 1)
    found = only(text.encode(), limits=limits(block))
    assert found.lines == alone.lines
    for cells, row in zip(alone.cells, found.rows, strict=True):
        assert [cell for cell in cells[: len(row)] if cell] == [cell for cell in row if cell]


@examples(300)
@given(changes=st.lists(st.tuples(st.integers(0, 900), st.sampled_from(['"', ",", "\n", ";", "x", "\r"])), max_size=3))
def test_no_text_is_lost(changes: list[tuple[int, str]]) -> None:
    """Whatever was put in: every letter and digit of the file is in a cell or quoted in a problem."""
    text = HEADER + "".join(ROWS)
    for place, put in changes:
        text = text[:place] + put + text[place:]
    sheet = only(text.encode())
    kept = "".join("".join(row) for row in [sheet.head.header, *sheet.rows])
    kept += "".join(str(value) for problem in sheet.problems for value in problem.values.values())
    repeated = sum(problem.code == "repeated-header" for problem in sheet.problems)
    for letter in "0123456789hgkmwqOT":
        assert kept.count(letter) + repeated * HEADER.count(letter) >= text.count(letter)
