"""Several tables in one text: each is a table of its own, and nothing that is one table is cut in two."""

import json
import time
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.commands.tables import show_tables
from app.reader import Limits, read_rows
from tests import examples
from tests.reader.delimited.test_delimited import BLOCKS, limits
from tests.reader.reading import File, members_of, read

ORDERS = "Order ID,Date,Total,Shop\n1,2024-01-02,300,Tea\n2,2024-01-03,400,Pen\n"
REFUNDS = "Order ID,Refund Date,Amount\n1,2024-02-02,300\n2,2024-02-03,150\n"
PADDED = (
    "Orders,,,\nid,date,total,shop\n1,2024-01-02,3,x\n2,2024-01-03,4,y\n,,,\nRefunds,,,\nid,amount,,\n1,3,,\n2,4,,\n"
)

LINES = st.sampled_from(
    [
        *("a,b,c", "x,y", "x,y,z", "p,q,r,s", "a,b,c", "Title", "Title,,", "note,other"),
        *("1,2,3", "1,2,3", "4,5", "6,7", "1,2,3,4", "k,2,m", '"1\n,",2,3', '"x,y",2', "", "", ",,", ",", " "),
    ]
)


def tables(text: str) -> list[tuple[str | None, int | None, tuple[str, ...], list[tuple[str, ...]]]]:
    [file] = read(text.encode())
    return [(one.head.sheet, one.head.line, one.head.header, one.rows) for one in file.sheets]


@pytest.mark.parametrize("between", ["\n", "\n\n\n", "Refunds\n", "\nRefunds\n", "\nRefunds\n\n", " \nRefunds\n"])
def test_each_table_is_read_by_itself(between: str) -> None:
    """Blank lines or a title separate them; every table has its own header, rows and physical lines."""
    [file] = read((ORDERS + between + REFUNDS).encode())
    first, second = file.sheets
    assert [one.head.sheet for one in file.sheets] == ["table 1", "table 2"]
    assert (first.head.header, first.lines, first.problems) == (("Order ID", "Date", "Total", "Shop"), [2, 3], [])
    start = 4 + between.count("\n")
    assert (second.head.header, second.head.line) == (("Order ID", "Refund Date", "Amount"), start)
    assert second.rows == [("1", "2024-02-02", "300"), ("2", "2024-02-03", "150")]
    assert second.lines == [start + 1, start + 2]
    title = [row for row in (between.strip(),) if row]
    assert [cells[0] for _, cells in second.head.above] == title
    assert [(problem.code, problem.values["text"]) for problem in second.problems] == [("preamble", t) for t in title]


def test_another_width_alone_can_part_them() -> None:
    """Names over rows of numbers with another width begin a table also without a blank line."""
    assert [len(rows) for _, _, _, rows in tables(ORDERS + REFUNDS)] == [2, 2]


def test_a_small_table_above_a_large_one() -> None:
    """The wider and longer table does not take over the first one; each keeps its columns."""
    wide = ",".join(f"name {letter}" for letter in "abcdefghij") + "\n" + (",".join("1" * 10) + "\n") * 50
    found = tables(ORDERS + "\n" + wide)
    assert [(sheet, line, len(header), len(rows)) for sheet, line, header, rows in found] == [
        ("table 1", 1, 4, 2),
        ("table 2", 5, 10, 50),
    ]


def test_names_and_values_above_a_table_are_no_table() -> None:
    """A list of names and values above the header belongs to the table and is reported."""
    [file] = read(
        b"Name,Taro\nCard,1234\nPeriod,2024-01\n\nDate,Shop,Amount,Left\n2024-01-02,x,1,2\n2024-01-03,y,1,2\n"
    )
    [sheet] = file.sheets
    assert (sheet.head.sheet, sheet.head.line, sheet.head.header) == (None, 5, ("Date", "Shop", "Amount", "Left"))
    assert sheet.head.above == ((1, ("Name", "Taro")), (2, ("Card", "1234")), (3, ("Period", "2024-01")))


def test_tables_that_were_filled_up_to_one_width() -> None:
    """A sheet saved as text has rows of delimiters between its tables; the empty columns of small ones are left out."""
    assert tables(PADDED) == [
        ("table 1", 2, ("id", "date", "total", "shop"), [("1", "2024-01-02", "3", "x"), ("2", "2024-01-03", "4", "y")]),
        ("table 2", 7, ("id", "amount"), [("1", "3"), ("2", "4")]),
    ]


@pytest.mark.parametrize(
    "rest",
    [
        "\n合計,,700,\n",
        "\n合計,700\n※この明細は確定前です\n",
        "以上\n",
        "\nTotal,Tax\n700,70\n",
        "\nNote,all amounts include tax\nContact,help desk\n",
        "\nOrder ID,Date,Total,Shop\n3,2024-01-04,500,Cup\n",
        "Order ID,Date,Total,Shop\n3,2024-01-04,500,Cup\n",
        "\nFebruary\nOrder ID,Date,Total,Shop\n3,2024-01-04,500,Cup\n",
        "\nn/a,n/a,unknown,Tea\n3,2024-01-04,500,Cup\n",
        "\n3,2024-01-04,500,Cup\n\n4,2024-01-04,500,Cup\n",
        "3,2024-01-04,500\n4,2024-01-04,500,Cup,Extra\n5,2024-01-04\n",
        "Tea,Cup,Pen\n4,2024-01-04,500,Cup\n5,2024-01-04,300,Tea\n",
        ",,,\n,,,\n,,,\n",
    ],
)
def test_one_table_stays_one(rest: str) -> None:
    """Footers, notes, a repeated header, blank lines and ragged rows are no further table."""
    [(sheet, line, header, rows)] = tables(ORDERS + rest)
    assert (sheet, line, header) == (None, 1, ("Order ID", "Date", "Total", "Shop"))
    assert rows[:2] == [("1", "2024-01-02", "300", "Tea"), ("2", "2024-01-03", "400", "Pen")]


def test_words_between_blank_lines_are_no_header() -> None:
    """A table without any number is never cut at its own rows."""
    assert len(tables("name,city,job\nAnna,Bonn,cook\n\nBob,Ulm,smith\nCarl,Jena,baker\nDora,Kiel\n\nEva,Trier\n")) == 1


@examples(250)
@given(lines=st.lists(LINES, max_size=30), block=BLOCKS)
def test_tables_are_the_same_however_the_text_is_cut(lines: list[str], block: int) -> None:
    """Where a table ends does not depend on the blocks in which the text is read, nor on the path."""
    text = "\n".join(["a,b,c", "1,2,3", *lines]) + "\n"

    def plain(file: File) -> object:
        told = [sorted((p.line or 0, p.code) for p in one.problems) for one in file.sheets]
        return file.refused, [(one.head, one.rows, one.lines) for one in file.sheets], told

    [whole], [parts] = read(text.encode()), read(text.encode(), limits=limits(block))
    assert plain(parts) == plain(whole)


def test_a_table_far_down() -> None:
    """A table that begins far beyond the sample is found, with its lines; the first table is read fast all the same."""
    rows = "".join(f"{number},2024-01-02,300,Tea\n" for number in range(60_000))
    [file] = read(("Order ID,Date,Total,Shop\n" + rows + "\n" + REFUNDS).encode())
    first, second = file.sheets
    assert (first.head.sheet, len(first.rows), first.problems) == (None, 60_000, [])
    assert (second.head.sheet, second.lines) == ("table 2", [60_004, 60_005])


def test_damaged_characters_make_one_problem_with_their_lines() -> None:
    """What cannot be decoded is counted over the whole text, whichever table it is in."""
    [file] = read((ORDERS + "3,2024-01-04,500,お茶とペンと本\n" * 9 + "\n" + REFUNDS).encode() + b"3,x,\xff1\n")
    told = [[(p.code, p.values.get("lines")) for p in one.problems if p.code == "undecodable"] for one in file.sheets]
    assert told == [[], [("undecodable", "17")]]


def test_a_table_that_nobody_reads_is_passed_over() -> None:
    """Whoever asks for the next table gets it, also when the one before was not read."""
    with members_of((ORDERS + "\n" + REFUNDS).encode()) as [member]:
        assert [table.head.line for table in member.tables()] == [1, 5]


def test_many_small_tables_are_bounded() -> None:
    """Beyond a number of tables the rest is read as rows of the last one, so that tiny tables cost no hours."""
    text = "".join(f"n{n},m{n},k\n1,2,3\n4,5,6\n\n" if n % 2 else f"n{n},k\n1,2\n4,5\n\n" for n in range(5_000))
    started = time.monotonic()
    [file] = read(text.encode())
    assert (file.refused, len(file.sheets)) == (None, Limits().tables)
    assert sum(len(sheet.rows) for sheet in file.sheets) + len(file.sheets) == 15_000
    assert time.monotonic() - started < 10
    [file] = read(text.encode(), limits=replace(Limits(), tables=3))
    assert len(file.sheets) == 3


def test_rows_of_the_first_table() -> None:
    """A program that asks for the rows of a text gets those of its first table."""
    assert read_rows((ORDERS + "\n" + REFUNDS).encode(), "x.csv") == [line.split(",") for line in ORDERS.splitlines()]


def test_one_line_of_output_for_each_table(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """``mioboe tables`` prints every table with its sheet and its lines."""
    (tmp_path / "both.csv").write_text(ORDERS + "\n" + REFUNDS)
    out = BytesIO()
    assert show_tables([("both.csv", str(tmp_path / "both.csv"))], out) == 0
    shown = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(one["sheet"], one["header"][1], one["lines"]) for one in shown] == [
        ("table 1", "Date", [2, 3]),
        ("table 2", "Refund Date", [6, 7]),
    ]
