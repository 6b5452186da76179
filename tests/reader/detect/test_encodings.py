"""Encodings are found from the bytes alone, for tables of every size, and never silently wrong."""

import pytest

from app.reader import read_rows
from app.reader.detect.encoding import detect
from tests.reader.reading import only, read

HEADER = ["注文日", "注文番号", "商品名", "合計"]
TITLES = ["ソニー 表示器 ①", "㈱髙﨑 能登ポット", "ﾊﾝｶｸ ｶﾅ ～", "お茶 500ml", "1,280 の本\n上巻"]
CODECS = ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be", "euc_jis_2004", "shift_jis"]


def table(rows: int, delimiter: str, titles: list[str]) -> list[list[str]]:
    body = [
        [f"2024-01-{n % 28 + 1:02}", f"503-{n:07}-0000000", titles[n % len(titles)], str(n * 10)] for n in range(rows)
    ]
    return [HEADER, *body]


def write(rows: list[list[str]], delimiter: str) -> str:
    def cell(text: str) -> str:
        return f'"{text}"' if delimiter in text or "\n" in text else text

    return "".join(delimiter.join(map(cell, row)) + "\r\n" for row in rows)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", [0, 1, 5, 1000])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_every_encoding_at_every_size(codec: str, size: int, delimiter: str) -> None:
    """Header only, one row, five, a thousand: the same cells come out of every encoding."""
    plain = codec in ("shift_jis", "euc_jis_2004")
    titles = [title for title in TITLES if not plain or not set(title) & set("㈱髙﨑①～")]
    rows = table(size, delimiter, titles)
    assert read_rows(write(rows, delimiter).encode(codec), "x") == rows


@pytest.mark.parametrize("size", [0, 1, 5, 1000])
def test_iso_2022_jp(size: int) -> None:
    """The encoding of old mails, with its escapes."""
    rows = table(size, ",", ["お茶", "表示器"])
    assert read_rows(write(rows, ",").encode("iso2022_jp"), "x") == rows


def test_western_text_is_assumed_below_an_ascii_header() -> None:
    """Accented letters that are not UTF-8 are read as Western, and a problem says so."""
    data = "date;title;amount\n2024-01-02;Café crème für Zoë;1,20 €\n2024-01-03;déjà vu;0,99 €\n".encode("cp1252")
    found = only(data)
    assert found.head.encoding == "cp1252"
    assert [row[1] for row in found.rows] == ["Café crème für Zoë", "déjà vu"]


def test_japanese_addresses_below_an_ascii_header_are_not_western() -> None:
    """Kanji alone, without any kana, in a CP932 file with English column names."""
    data = "id,address\n1,東京都千代田区千代田一丁目\n2,大阪府大阪市北区\n".encode("cp932")
    assert only(data).rows[0] == ("1", "東京都千代田区千代田一丁目")


def test_one_broken_byte_does_not_make_utf8_into_something_else() -> None:
    """A damaged UTF-8 file stays UTF-8; only the damage is marked."""
    data = "id,商品\n".encode() + "1,お茶とペン\n".encode() * 20 + b"2,\xe3\x81\n"
    found = only(data)
    assert found.head.encoding == "utf-8"
    assert found.rows[0] == ("1", "お茶とペン")
    assert found.rows[-1] == ("2", "�")


def test_damage_in_pages_and_plain_text_is_a_problem_too() -> None:
    """What cannot be decoded is one problem with its line, however the text is read."""
    data = ("<table><tr><td>" + "お茶とペン" * 20 + "</td></tr>\n<tr><td>\n").encode() + b"\xff\xff</td></tr></table>"
    [page] = read(data, "page.html")
    assert page.text is not None
    for sheet in (page.sheets[0], page.text):
        assert [(problem.code, problem.line) for problem in sheet.problems] == [("undecodable", 3)]


def test_two_encodings_in_one_file() -> None:
    """A CP932 beginning with a UTF-8 tail, or the other way round, keeps its words, and the lines are reported."""
    first, second = "番号,商品\n1,お茶とペンとノート\n", "2,あいうえお\n"
    for one, other in (("cp932", "utf-8"), ("utf-8", "cp932")):
        found = only(first.encode(one) + second.encode(other))
        assert found.rows == [("1", "お茶とペンとノート"), ("2", "あいうえお")]
        assert [problem.code for problem in found.problems] == ["mixed-encoding"]
    assert only(first.encode("cp932") + second.encode()).problems[0].line == 3


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("名前,値\n山田,1\n".encode() + b"\xff,2\n", 3),  # one byte too many
        (b"name,v\nabc\xffdef,1\nxyz,2\n", 2),
        ("name,v\nx,1\nカ".encode()[:-1] + b",2\n", 3),  # cut in the middle of a character, which CP932 would read
        ("name,v\nx,1\n2,é".encode()[:-1], 3),
        ("名前,値\n山田,1\n鈴木,2".encode()[:-3] + b",2", 3),
    ],
)
def test_a_little_damage_is_not_another_encoding(data: bytes, line: int) -> None:
    """A stray byte or half a character in a short UTF-8 text is marked and reported with its line."""
    found = only(data)
    assert found.head.encoding == "utf-8"
    assert [(p.code, p.line) for p in found.problems if p.code == "undecodable"] == [("undecodable", line)]
    assert any("\ufffd" in cell for row in found.rows for cell in row)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", "姓名,城市,金额\n张三,北京,100\n李四,上海,200\n王五,广州,300\n"),
        ("big5", "姓名,城市,金額\n張三,臺北,100\n李四,高雄,200\n王五,臺中,300\n"),
        ("euc-kr", "이름,도시,금액\n김철수,서울,100\n이영희,부산,200\n박민수,대구,300\n"),
        ("cp1251", "имя,город\nИван,Москва\nПётр,Казань\nСергей,Омск\n"),
    ],
)
def test_other_languages_are_recognised(codec: str, text: str) -> None:
    """Text of another language is never shown as Japanese mojibake without a word."""
    data = text.encode(codec)
    assert read_rows(data, "x") == [line.split(",") for line in text.splitlines()]
    assert [problem.code for problem in only(data).problems] == ["assumed-encoding"]


def test_kana_of_bank_statements_stay_kana() -> None:
    """A CP932 text whose only Japanese is half-width kana is neither EUC-JP nor Russian."""
    text = "date,text\n2024-01-01,ｾﾌﾞﾝｲﾚﾌﾞﾝ\n2024-01-02,ｽｽﾞｷ ﾊﾅｺ\n2024-01-03,ﾃｽｳﾘﾖｳ\n"
    assert read_rows(text.encode("cp932"), "x") == [line.split(",") for line in text.splitlines()]


def test_a_western_header_with_accents() -> None:
    """Accents in the header too do not make a text Japanese."""
    assert read_rows("prénom,âge\nJosé,3\nZoë,4\n".encode("cp1252"), "x")[0] == ["prénom", "âge"]


def test_japanese_that_begins_late() -> None:
    """A file that is ASCII for megabytes is still read in the encoding of its first Japanese letters."""
    data = b"id,title\n" + b"1,plain ascii title\n" * 300_000 + "2,お茶とペン\n".encode("cp932")
    found = only(data)
    assert (found.head.encoding, found.rows[-1]) == ("cp932", ("2", "お茶とペン"))


def test_text_of_a_long_file_is_not_offered() -> None:
    """Lines of text are for pages pasted by hand, not for large files."""
    [small], [large] = read(b"a,b\n1,2\n"), read(b"a,b\n" + b"1,2\n" * 600_000)
    assert small.text is not None
    assert small.text.rows == [("a,b",), ("1,2",)]
    assert large.text is None


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x1b$B", b"\x00", b"\x80" * 50, bytes(range(256)) * 4])
def test_any_bytes_have_an_answer(data: bytes) -> None:
    """Detection never fails."""
    assert detect(data).name


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"%PDF-1.7\n" + b"%\xe2\xe3\xcf\xd3\n1 0 obj", "paper.pdf", "corrupt"),
        (b"\x1f\x8b\x08\x00" + bytes(50), "orders.csv.gz", "unsupported-type"),
        (bytes(range(256)) * 16, "random", "unsupported-type"),
        (b"MZ\x90\x00\x03" + bytes(500), "setup.csv", "not-text"),
        (b"\x89PNG\r\n\x1a\n<html><table><tr><td>1</table>", "x.csv", "not-text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.xls", "encrypted-or-legacy"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "x.xml", "unsupported-type"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "x.csv", "unsupported-type"),
        (b"{[", "x.json", "corrupt"),
    ],
)
def test_what_is_no_text(data: bytes, name: str, code: str) -> None:
    """Programs, papers, pictures and random bytes are refused by what they are."""
    [file] = read(data, name)
    assert (file.refused, file.sheets) == (code, [])
    assert file.sha256 is not None
