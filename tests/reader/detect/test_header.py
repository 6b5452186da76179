"""The header is found below any rows above it, and missing where there is none."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.commands.tables import show_tables
from tests.reader.reading import only

BODY = "Date,Description,Amount,Balance\n2024-01-03,Coffee,-3.50,96.50\n2024-01-04,Salary,1000.00,1096.50\n"
CARD = "ご利用日,ご利用店名,ご利用金額\n2024/01/03,書店,350\n2024/01/04,薬局,1200\n"


def tables(tmp_path: Path, *files: bytes, kind: str = "csv") -> list[dict[str, Any]]:
    """What ``mioboe tables`` prints of these files, one line an object for any splitter of lines."""
    for number, data in enumerate(files):
        (tmp_path / f"{number}.{kind}").write_bytes(data)
    out = io.BytesIO()
    show_tables([(f"{n}.{kind}", str(tmp_path / f"{n}.{kind}")) for n in range(len(files))], out)
    return [json.loads(line) for line in out.getvalue().decode().splitlines()]


@pytest.mark.parametrize(
    ("above", "body"),
    [
        ("Account Name,Jane Doe\nAccount Number,12345678\nFrom,2024-01-01\n\n", BODY),
        ("Account Name,Jane Doe\nAccount Number,12345678\nFrom,2024-01-01\nTo,2024-01-31\n", BODY),
        ("Account Name,Jane Doe,,\nAccount Number,12345678,,\n,,,\n", BODY),
        ("Monthly report\nCreated, 2024\n", BODY),
        ("会員番号,1234-5678\nお支払日,2024/02/10\n", CARD),
        ("Account:,Jane\nPeriod:,2024-01\n", "Date,Amount\n2024-01-03,-3.50\n2024-01-04,10.00\n"),
        ("# made by a bank\n", BODY),
        ("Report,\n2024,\n", "Date,Amount\n2024-01-03,-3.50\n2024-01-04,10.00\n"),
        ("Shop,,Money,\n", "Name,Place,Paid,Left\nTea,Ueno,3,4\nPen,Ueno,5,6\n"),
    ],
)
def test_names_and_values_above_the_header(above: str, body: str) -> None:
    """Lines of a name and its value are no header and no rows; they are reported."""
    found = only((above + body).encode())
    lines = body.splitlines()
    assert list(found.head.header) == lines[0].split(",")
    assert [list(row) for row in found.rows] == [line.split(",") for line in lines[1:]]
    assert found.lines[0] == above.count("\n") + 2
    assert "preamble" in [problem.code for problem in found.problems]


def test_more_rows_above_than_below() -> None:
    """A statement of two payments below many lines of another width keeps its columns."""
    above = "Umsätze;Datei vom 01.02.2024\n\nIBAN;DE12\nKonto;Giro\nBank;X\nKunde;M\nSaldo;1,00;EUR\n\nText.\n\n"
    body = "Buchung;An;Saldo;Währung;Betrag;Währung\n31.01.2024;A;1,00;EUR;-2,00;EUR\n30.01.2024;B;3,00;EUR;-1,00;EUR\n"
    found = only((above + body).encode("cp1252"))
    assert list(found.head.header) == body.splitlines()[0].split(";")
    assert [list(row) for row in found.rows] == [line.split(";") for line in body.splitlines()[1:]]


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_line_that_states_the_delimiter_for_excel(first: str) -> None:
    """It is obeyed and is no row; lines stay those of the file."""
    found = only((first + "Date;Text\n2024-01-01;a,b,c\n2024-01-02;d,e,f\n").encode())
    assert (found.head.header, found.rows) == (("Date", "Text"), [("2024-01-01", "a,b,c"), ("2024-01-02", "d,e,f")])
    assert (found.head.delimiter, found.lines) == (";", [3, 4])


@pytest.mark.parametrize("mark", ["\t", "^", "|", "~"])
def test_any_stated_delimiter(mark: str) -> None:
    """In UTF-16 too, as Excel writes it."""
    text = f"sep={mark}\r\nA{mark}B\r\n1{mark}2\r\n"
    for data in (text.encode(), text.encode("utf-16")):
        found = only(data)
        assert (found.head.header, found.rows, found.lines) == (("A", "B"), [("1", "2")], [3])


@pytest.mark.parametrize(
    "text",
    [
        "Name\nAnna Berta\nCarl Dora\nEmil Fritz\n",
        "Full Name\nAnna Berta\nCarl Dora\n",
        "Order Date\n2024-01-01 10:00:00\n2024-01-02 11:00:00\n",
        "Comment\nThis is good\nI like it\nNot so good at all\n",
        "Address\nTokyo, Japan\nOsaka, Japan\nParis, France\n",
        "url\nhttp://a.example/?a=1|2\nhttp://b.example/x\nhttp://c.example\n",
        "商品名\nお茶 500ml\nコーヒー 豆\n水 2L\n",
        "Date        Text        Amount\n2024-01-01  Coffee        3.50\n2024-01-02  Big Lunch     12.00\n",
    ],
)
def test_one_column_is_not_split_at_its_words(text: str) -> None:
    """Spaces, commas and strokes inside sentences part no columns."""
    found = only(text.encode())
    lines = text.splitlines()
    assert (found.head.header, found.rows) == ((lines[0],), [(line,) for line in lines[1:]])


@pytest.mark.parametrize("mark", ["^", "~", "\x01", "\x1f"])
def test_rare_delimiters(mark: str) -> None:
    """They count where every row has the same number of them."""
    found = only(f"a{mark}b{mark}c\n1{mark}2{mark}3\n4{mark}5{mark}6\n".encode())
    assert (found.head.header, found.rows) == (("a", "b", "c"), [("1", "2", "3"), ("4", "5", "6")])


WITHOUT_HEADER = (
    "1,2,3\n4,5,6\n7,8,9\n",
    "2024-01-03,Coffee,-3.50\n2024-01-04,Salary,1000.00\n",
    "2024/01/03,書店,350\n2024/01/04,薬局,1200\n",
    "2024年1月3日,書店,350円\n2024年1月4日,薬局,1200円\n",
    "2024-01-03,Coffee,-3.50\n",
    "a@example.com\nb@example.com\n",
    "12/31/2023,-45.00,*,,STORE\n12/30/2023,-12.99,*,,CINEMA\n",
)


def test_a_file_without_a_header_keeps_every_row(tmp_path: Path) -> None:
    """``mioboe tables`` shows that there is no header, and no row is lost to it."""
    found = tables(tmp_path, *map(str.encode, WITHOUT_HEADER))
    for text, shown in zip(WITHOUT_HEADER, found, strict=True):
        assert (shown["header"], shown["rows"]) == ([], [line.split(",") for line in text.splitlines()])
        assert (shown["lines"], shown["problems"]) == ([*range(1, text.count("\n") + 1)], [])


NUMBERS = (
    "Country,2019,2020,2021\nJapan,1,2,3\nFrance,4,5,6\n",
    "2019,2020,2021\n100.5,200.7,300\n110.5,210.7,310\n",
    "dose,10,20,30\nA,5,7,12\nB,6,9,14\n",
    "id,amount\n1,100\n2,200\n",
    "name,city\nAnna,Berlin\nCarl,Paris\n",
)


def test_numbers_may_be_names(tmp_path: Path) -> None:
    """Years and steps over a table stay its header."""
    for text, shown in zip(NUMBERS, tables(tmp_path, *map(str.encode, NUMBERS)), strict=True):
        assert shown["header"] == text.splitlines()[0].split(",")


def test_one_line_for_any_splitter(tmp_path: Path) -> None:
    """Characters that end a line of Unicode text do not end a line of the output; the text stays what it is."""
    [shown] = tables(tmp_path, "a,b\n1,x\u2028y\u2029z\x85w\n".encode())
    assert shown["rows"] == [["1", "x\u2028y\u2029z\x85w"]]


def test_names_that_look_like_patterns() -> None:
    """A column may be called ``*`` or ``^a$``."""
    found = only(b"^a.*$,*,b\n1,2,3\n4,5,6\n")
    assert found.rows == [("1", "2", "3"), ("4", "5", "6")]


def test_glued_documents_show_no_table(tmp_path: Path) -> None:
    """Of a JSON document that another follows, nothing is shown as if it were whole."""
    [shown] = tables(tmp_path, b'{"orders":[{"x":1}]}{"orders":[{"x":2}]}', kind="json")
    assert (shown["rows"], [p["code"] for p in shown["problems"]]) == ([], ["corrupt"])
