"""Delimited text: two speeds, one result; nothing is guessed, lost or shifted, and every row knows its line."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.reader import Limits, read_rows
from app.reader.columns import fit
from app.reader.delimited import careful, fast
from app.reader.delimited.beginning import begin
from app.reader.delimited.dialect import Dialect
from app.reader.detect.encoding import detect
from app.reader.detect.recoder import Recoder
from tests import examples
from tests.reader.reading import members_of, only, read

ODD_TEXT = st.text(alphabet="ab1,,\";\t|\n\n\r 'あ\u2028\ufeff\0\x1a", max_size=120)
CELL = st.text(alphabet="ab,\"\n\r;\t| あ\u2028\x85\v\x1a'", max_size=8)
ROWS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12)
)
BLOCKS = st.sampled_from([1, 2, 3, 7, 16, 40, 64, 200, 1 << 24])


def limits(block: int) -> Limits:
    return replace(Limits(), block=block)


@examples(400)
@given(text=ODD_TEXT, block=BLOCKS)
@example(text='a,b\n1,"2\n3"\n4,5\n', block=4)
@example(text="a,b\r\n1,2\r\r\n3,4", block=7)
@example(text='a,b\n"1,2\n3,4\n5,6\n', block=5)
@example(text="a,b\n1,2\n\ufeffx,3\n", block=8)
def test_any_text_gives_the_same_rows_however_it_is_cut(text: str, block: int) -> None:
    """The careful reader alone, the fast path, and any mixture over any cuts agree on rows, cells and lines."""
    data = ("x,y\n" + text).encode()
    decoded = b"".join(Recoder(detect(data)).recode([data])).decode()
    top = begin(decoded, final=True)
    alone = careful.read(decoded[top.used :], top.dialect, top.used_lines + 1)
    found = only(data, limits=limits(block))
    width = len(found.head.header)
    assert found.rows == [tuple(fit(row, width)[0]) for row in alone.cells]
    assert found.lines == alone.lines


@examples(300)
@given(rows=ROWS, block=BLOCKS, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), end=st.booleans())
def test_what_a_csv_writer_wrote_comes_back_exactly(rows: list[list[str]], block: int, quoting: int, end: bool) -> None:
    """Cells with delimiters, quotes, line ends and Unicode separators come back as they were, on the fast path too."""
    width = len(rows[0])
    header = [f"column {number}" for number in range(width)]
    if quoting == csv.QUOTE_MINIMAL and not end:  # This writer leaves a lone CR without quotes.
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator="\r\n" if end else "\n").writerows([header, *rows])  # type: ignore[arg-type]
    text = out.getvalue()
    found = only(text.encode(), limits=limits(block))
    assert found.head.header == tuple(header)
    assert found.rows == [tuple(row) for row in rows]
    assert [line - 1 for line in found.lines] == starts(text)[1:]
    if "\r" not in text.replace("\r\n", "") and all(map(any, rows)):
        assert fast.check(text.encode(), Dialect(width=width)) is not None


def starts(text: str) -> list[int]:
    """The 0-based lines in which the rows of well-formed CSV begin, by walking through its characters."""
    found, line, inside, fresh = [], 0, False, True
    text = text.replace("\r\n", "\n")
    for character in text:
        if fresh:
            found.append(line)
            fresh = False
        if character == '"':
            inside = not inside
        elif character in "\r\n":
            line += 1
            fresh = not inside
    return found


def test_spaces_around_every_cell_do_not_hide_quotes() -> None:
    """A quote stands right behind the comma, and the space behind the quote: the comma alone parts the cells."""
    data = b'date , what , sum \n 2024-01-02 ," tea, green ", 5 \n 2024-01-03 ," a ""pen"" ", 7 \n'
    assert only(data).rows == [(" 2024-01-02 ", " tea, green ", " 5 "), (" 2024-01-03 ", ' a "pen" ', " 7 ")]
    assert only(b'date, what, sum\n2024-01-02, "tea, green", 5\n').rows == [("2024-01-02", "tea, green", "5")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    """Commas, semicolons, tabs and bars are distinguished by content, whatever the file is called."""
    body = [["2024-01-02", "Tea, green; 2 | 3", "1,20"], ["2024-01-03", "Pen", "0,99"]]
    rows = [["Date", "Title", "Amount"], *body * 3]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    found = only(out.getvalue().encode(), "anything.txt")
    assert found.head.delimiter == delimiter
    assert [list(found.head.header), *map(list, found.rows)] == rows


def test_cells_stay_as_they_are() -> None:
    """No trimming, no null words, no numbers: an empty cell and a quoted empty cell are both the empty text."""
    found = only(b'id,a,b\n007, x ,NA\n1e5,"",\nnull, "q",NaN\n')
    assert found.rows == [("007", " x ", "NA"), ("1e5", "", ""), ("null", ' "q"', "NaN")]


def test_repeated_and_empty_names() -> None:
    """Every column has a name of its own, and the header keeps its cells."""
    found = only(b"a,a,,a#2,\n1,2,3,4,5\n")
    assert found.head.header == ("a", "a", "", "a#2", "")
    assert len(set(found.names)) == 5
    assert found.names[:3] == ["a", "a#2", "#3"]


def test_only_the_wanted_columns_are_made() -> None:
    """Only the columns asked for are built, on both paths; names that the table lacks are ignored."""
    for data in (b"a,b,c,d\n1,2,3,4\n5,6,7,8\n", b"a,b,c,d\n1,2,3,4\n\n5,6,7,8\n"):
        [file] = read(data, columns=["d", "b", "zzz"])
        [sheet] = file.sheets
        assert dict(zip(sheet.names, zip(*sheet.rows, strict=True), strict=True)) == {"b": ("2", "6"), "d": ("4", "8")}


def test_short_and_long_rows_are_problems_with_their_line() -> None:
    """A row of another width stays a row; what does not fit is quoted in a problem, never dropped in silence."""
    found = only(b"a,b,c\n1,2,3\n4,5\n6,7,8,9,10\n1,2,3,,\n1,2,3\n1,2,3\n")
    assert found.rows[1:4] == [("4", "5", ""), ("6", "7", "8"), ("1", "2", "3")]
    told = {(problem.code, problem.line) for problem in found.problems}
    assert told == {("short-row", 3), ("long-row", 4)}
    [long] = [problem for problem in found.problems if problem.code == "long-row"]
    assert long.values == {"count": 2, "text": "9 | 10"}


def test_an_open_quote_does_not_swallow_the_file() -> None:
    """One stray quote before 19,998 rows: every row is there and the damage is named with its line."""
    rows = [f"{number},tea,{number * 2}" for number in range(19_999)]
    rows[1] = '1,"tea,2'
    found = only(("id,title,amount\n" + "\n".join(rows) + "\n").encode())
    assert len(found.rows) == 19_999
    assert found.rows[1] == ("1", '"tea', "2")
    assert [(problem.code, problem.line) for problem in found.problems] == [("stray-quote", 3)]


def test_a_long_quoted_cell_is_kept_up_to_sixty_lines() -> None:
    """A quoted cell may run over 60 lines; on both paths a longer one is taken for a stray quote."""
    for lines, rows in ((60, 3), (61, 63)):
        cell = "\n".join(f"line {number}" for number in range(lines))
        text = "a,b\n" + "1,2\n" * 500 + f'3,"{cell}"\n5,6\n'
        assert len(only(text.encode()).rows) == 499 + rows


def test_line_numbers_count_every_kind_of_line_end() -> None:
    """Physical lines: CR, LF and CRLF end a line, inside quotes too; U+2028, U+0085, VT and FF do not."""
    text = 'a,b\r\n1,"x\ry\r\nz"\n2,\u2028\x85\v\f\n3,c\r4,d\n'
    found = only(text.encode())
    assert found.rows == [("1", "x\ry\r\nz"), ("2", "\u2028\x85\v\f"), ("3", "c"), ("4", "d")]
    assert found.lines == [2, 5, 6, 7]


def test_lines_end_in_cr_alone() -> None:
    """A file from an old Mac is read row by row, in blocks too."""
    text = "a,b\r" + "".join(f"{number},x\r" for number in range(100))
    for block in (8, 1 << 24):
        found = only(text.encode(), limits=limits(block))
        assert (len(found.rows), found.lines[-1]) == (100, 101)


def test_lines_skip_blocks_without_them() -> None:
    """Asking for a few lines gives the blocks that hold them, with those rows complete."""
    text = "a,b\n" + "".join(f"{number},x\n" for number in range(10_000))
    with members_of(text.encode(), limits=limits(1000)) as [member]:
        table = next(member.tables())
        found = [
            (line, row[0])
            for block in table.blocks(lines=[3, 9000])
            for line, row in zip(block.lines, block.frame.rows(), strict=True)
        ]
    assert (3, "1") in found
    assert (9000, "8998") in found
    assert len(found) < 1000


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n\r\n", b" \n\t\n"])
def test_nothing_in_it(data: bytes) -> None:
    """A file without any text is refused as empty, and gives no rows."""
    [file] = read(data)
    assert file.refused == "empty"
    assert read_rows(data, "x") == []


def test_a_header_alone_is_accepted_with_a_problem() -> None:
    """A header without rows is a table without records, which is a problem."""
    found = only(b"Order Date,Order ID\n")
    assert found.head.header == ("Order Date", "Order ID")
    assert (found.rows, [problem.code for problem in found.problems]) == ([], ["no-records"])


def test_far_too_many_columns() -> None:
    """A hundred thousand columns are refused, not built."""
    [file] = read(b",".join(b"%d" % number for number in range(100_000)) + b"\n1,2\n")
    assert file.refused == "too-many-columns"


def test_one_very_long_cell() -> None:
    """A cell of eight megabytes is one cell."""
    found = only(b"a,b\n1," + b"x" * (8 << 20) + b"\n2,y\n")
    assert [len(row[1]) for row in found.rows] == [8 << 20, 1]


def test_nul_and_control_characters_are_kept() -> None:
    """NUL, Ctrl-Z and invisible characters are part of the text and stay in it."""
    cells = ["a\0b", "c\x1ad", "\u202eabc", "\u200bx", "＝1+1"]
    text = "id,title,x\n" + "".join(f"{n},{cell},y\n" for n, cell in enumerate(cells))
    assert [row[1] for row in only(text.encode()).rows] == cells


def test_undecodable_bytes_are_marked_and_make_one_problem() -> None:
    """Broken bytes become U+FFFD; one problem gives their number and lines; no row is lost."""
    data = ("注文番号,商品\n" + "1,お茶\n2,ペン\n3,本\n" * 50).encode() + b"3,\xff\xfe\n4,x\n5,\xff\n"
    for block in (64, 1 << 24):
        found = only(data, limits=limits(block))
        assert len(found.rows) == 153
        [problem] = [problem for problem in found.problems if problem.code == "undecodable"]
        assert problem.values["count"] == 3
        assert problem.values["lines"] == "152, 154"


def test_many_problems_of_one_kind_are_counted() -> None:
    """Of a table with more odd rows than are kept one by one, the last problem counts the others."""
    found = only(b"a,b,c\n" + b"1,2,3\n" * 10 + b"x,y\n" * 9, limits=replace(Limits(), problems=5))
    assert [problem.count for problem in found.problems] == [1, 1, 1, 1, 1, 4]
