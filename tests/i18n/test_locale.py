"""The Japanese catalogue holds every sentence of the product, no more and no less."""

import re
from io import BytesIO

from babel.messages.pofile import read_po

from app.i18n import extraction as update
from app.i18n import translate as text
from app.importers.shared.columns import EMPTY_SENTENCES
from app.web.fragments.untrusted import translator

FILE = text.LOCALE / "ja" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"{(\w*)}")
WORD = re.compile(r"[A-Za-z]+")
COUNTED = re.compile(r"{count} (?:more )?(?:dates|entries|lines|rows|times|values)\b")
NAMES = {"Mioboe", "Yahoo", "JAPAN"}
KANA_OR_KANJI = re.compile(r"[぀-ヿ一-鿿]")


def test_catalogue_is_up_to_date() -> None:
    """Collecting the sentences once more changes nothing: none is missing, none is left over."""
    assert update.updated(FILE.read_bytes(), "ja") == FILE.read_bytes(), "run `make locale` and translate what is new"


def test_every_sentence_is_translated_with_the_same_placeholders() -> None:
    """No empty translation, no fuzzy one, and each placeholder of the English stands in the Japanese."""
    catalogue = read_po(BytesIO(FILE.read_bytes()), locale="ja")
    wrong = [
        message.id
        for message in catalogue
        if message.id
        and (
            not message.string
            or message.fuzzy
            or set(PLACEHOLDER.findall(str(message.id))) != set(PLACEHOLDER.findall(str(message.string)))
        )
    ]
    assert wrong == []


def test_whole_sentences_are_japanese() -> None:
    """Every text of more than one word that is not all names has Japanese in its translation."""
    catalogue = read_po(BytesIO(FILE.read_bytes()), locale="ja")
    foreign = [
        message.id
        for message in catalogue
        if " " in (key := PLACEHOLDER.sub("", str(message.id)).strip())
        and set(WORD.findall(key)) - NAMES
        and not KANA_OR_KANJI.search(str(message.string))
    ]
    assert foreign == []


def test_problems_that_are_counted_can_be_one() -> None:
    """What is said of so many rows of a file is grammatical for one; other sentences are for several only."""
    several = {many for _, many in EMPTY_SENTENCES.values()}
    told = [
        key
        for key, files in update.sentences().items()
        if any(file.startswith(("app/importers/", "app/reader/")) for file in files)
    ]
    assert [key for key in told if COUNTED.search(key) and key not in several] == []


def test_values_are_shown_in_the_readers_way() -> None:
    """Money, instants, days and plain text are formatted for the language; unknown placeholders stay visible."""
    assert text.value({"minor": 128000, "currency": "JPY"}, "ja") == "¥128,000"
    assert text.value({"minor": -1585, "currency": "GBP"}, "en") == "-£15.85"
    assert text.value({"minor": 3990, "currency": "KWD"}, "en").endswith("3.990")
    assert text.when("2026-03-03T15:04:05Z", "stated", "ja") == "2026年3月4日 00:04（日本時間）"
    assert text.when("2026-03-03T15:04:05Z", "stated", "en") == "3 Mar 2026, 15:04 (UTC)"
    assert text.when("2026-03-03T00:00:00Z", "date_only", "ja") == "2026年3月3日"
    assert text.gettext("{path}, line {line}", "en", path="a{b}.csv", line=1200) == "a{b}.csv, line 1,200"
    assert text.gettext("{path}, line {line}", "en") == "{path}, line {line}"


def test_a_value_with_a_full_stop_ends_its_sentence() -> None:
    """``Telephone Co.`` at the end of a sentence is followed by no second full stop, as text and as markup."""
    assert text.gettext("Paid to {payee}.", "en", payee="Telephone Co.") == "Paid to Telephone Co."
    assert text.gettext("Paid to {payee}. It was {sum}.", "en", payee="S.A.", sum="5") == "Paid to S.A. It was 5."
    assert text.gettext("Paid to {payee}.", "en", payee="Bookshop") == "Paid to Bookshop."
    assert text.gettext("Kept in {name}.csv and {name}...", "en", name="A.") == "Kept in A..csv and A...."
    assert text.gettext("{note}。", "ja", note="終わりです。") == "終わりです。"
    assert text.gettext("{note}。次です。", "ja", note="終わりです。") == "終わりです。次です。"
    assert str(translator("en")("Paid to {payee}.", payee="Inc.")) == "Paid to <bdi>Inc.</bdi>"
    assert str(text.jinja_gettext("en")("Paid to {payee}.", payee="Inc.")) == "Paid to Inc."


def test_the_language_asked_for_is_shown() -> None:
    """Accept-Language decides by weight; Japanese when nothing is asked, English for languages we do not have."""
    assert text.negotiate("en-GB,ja;q=0.8") == "en"
    assert text.negotiate("ja,en;q=0.9") == "ja"
    assert text.negotiate("de-DE,fr;q=0.5") == "en"
    assert text.negotiate("en;q=nonsense,ja;q=0.1") == "ja"
    assert text.negotiate("") == "ja"
    assert text.negotiate(None) == "ja"


def test_japanese_is_set_as_japanese() -> None:
    """After Japanese a colon is a full-width one, and no space stands between two sentences."""
    narrow = re.compile(r"[ぁ-んァ-ヶー一-龯}）」](?<!「{key}):(?!//)|。(?:{\w+})? +[ぁ-んァ-ヶ一-龯{]")
    catalogue = read_po(BytesIO(FILE.read_bytes()), locale="ja")
    assert [message.string for message in catalogue if message.id and narrow.search(str(message.string))] == []
