"""Saved pages: every innermost table its rows with their lines, the visible text, and bombs that do no harm."""

import time

import pytest

from tests.reader.reading import File, read

PAGE = b"""<!DOCTYPE html>
<html><head><title>Gift card balance</title><meta charset="utf-8">
<style>td { color: red }</style><script>document.write("<table><tr><td>no</td></tr></table>")</script></head>
<body><!-- <table><tr><td>hidden</td></tr></table>
-->
<table><tr><td>
  <table class=x>
    <tr><th>Date</th><th>Description</th>
        <th>Amount</th></tr>
    <tr>
      <td> 11 November
        2025 </td><td><span>Gift Card applied</span><br><a href="/x?a=1&amp;b=2">203-3791345-1633949</a></td>
      <td>-&pound;15.85</td></tr>
    <tr><td>8 &#26376;<td>&lt;b&gt;<td>&yen;1,280
  </table>
</td></tr></table>
<p>Your balance is <b>&yen;0</b>.</p>
</body></html>
"""


def page(data: bytes, name: str = "page.html") -> File:
    [file] = read(data, name)
    assert file.refused is None
    return file


def test_the_innermost_tables_with_their_lines() -> None:
    """Cell text is collapsed, <br> and blocks break lines, entities are decoded, end tags may lack."""
    [sheet] = page(PAGE).sheets
    assert (sheet.head.kind, sheet.head.sheet, sheet.head.delimiter) == ("html", "table 1", None)
    assert sheet.head.header == ("Date", "Description", "Amount")
    assert sheet.rows == [
        ("11 November 2025", "Gift Card applied\n203-3791345-1633949", "-£15.85"),
        ("8 月", "<b>", "¥1,280"),
    ]
    assert sheet.lines == [10, 14]
    assert sheet.head.sample == tuple(sheet.rows)


def test_the_visible_text_as_lines() -> None:
    """What a person would copy from the page: no scripts, a table row in one line, its cells between tabs."""
    text = page(PAGE).text
    assert text is not None
    assert text.head.kind == "text"
    assert list(zip(text.lines, (row[0] for row in text.rows), strict=True)) == [
        (2, "Gift card balance"),
        (8, "Date\tDescription\tAmount"),
        (11, "11 November 2025\tGift Card applied 203-3791345-1633949\t-£15.85"),
        (14, "8 月\t<b>\t¥1,280"),
        (17, "Your balance is ¥0."),
    ]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ('<meta charset="Shift_JIS"><table><tr><td>日付</td><td>①㈱</td></tr></table>'.encode("cp932"), "cp932"),
        ("<table><tr><td>日付</td><td>①㈱</td></tr></table>".encode("utf-16"), "utf-16-le"),
        ("\ufeff<table><tr><td>日付</td><td>①㈱</td></tr></table>".encode(), "utf-8-sig"),
        (
            '<html><meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">'
            "<table><tr><td>日付</td><td>①㈱</td></tr></table>".encode("euc_jis_2004"),
            "euc-jp",
        ),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    """A page declares its encoding, or it is found as in any text."""
    file = page(data)
    assert (file.encoding, file.sheets[0].head.header) == (encoding, ("日付", "①㈱"))


def test_a_declared_western_page() -> None:
    """The declared encoding decides where the bytes leave a choice."""
    data = b'<meta charset="windows-1252"><p>\xe9\xe9\xe9\x80</p><table><tr><td>d\xe9j\xe0</td></tr></table>'
    assert page(data).sheets[0].head.header == ("déjà",)


def test_spans_keep_the_columns_in_place() -> None:
    """A cell over several columns or rows moves no other cell; a huge span counts as none."""
    [sheet] = page(
        b"<table><tr><th>a<th>b<th>c</tr><tr><td colspan=2>1<td>2</tr>"
        b"<tr><td rowspan=2>3<td>4<td>5</tr><tr><td>6<td>7</tr>"
        b"<tr><td colspan=1000000000 rowspan=-3>8<td>9<td>10</table>"
    ).sheets
    assert sheet.rows == [("1", "", "2"), ("3", "4", "5"), ("3", "6", "7"), ("8", "9", "10")]


def test_a_page_named_xls_and_one_without_a_name() -> None:
    """A table page is known by its content, also under the name that shops like to give it."""
    for name in ("orders.xls", "orders", "orders.csv"):
        assert len(page(b"\n<table><tr><td>a</td></tr><tr><td>1</td></tr></table>", name).sheets) == 1


def test_crlf_and_cr_lines() -> None:
    """The lines of a page are counted alike for every kind of line end."""
    for end in (b"\n", b"\r\n", b"\r"):
        [sheet] = page(end.join([b"<html>", b"<table>", b"<tr><td>a", b"<tr><td>b", b"</table>"])).sheets
        assert sheet.lines == [4]


def test_unclosed_tags_and_markup() -> None:
    """Unclosed cells and rows make two rows; active content is nothing but text or nothing at all."""
    [sheet] = page(
        b'<iframe src="http://127.0.0.1:9/"></iframe><table><tr><td>id<td>title<tr><td>1<td><img src=x onerror=y>tea'
        b"<tr><td>2<td><script>alert(1)</script>pen"
    ).sheets
    assert sheet.rows == [("1", "tea"), ("2", "pen")]


@pytest.mark.parametrize(
    "bomb",
    [
        b"<!--" * 200_000,
        b"<!-- a " * 200_000 + b"-->",
        b"<!" * 200_000,
        b"<a " * 200_000 + b">",
        b"<a" + b" x=1" * 100_000 + b">",
        b'<a href="' * 100_000 + b">",
        b"<script>" * 100_000,
        b"<div>" * 100_000,
        b"<table><tr><td>" * 50_000,
        b"<table><tr><td>" + b"<br>" * 200_000,
        b"<table><tr><td>" + b" " * 300_000 + b"x",
        b"<table>" + b"<tr><td rowspan=100>x" * 10_000,
        b"&#" * 300_000,
    ],
)
def test_bombs_take_no_longer_than_pages(bomb: bytes) -> None:
    """Openings without ends, endless attributes and deep nesting are read in time that grows with their length."""
    began = time.process_time()
    for file in read(b"<html>" + bomb, "page.html"):
        assert file.refused is None
    assert time.process_time() - began < 8


def test_spans_that_multiply() -> None:
    """A page that spreads into millions of cells is refused."""
    [file] = read(b"<table><tr>" + b"<td colspan=100 rowspan=100>x" * 60_000, "page.html")
    assert file.refused in ("too-many-cells", "too-many-columns")


def test_a_page_without_tables() -> None:
    """A page of plain text has no tables, and its lines are there."""
    file = page(b"<html><body><p>one</p><p>two &amp; three</p></body></html>")
    assert file.sheets == []
    assert file.text is not None
    assert [row[0] for row in file.text.rows] == ["one", "two & three"]


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ("<tr><td>1<td>tea<span hidden>secret</span> green", [("1", "tea green")]),
        ("<tr><td>1<td><b style='color: red; DISPLAY : none'>secret</b>tea", [("1", "tea")]),
        ("<tr><td>1<td><div style=display:none>secret<div>secret</div>secret</div>tea", [("1", "tea")]),
        ("<tr><td>1<td><div hidden>never closed<td>x<tr><td>2<td>pen", [("1", "", "x"), ("2", "pen", "")]),
        ("<tr><td>1<td><div hidden>never closed</td></tr><tr><td>2<td>pen", [("1", ""), ("2", "pen")]),
        ("<tr><td>1<td hidden>secret<tr><td>2<td>pen", [("1", ""), ("2", "pen")]),
        ("<tr hidden><td>1</td><td>secret</td></tr><tr><td>2<td>pen", [("2", "pen")]),
        ("<tr style='display:none !important'><td>1<td>secret<tr><td>2<td>pen", [("2", "pen")]),
        ("<tbody hidden><tr><td>1</td><td>secret</td></tr></tbody><tbody><tr><td>2<td>pen", [("2", "pen")]),
        ("<tr><td>1<td><table hidden><tr><td>secret</table>tea", [("1", "tea")]),
        ("<tr><td>1<td><template>secret</template>tea<input hidden>, <img hidden>green", [("1", "tea, green")]),
        ("<tr><td>1<td><p hidden>secret<div>tea</div>", [("1", "tea")]),
        ("<tr><td>1<td><ul><li hidden>secret<li>tea</ul>", [("1", "tea")]),
        ("<tr><td>1<td><span style='display: block; color: none'>tea</span>", [("1", "tea")]),
        ("<tr><td>1<td><span title='hidden' data-style='display:none' style>tea</span>", [("1", "tea")]),
    ],
)
def test_hidden_elements_are_not_read(markup: str, rows: list[tuple[str, ...]]) -> None:
    """Hidden elements are no part of cells or of the text, however they end; what is shown stays in its column."""
    file = page(f"<p hidden>secret</p><table><tr><th>id<th>title{markup}</table><p>end</p>".encode())
    [sheet] = file.sheets
    assert sheet.rows == rows
    assert file.text is not None
    text = " ".join(row[0] for row in file.text.rows)
    assert "secret" not in text
    assert "never" not in text
    assert text.endswith("end")


def test_hidden_rows_are_a_problem() -> None:
    """Rows and tables that a page holds but does not show are left out, and a problem counts them."""
    table = "<table{}><tr><th>id<th>title<tr hidden><td>1<td>tea<tr><td>2<td>pen</table>"
    file = page((table.format("") + table.format(" hidden")).encode())
    [sheet] = file.sheets
    assert sheet.rows == [("2", "pen")]
    assert [(problem.code, problem.values) for problem in sheet.problems] == [("hidden-rows", {"count": 4})]


def test_a_page_of_hidden_things_stays_quick() -> None:
    """Tens of thousands of hidden elements, closed or not, and long styles take a moment."""
    style = "color:red;" * 20_000
    parts = ["<div hidden>a" * 40_000, "<p style='" + " ;" * 40_000 + "'>b</p>", f"<b style='{style}'>c</b>" * 20]
    parts += ["<table>" + "<tr style='display:none'><td>1<td><span style='display:none'>x</span>" * 20_000]
    started = time.process_time()
    for part in parts:
        read(part.encode(), "page.html")
    assert time.process_time() - started < 8
