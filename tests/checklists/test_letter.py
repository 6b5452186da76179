"""Letters: complete in both languages, honest about what is missing, inert, and never too long for their form."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.i18n.languages import LANGUAGES, SOURCE
from checklists import letter
from checklists.letter import SENSITIVE, letters, texts, wants
from checklists.letter_shape import SHAPE
from checklists.schema import ContentError

ROW: dict[str, Any] = {
    "number": 3, "at": "2026年10月2日 21:14（日本時間）", "what": "見本のタブレット 10インチ",
    "order": "250-1234567-1234567", "amount": "¥4,980", "payment": "Visa 5678", "merchant": "AMZN MKTP",
}  # fmt: skip
DOUBT = ROW | {"number": 4, "what": "見本のケーブル", "amount": "¥777"}
UNPAID = ROW | {"number": 9, "what": "見本の返金", "amount": "¥700"}
FULL: dict[str, Any] = {
    "date": "2026年11月25日", "case": "MB-12", "name": "見本 花子", "address": "東京都千代田区見本町1-2-3",
    "phone": "000-0000-0000", "mail": "hanako@example.org", "recipient": "PO Box 1", "shop": "Amazon.co.jp",
    "account": "login@example.org", "card": {"issuer": "見本カード", "last4": "1234", "statement": "2026年11月5日"},
    "rows": [ROW], "charges": [ROW], "unsure": [DOUBT], "birth": "1970年1月2日", "job": "会社員",
    "typed": {"password": "はい", "card": "いいえ", "code": "はい"}, "caller": "050-0000-0000",
    "points": "3,000ポイント", "noticed": "2026年11月4日", "stopped": "2026年11月4日 9:00", "known": "yes",
    "police": {"name": "見本警察署", "number": "A-77", "at": "2026年11月7日"},
    "logins": [{"number": 5, "at": "2026年10月1日", "ip": "203.0.113.9", "place": "米国", "device": "Windows"}],
    "did": [{"at": "2026年11月6日", "what": "パスワードを変更"}], "asks": ["調査をお願いします"],
    "answer_by": "2026年12月2日", "references": [{"who": "見本警察署", "number": "A-77", "at": "2026年11月7日"}],
    "enclosures": [{"number": "証1", "name": "画面の写し"}],
    "household": [{"who": "配偶者", "at": "2026年11月5日", "answer": "知らない"}],
    "home": {"state": "all_denied", "says": "家族への確認：聞いた2人中2人が「知らない」"},
    "unpaid": [UNPAID],
    "contradictions": [
        {"first": {"at": "11月6日", "who": "佐藤", "what": "返金済み"}, "second": {"who": "鈴木", "what": "記録なし"}}
    ],
    "parcel": {"count": 2, "sender": "見本商店", "carrier": "見本運輸", "tracking": "1111-2222", "amount": "¥3,000"},
    "loss": "¥4,980", "suspicion": "なし",
    "repeated": {"count": "3回", "since": "10月"}, "coverage": {"from": "2020年1月1日", "to": "2026年11月1日"},
    "store": {"name": "見本ストア", "goods": "見本品", "ships": "FBA"},
}  # fmt: skip


def write(name: str, lang: str, facts: dict[str, Any]) -> str:
    """The letter with the blanks of its language."""
    return letter.write(name, lang, facts, LANGUAGES.get(lang, LANGUAGES[SOURCE]).blank)


every = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in sorted(letters()) for lang in texts(name)])


def test_every_text_is_that_of_a_letter() -> None:
    """Each letter has one in every language, or in that of its recipient."""
    files = {file.name for file in letter.FOLDER.glob("*.txt")}
    assert files == {f"{name}.{lang}.txt" for name in letters() for lang in texts(name)}
    assert all(set(texts(name)) == set(LANGUAGES) or letters()[name].language for name in letters())


@every
def test_without_facts_there_are_blanks(name: str, lang: str) -> None:
    """Nothing is made up: what is not known is a blank to fill in, and the letter still says what it is for."""
    text = write(name, lang, {})
    assert LANGUAGES[lang].blank in text
    assert "None" not in text
    assert "<" not in text
    assert "{" not in text
    assert not re.search(r"\n{4}", text)


def test_no_name_is_taken_by_python() -> None:
    """A template reads `store.goods`: a name such as `items` would give a method of the dictionary instead."""
    for shape in SHAPE.values():
        inner = shape[0] if isinstance(shape, list) and shape else shape
        assert not isinstance(inner, dict) or not any(hasattr(dict, name) for name in inner)


@every
def test_every_fact_that_a_letter_wants_is_in_it(name: str, lang: str) -> None:
    """What is given is shown, its number included, and no blank is left where something is known."""
    text = write(name, lang, FULL)
    plain = {"name", "mail", "phone", "address", "account", "loss", "suspicion", "case", "birth", "job", "caller"}
    for want in wants(name, lang) & {*plain, "points", "noticed", "stopped"}:
        assert str(FULL[want]) in text
    if "rows" in wants(name, lang):
        assert ROW["what"] in text
        assert re.search(r"^\W*3(．|\. | \| )", text, re.M)
    if "references" in wants(name, lang):
        assert "A-77" in text
    if "date" in wants(name, lang):
        assert "2026年11月25日" in text


@every
def test_recipients_get_what_is_theirs_only(name: str, lang: str) -> None:
    """Network addresses and cards go to the recipients whose letters name them under ``shows``; there is no place for
    more of a card than four digits."""
    shows = letters()[name].shows
    assert ("203.0.113.9" in write(name, lang, FULL)) == ("logins" in shows)
    card = SHAPE["card"]
    assert isinstance(card, dict)
    assert set(card) == {"issuer", "name", "last4", "statement"}
    assert {fact for fact in SENSITIVE if fact in wants(name, lang)} == set(shows)


def test_network_addresses_go_to_the_police_only() -> None:
    """No shop, card company or adviser learns where somebody signs in from."""
    assert {name for name, letter in letters().items() if "logins" in letter.shows} >= {"police_jp", "ic3"}
    assert not any("logins" in letters()[name].shows for name in ("shop_support", "card_jp", "card_us", "household"))


@every
def test_english_letters_are_english_and_japanese_ones_japanese(name: str, lang: str) -> None:
    """The words of a letter are those of its language; only the facts may be of another."""
    kana = re.findall(r"[぀-ヿ一-鿿]", write(name, lang, {}))
    assert bool(kana) == (lang == "ja")
    if lang == "ja" and name in ("shop_support", "seller_support", "carrier_refusal", "card_jp"):
        assert re.search(r"お願い(いたします|申し上げます)", write(name, lang, {}))


@every
def test_nobody_signs_for_the_family_before_it_was_asked(name: str, lang: str) -> None:
    """A letter says what was said at home in the words that it is given, and nothing of its own: neither that nobody at
    home did it nor that anybody was asked."""
    own = (
        r"私も家族も|私にも家族にも|全員が「知らない」|[Nn]either I nor|neither did anyone|all said that they do not"
        r"|家族にも確認中です|I am still asking my household|一人暮らし|I live alone"
    )
    words = "WHAT-WAS-SAID-AT-HOME"
    for home in ({"state": "all_denied", "says": words}, {"state": "alone", "says": words}, {}):
        text = write(name, lang, {"rows": [ROW], "home": home})
        assert not re.search(own, text)
        assert (words in text) == (bool(home) and "home" in wants(name, lang))


@pytest.mark.parametrize(
    ("state", "told", "untold"),
    [("refused", "受け取っておりません", "開封"), ("closed", "開封しておりません", "受け取っておりません"),
     ("open", "開封しております", "おりません"), ("", "開封（した・していない）：「＿＿＿」", "おりません。\n・荷物")],
)  # fmt: skip
def test_what_became_of_a_parcel_is_what_was_answered(state: str, told: str, untold: str) -> None:
    """Whether a parcel was taken and opened stands in the letter as somebody answered it, else as a blank."""
    lines = write("carrier_refusal", "ja", {"parcel": {"state": state}}).partition("届け先の住所")[2]
    assert told in lines
    assert untold not in lines


@every
def test_what_is_not_sure_is_a_question_of_its_own(name: str, lang: str) -> None:
    """What somebody is not sure of stands behind what is nobody's, under words that say so."""
    text = write(name, lang, {"rows": [ROW], "unsure": [DOUBT]})
    if "unsure" not in wants(name, lang):
        assert DOUBT["what"] not in text
        return
    doubt = r"(?:まだ分か|cannot tell yet|CANNOT TELL YET)"
    assert re.search(doubt + r"[\s\S]*¥777", text)
    assert text.index("¥4,980") < text.index("¥777")
    assert not re.search(doubt, write(name, lang, {"rows": [ROW]}))


def test_a_table_has_the_columns_that_are_known() -> None:
    """A column of which nothing is known is left out, a cell says so, and no cell makes a column of its own."""
    rows = [ROW | {"payment": ""}, ROW | {"payment": None, "order": "", "what": "a | b｜c"}]
    text = write("shop_support", "ja", {"rows": rows})
    assert "番号 | 日時 | 注文番号 | 商品・内容 | 金額\n" in text
    assert "| – | a / b/c | ¥4,980" in text
    for name in ("card_jp", "police_jp"):
        assert "（このほかに2件あります。" in write(name, "ja", {"rows": [ROW] * 42})


def test_contradictions_are_quoted() -> None:
    """Both sayings stand in the next letter, with the names."""
    for name in ("shop_support", "card_jp", "consumer_centre"):
        text = write(name, "ja", FULL)
        assert "「返金済み」" in text
        assert "「記録なし」" in text
        assert "佐藤" in text
        assert "鈴木" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 3, 8, 40, 400])
def test_the_shop_never_gets_more_than_its_form_takes(lang: str, count: int) -> None:
    """As many facts as fit; the letter says how many more there are, and still says what is asked for."""
    many = [ROW | {"number": number} for number in range(1, count + 1)]
    text = write("shop_support", lang, FULL | {"rows": many})
    assert letter.length(text) <= 2000
    shown = sum(f"\n{number} | 2026" in text for number in range(1, count + 1))
    assert shown >= min(count, 3)
    if count > 40:
        assert re.search(r"\d+件あります" if lang == "ja" else r"There are \d+ more", text)
    assert FULL["asks"][0] in text


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.text(max_size=3000), st.sampled_from(list(LANGUAGES)))
def test_however_long_the_facts_the_limit_holds(count: int, text: str, lang: str) -> None:
    """Long titles, long lists, any characters: 2,000 characters as forms count them, and never an error."""
    long = {"what": text, "at": text, "order": text, "amount": text, "number": text}
    moment = {"at": text, "who": text, "what": text}
    facts = {
        "rows": [long] * count, "unsure": [long] * count, "name": text, "shop": text, "account": text, "mail": text,
        "case": text, "asks": [text] * count, "did": [{"at": text, "what": text}] * count, "answer_by": text,
        "references": [{"who": text, "number": text, "at": text}] * count,
        "contradictions": [{"first": moment, "second": moment}] * count,
    }  # fmt: skip
    assert letter.length(write("shop_support", lang, facts)) <= 2000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_text_is_inert(lang: str) -> None:
    """A title cannot add lines, hide characters, turn the direction or be run as a template."""
    title = "x\r\n9. forged\u202e\u200b\x00{{ name }}{% for a in b %}\ud800\u2028<script>\x1b[31m"
    text = write("police_jp", lang, {"rows": [ROW | {"what": title.replace("|", "")}], "name": "N"})
    (line,) = [one for one in text.splitlines() if "forged" in one]
    assert "x 9. forged[U+202E][U+200B][U+0000]{{ name }}{% for a in b %}[U+D800]" in line
    assert "[U+001B][31m" in line
    assert all(char.isprintable() or char in "\n\u3000" for char in text)


def test_a_misspelt_fact_is_an_error() -> None:
    """A name that no letter knows is refused, so that nothing is lost in silence; an unknown letter is too."""
    with pytest.raises(ContentError, match="adress"):
        write("card_jp", "ja", {"adress": "x"})
    with pytest.raises(ContentError, match="lastfour"):
        write("card_jp", "ja", {"card": {"lastfour": "1234"}})
    with pytest.raises(KeyError):
        write("../secret", "ja", {})
    with pytest.raises(LookupError):
        write("card_jp", "xx", {})


@pytest.mark.parametrize(
    ("lang", "text", "fault"),
    [
        ("en", "{% for row in rows %}\n3. {{ row.at }}\n{% endfor %}", ":1: rows: each shows what it is about"),
        ("en", "\n{% for row in rows %}\n- {{ row.what }}\n{% endfor %}", ":2: rows: the line of each begins with"),
        ("ja", '{{ table(rows, at="日時", what="内容") }}', ":1: rows: the line of each begins with its number"),
        ("ja", "{{ date }}\n{{ adress }}", ":2: no fact is named 'adress', allowed are date, case"),
        ("ja", "{% for row in rows %}", ":1: this is no template: "),
    ],
)
def test_a_text_that_says_too_little_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, text: str, fault: str
) -> None:
    """A text in one language alone is enough, and where it does not show a row's number and content, file and line
    are named."""
    monkeypatch.setattr(letter, "FOLDER", tmp_path)
    letter._templates.cache_clear()
    file = tmp_path / "thing.yaml"
    file.write_text(f"title: To nobody\nwhat: A letter.\npresumes: []\nlanguage: {lang}\n", "utf-8")
    own = tmp_path / f"thing.{lang}.txt"
    own.write_text('{{ table(rows, number="No.", what="What") }}', "utf-8")
    letter.check_texts()
    assert letter._load(file).language == lang
    own.write_text(text, "utf-8")
    letter._templates.cache_clear()
    with pytest.raises(ContentError, match=re.escape(f"{own.name}{fault}")):
        letter.check_texts()
    own.rename(tmp_path / "thing.fr.txt")
    with pytest.raises(ContentError, match=f"language: there is no thing.{lang}.txt"):
        letter._load(file)
    letter._templates.cache_clear()
