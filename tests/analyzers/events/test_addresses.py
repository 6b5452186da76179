"""Addresses: what is one place in however many spellings, and what is another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.events.addresses import folded, parse, same_place, without_names

HOME = "東京都渋谷区神宮前1-2-3"
SAME = [
    ("東京都渋谷区神宮前１丁目２番３号", HOME),
    ("東京都渋谷区神宮前一丁目二番三号", HOME),
    ("東京都渋谷区神宮前１－２－３", HOME),
    ("東京都渋谷区神宮前1ー2ー3", HOME),
    ("東京都渋谷区神宮前1‐2−3", HOME),
    ("東京都渋谷区神宮前１丁目２番地３", HOME),
    ("東京都渋谷区神宮前1丁目2番地の3", HOME),
    ("東京都渋谷区神宮前1丁目2-3", HOME),
    ("東京都渋谷区神宮前1の2の3", HOME),
    ("東京都渋谷区神宮前一の二の三", HOME),
    ("東京都 渋谷区　神宮前 1-2-3", HOME),
    ("渋谷区神宮前1-2-3", HOME),
    ("〒150-0001 東京都渋谷区神宮前1-2-3", HOME),
    ("〒1500001東京都渋谷区神宮前1-2-3", HOME),
    ("東京都渋谷区神宮前1-2-3 150-0001", HOME),
    ("150-0001 渋谷区神宮前1-2-3 日本", HOME),
    ("日本 東京都渋谷区神宮前1-2-3", HOME),
    ("山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 JP", HOME),
    ("山田　太郎 150-0001 東京都渋谷区神宮前１丁目２番３号 JP", "鈴木 花子 150-0001 東京都渋谷区神宮前1-2-3 JP"),
    ("東京都渋谷区神宮前1-2-3 コーポ桜 201", HOME),
    ("東京都渋谷区神宮前1-2-3 コーポ桜 201", "東京都渋谷区神宮前1-2-3-201"),
    ("東京都渋谷区神宮前1-2-3 コーポ桜２０１号室", "東京都渋谷区神宮前1-2-3 コーポ桜 201"),
    ("東京都渋谷区神宮前1-2-3コーポ桜201号", "東京都渋谷区神宮前１丁目２番３号コーポ桜＃２０１"),
    ("東京都渋谷区神宮前1-2-3 ｺｰﾎﾟ桜 201", "東京都渋谷区神宮前1-2-3 コーポ桜 201"),
    ("東京都千代田区霞が関1-2-3", "東京都千代田区霞ヶ関1-2-3"),
    ("東京都千代田区霞ケ関一丁目2-3", "東京都千代田区霞が関1-2-3"),
    ("北海道札幌市中央区北一条西5-6-7", "北海道札幌市中央区北１条西５丁目６番７号"),
    ("東京都千代田区三番町5-6", "東京都千代田区三番町５番地６"),
    ("東京都江東区豊洲十二丁目三十番五号", "東京都江東区豊洲12-30-5"),
    ("埼玉県所沢市大字北秋津100番地", "埼玉県所沢市北秋津100"),
    ("東京都世田谷区櫻丘1-2-3", "東京都世田谷区桜丘1-2-3"),
    ("150-0001 神宮前1-2-3", "150-0001 東京都渋谷区神宮前1-2-3"),
    ("12 Elm St, Leeds, LS1 4AP", "Priya Patel 12 Elm Street Leeds LS1 4AP United Kingdom"),
    ("Leeds LS1 4AP, 12 Elm Street", "12 elm st leeds ls1 4ap"),
    ("221 Oak Avenue, Seattle, WA 98101", "221 OAK AVE. SEATTLE WA 98101 USA"),
    ("221 Oak Ave Apt 4 Seattle WA 98101", "221 Oak Ave #4, Seattle, WA 98101"),
    ("221 Oak Ave Apt 4 Seattle WA 98101", "221 Oak Ave, Seattle, WA 98101"),
    ("Hauptstraße 12, 10115 Berlin", "Hauptstr. 12 10115 Berlin Germany"),
    ("1-7-5 桜木町, 大宮区, さいたま市, 埼玉県", "埼玉県さいたま市大宮区桜木町1-7-5"),
    ("京都府京都市中京区烏丸通御池下る虎屋町566", "京都市中京区烏丸通御池下ル虎屋町566番地"),
    ("茨城県龍ケ崎市3710", "茨城県竜ヶ崎市3710番地"),
    ("長野県長野市大字鶴賀1415番地", "長野市鶴賀千四百十五番地"),
    ("東京都港区六本木6丁目10番1号 見本タワー 23F", "東京都港区六本木6-10-1見本タワー23階"),
    ("見本ヒルズ 東京都渋谷区渋谷2-21-1", "東京都渋谷区渋谷２－２１－１ 見本ヒルズ"),
    ("1-2-3 Jingumae, Shibuya-ku, Tokyo 150-0001", "Tokyo 150-0001 Shibuya-ku Jingumae 1-2-3 Japan"),
]
OTHER = [
    ("1-7-5 桜木町, 大宮区, さいたま市, 埼玉県", "埼玉県さいたま市大宮区桜木町1-7-6"),
    ("札幌市中央区北1条西2-3", "札幌市中央区北1条東2-3"),
    ("東京都港区芝1-2-3", "東京都港区芝浦1-2-3"),
    ("京都市中京区烏丸通御池下る虎屋町566", "京都市中京区烏丸通御池上る虎屋町566"),
    ("221 Oak Ave, Seattle, WA 98101", "212 Oak Ave, Seattle, WA 98101"),
    ("東京都渋谷区神宮前1-2-4", HOME),
    ("東京都渋谷区神宮前1-2", HOME),
    ("東京都渋谷区神宮前12-3", HOME),
    ("東京都渋谷区神宮前1-23", HOME),
    ("東京都渋谷区神宮前11-2-3", HOME),
    ("東京都渋谷区神宮前3-2-1", HOME),
    ("東京都渋谷区千駄ヶ谷1-2-3", HOME),
    ("東京都渋谷区", HOME),
    ("神宮前1-2-3", "東京都渋谷区神宮前1-2-3"),
    ("東京都渋谷区神宮前1-2-3 コーポ桜 201", "東京都渋谷区神宮前1-2-3 コーポ桜 202"),
    ("東京都渋谷区神宮前1-2-3-201", "東京都渋谷区神宮前1-2-3-202"),
    ("東京都渋谷区神宮前1-2-3 コーポ桜", "東京都渋谷区神宮前1-2-3 ローソン神宮前店"),
    ("山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 JP", "山田 太郎 810-0001 福岡県福岡市中央区天神1-2-3 JP"),
    ("東京都府中市本町1-2-3", "広島県府中市本町1-2-3"),
    ("183-0027 府中市本町1-2-3", "726-0013 府中市本町1-2-3"),
    ("北海道札幌市中央区北一条西5-6-7", "北海道札幌市中央区北二条西5-6-7"),
    ("東京都千代田区三番町5-6", "東京都千代田区四番町5-6"),
    ("東京都江東区豊洲十二丁目3-5", "東京都江東区豊洲二丁目3-5"),
    ("12 Elm St, Leeds, LS1 4AP", "14 Elm St, Leeds, LS1 4AP"),
    ("12 High Street, Leeds", "12 High Street, York"),
    ("221 Oak Ave Apt 4 Seattle WA 98101", "221 Oak Ave Apt 5 Seattle WA 98101"),
    ("Leeds", "12 Elm St, Leeds, LS1 4AP"),
    ("1-2-3 Jingumae, Shibuya-ku, Tokyo", "3-2-1 Jingumae, Shibuya-ku, Tokyo"),
    ("", HOME),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_place(one: str, other: str) -> None:
    """Spellings of one place are the same, whichever comes first."""
    assert same_place(parse(one), parse(other))
    assert same_place(parse(other), parse(one))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_place(one: str, other: str) -> None:
    """A house, a room or a town that differs makes another place, and too little is no place."""
    assert not same_place(parse(one), parse(other))
    assert not same_place(parse(other), parse(one))


def test_names_of_the_household_do_not_count() -> None:
    """A known name is left out anywhere in the cell; a name before the address always is."""
    names = ["山田 太郎"]
    assert same_place(parse("渋谷区神宮前1-2-3 山田太郎", names), parse(HOME))
    assert not same_place(parse("渋谷区神宮前1-2-3 山田太郎"), parse("渋谷区神宮前1-2-3 鈴木花子"))
    assert same_place(parse("Karen Lee, 12 Elm St Leeds", ["Karen Lee"]), parse("12 Elm St Leeds"))
    cell = folded("山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 JP")
    assert without_names(cell, [folded("山田　太郎")]) == folded("東京都渋谷区神宮前１丁目２番３号")


@given(st.tuples(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99)))
def test_every_form_of_a_number(lot: tuple[int, int, int]) -> None:
    """Kanji, full-width figures, hyphens and words between give one place, for every number."""
    plain = "大阪府大阪市北区梅田{}-{}-{}".format(*lot)
    wide = plain.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    kanji = "大阪市北区梅田{}丁目{}番{}号".format(*(_kanji(one) for one in lot))
    assert same_place(parse(plain), parse(wide))
    assert same_place(parse(plain), parse(kanji))
    assert folded(plain) == folded(wide) == folded(f"〒530-0001 {plain}")
    other = f"大阪府大阪市北区梅田{lot[0]}-{lot[1]}-{lot[2] + 1}"
    assert not same_place(parse(other), parse(kanji))


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else "〇一二三四五六七八九"[tens])
        + ("十" if tens else "")
        + " 一二三四五六七八九"[ones].strip()
    )


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Any text has a folded spelling, and is the same place as itself or as nothing."""
    here = parse(text)
    assert isinstance(folded(text), str)
    assert same_place(here, here) or not (here.lot or here.words)


def test_a_name_is_one_in_either_kana() -> None:
    """A name in hiragana, katakana of either width or with old characters is one name; another name is not."""
    assert folded("みほん たろう") == folded("ミホン　タロウ") == folded("ﾐﾎﾝ ﾀﾛｳ")
    assert folded("髙橋 花子") == folded("高橋花子") != folded("高橋花代")


def test_three_words_with_a_number_are_an_address() -> None:
    """Three words with a number are an address; four more words may be a name."""
    short, name = parse("12 Pine Seattle"), "Emma Anna Mary Smith"
    assert same_place(short, parse(f"{name} 12 Pine Seattle"))
    assert not same_place(short, parse(f"{name} Jones 12 Pine Seattle"))
    assert not same_place(parse("12 Pine"), parse("12 Pine Seattle"))
