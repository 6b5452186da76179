"""Encodings that are neither UTF-8 nor CP932: decided by their letters, and reported where assumed."""

import pytest

from app.reader.detect.encoding import detect
from tests.reader.reading import only, read

GERMAN = "Datum;Empfänger;Größe;Straße;Betrag\n01.02.2024;Müller;groß;Königsallee 5;5,00\n"
CZECH = "Datum;Název;Částka\n01.02.2024;Příliš žluťoučký kůň;5,00\n"
TEXTS = {
    "de": (GERMAN, "cp1252 mac_roman cp850 utf-16-le utf-32-le utf-32-be"),
    "fr": ("Date;Libellé\n01/02/2024;Prélèvement électricité à domicile\n", "cp1252 mac_roman cp850"),
    "da": ("Dato;Beløb;Tekst\n1;2,00;Købmand på hjørnet\n", "cp1252 mac_roman cp850"),
    "cs": (CZECH, "cp1250 iso8859_2"),
    "pl": ("Data;Kwota;Tytuł\n2024;5;opłata za gęślą jaźń\n", "cp1250 iso8859_2"),
    "tr": ("Tarih;Açıklama\n1;Şişli ödeme ığdır\n", "cp1254"),
    "ru": ("Дата,Сумма,Описание\n1,2,Оплата картой\n", "cp1251 koi8_r iso8859_5 cp866 utf-32"),
    "el": ("Ημερομηνία;Ποσό\n01.02.2024;πληρωμή κάρτας\n", "cp1253 iso8859_7"),
    "he": ("תאריך,סכום\n1,תשלום\n", "cp1255"),
    "th": ("วันที่,จำนวน\n1,ชำระเงิน\n", "cp874"),
    "zh": ("订单号,商品名称\n1,苹果手机壳\n", "gb18030 hz utf-7"),
    "ko": ("주문번호,상품명\n1,사과 케이스\n", "cp949 iso2022_kr"),
    "ja": ("日付,金額,摘要\n1,2,お支払い\n", "utf-7 utf-32 utf-32-le utf-32-be euc_jp iso2022_jp"),
    "kana": ("ﾋﾂﾞｹ,ｷﾝｶﾞｸ\n1,ｶ)ﾃﾞﾊﾟｰﾄ\n", "cp932 euc_jp iso2022_jp_ext"),
    "jis": ("番号,品名\n1,支払い 丂 №\n", "euc_jp iso2022_jp_1 iso2022_jp_ext"),
    "jis2004": ("番号,品名\n1,支払い ① ㈱\n", "euc_jis_2004 iso2022_jp_3 iso2022_jp_2004"),
    "chinese in japanese": ("番号,品名\n1,支払い 们\n", "iso2022_jp_2"),
}
PAIRS = [(text, codec) for text, codecs in TEXTS.values() for codec in codecs.split()]


@pytest.mark.parametrize(("text", "codec"), PAIRS)
def test_the_words_come_out_of_the_encoding(text: str, codec: str) -> None:
    """A few words in the languages that are written in it are enough, and every cell is exact."""
    found = only(text.encode(codec))
    rows = [list(found.head.header), *map(list, found.rows)]
    delimiter = found.head.delimiter or ""
    assert rows == [line.split(delimiter) for line in text.splitlines()]
    assert "undecodable" not in [problem.code for problem in found.problems]


def test_an_encoding_found_by_letters_alone_is_assumed() -> None:
    """Of bytes that several encodings would read, a problem names the one taken; German leaves no doubt."""
    for text, codec, name, assumed in (
        (GERMAN, "cp1252", "cp1252", False),
        (GERMAN, "mac_roman", "macintosh", True),
        (CZECH, "cp1250", "cp1250", True),
        (TEXTS["zh"][0], "gb18030", "gb18030", True),
        (TEXTS["ja"][0], "utf-7", "utf-7", True),
        (TEXTS["ja"][0], "utf-32", "utf-32-le", False),
    ):
        found = only(text.encode(codec))
        assert found.head.encoding == name
        assert ("assumed-encoding" in [problem.code for problem in found.problems]) is assumed


def test_characters_of_both_large_sets_stand_in_one_file() -> None:
    """Each EUC codec knows characters that the other does not; one file may hold both."""
    data = "番号,品名\n".encode("euc_jp") + "1,①".encode("euc_jis_2004") + "丂漢\n".encode("euc_jp")
    assert only(data).rows == [("1", "①丂漢")]


def test_mail_programs_write_what_cp932_has_into_iso_2022_jp() -> None:
    """① and 髙 at their CP932 places are read; a code that means nothing is marked with its line."""
    head = "番号,品名\n".encode("iso2022_jp")
    found = only(head + b"1,\x1b$B\x2d\x21\x34\x41\x7c\x62\x1b(B\n")
    assert (found.rows, found.problems) == ([("1", "①漢髙")], [])
    damaged = only(head + b"1,\x1b$B\x34\x41\x2f\x7e\x1b(B\n")
    assert damaged.rows[0][1].startswith("漢\ufffd")
    assert [(problem.code, problem.line) for problem in damaged.problems] == [("undecodable", 2)]


def test_plus_signs_are_no_utf_7() -> None:
    """Telephone numbers, base64 and tags of mail addresses are plain ASCII."""
    for text in ("tel,mail\n+81-90-1234,a+tag-b@example.com\n", "key\n+AGEAYg-\n", "t\n+/v8-Zm9v+YmFyYmF6-\n"):
        assert detect(text.encode()).codec == "utf-8"


def test_a_page_says_any_of_these_encodings() -> None:
    """What a page states counts where its bytes decode that way."""
    for text, codec, said in ((CZECH, "iso8859_2", "iso-8859-2"), (TEXTS["zh"][0], "gb18030", "gb2312")):
        page = f'<meta charset="{said}"><table><tr><td>{text}</td></tr></table>'.encode(codec)
        [file] = read(page, "page.html")
        assert text.split("\n")[0] in file.sheets[0].head.header[0]
