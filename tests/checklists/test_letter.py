"""Letters: complete in both languages, honest about what is missing, inert, and never too long for their form."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.i18n.languages import LANGUAGES, SOURCE
from checklists import letter
from checklists.letter import SENSITIVE, SHAPE, letters, wants
from checklists.schema import ContentError

FACT: dict[str, Any] = {
    "number": 3, "at": "2026年10月2日 21:14（日本時間）", "what": "ギフトカード残高への返金",
    "order": "250-1234567-1234567", "amount": "¥4,980",
}  # fmt: skip
FULL: dict[str, Any] = {
    "date": "2026年11月25日", "case": "MB-12", "name": "見本 花子", "address": "東京都千代田区見本町1-2-3",
    "phone": "000-0000-0000", "mail": "hanako@example.org", "recipient": "PO Box 1", "shop": "Amazon.co.jp",
    "account": "login@example.org", "card": {"issuer": "見本カード", "last4": "1234", "statement": "2026年11月5日"},
    "facts": [FACT], "charges": [{"number": 1, "at": "2026年10月1日", "amount": "¥9,800", "merchant": "AMZN MKTP"}],
    "logins": [{"number": 5, "at": "2026年10月1日", "ip": "203.0.113.9", "place": "米国", "device": "Windows"}],
    "did": [{"at": "2026年11月6日", "what": "パスワードを変更"}], "asks": ["調査をお願いします"],
    "answer_by": "2026年12月2日", "references": [{"who": "見本警察署", "number": "A-77", "at": "2026年11月7日"}],
    "enclosures": [{"number": "証1", "name": "画面の写し"}],
    "household": [{"who": "配偶者", "at": "2026年11月5日", "answer": "知らない"}],
    "denied": "yes",
    "contradictions": [
        {"first": {"at": "11月6日", "who": "佐藤", "what": "返金済み"}, "second": {"who": "鈴木", "what": "記録なし"}}
    ],
    "parcel": {"count": 2, "sender": "見本商店", "carrier": "見本運輸", "tracking": "1111-2222", "amount": "¥3,000"},
    "losses": [{"what": "ギフトカード", "amount": "¥9,800"}], "loss": "¥9,800", "suspicion": "なし",
    "repeated": {"count": "3回", "since": "10月"}, "coverage": {"from": "2020年1月1日", "to": "2026年11月1日"},
    "not_examined": ["ポイントの履歴"], "store": {"name": "見本ストア", "goods": "見本品", "ships": "FBA"},
}  # fmt: skip


def write(name: str, lang: str, facts: dict[str, Any]) -> str:
    """The letter with the blanks of its language."""
    return letter.write(name, lang, facts, LANGUAGES.get(lang, LANGUAGES[SOURCE]).blank)


every = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in sorted(letters()) for lang in LANGUAGES])


def test_the_documented_letters_are_there() -> None:
    """One for each recipient, with a template in every language."""
    assert set(letters()) >= {
        "shop_support", "unwanted_package", "card_jp", "card_us", "police_jp", "consumer_centre", "ic3",
        "report_fraud_uk", "seller_support", "carrier_refusal", "household",
    }  # fmt: skip
    files = {file.name for file in letter.FOLDER.glob("*.txt")}
    assert files == {f"{name}.{lang}.txt" for name in letters() for lang in LANGUAGES}


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
    for want in wants(name, lang) & {"name", "mail", "phone", "address", "account", "loss", "suspicion", "case"}:
        assert str(FULL[want]) in text
    if "facts" in wants(name, lang):
        assert FACT["what"] in text
        assert "3．" in text if lang == "ja" else "3. " in text
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
    assert set(card) == {"issuer", "last4", "statement"}
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


def test_the_household_is_named_only_if_it_was_asked() -> None:
    """Nobody signs for the family before the family was asked."""
    assert "家族" not in write("shop_support", "ja", {"facts": [FACT]})
    assert "家族" in write("shop_support", "ja", FULL)
    assert "household" not in write("card_us", "en", {"charges": FULL["charges"]})
    assert "確認した日" in write("card_jp", "ja", {})


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
    many = [FACT | {"number": number} for number in range(1, count + 1)]
    text = write("shop_support", lang, FULL | {"facts": many})
    assert letter.length(text) <= 2000
    shown = sum(
        f"{number}．" in text if lang == "ja" else f"\n{number}. 2026" in text for number in range(1, count + 1)
    )
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
        "facts": [long] * count, "name": text, "shop": text, "account": text, "mail": text, "case": text,
        "asks": [text] * count, "did": [{"at": text, "what": text}] * count, "answer_by": text,
        "references": [{"who": text, "number": text, "at": text}] * count,
        "contradictions": [{"first": moment, "second": moment}] * count,
    }  # fmt: skip
    assert letter.length(write("shop_support", lang, facts)) <= 2000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_text_is_inert(lang: str) -> None:
    """A title cannot add lines, hide characters, turn the direction or be run as a template."""
    title = "x\r\n9. forged\u202e\u200b\x00{{ name }}{% for a in b %}\ud800\u2028<script>\x1b[31m"
    text = write("police_jp", lang, {"facts": [FACT | {"what": title}], "name": "N"})
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
