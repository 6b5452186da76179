"""The Japanese catalogue holds every sentence of the product, no more and no less."""

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from app.i18n.extraction import forms, sentences, updated
from app.i18n.languages import LANGUAGES
from app.i18n.translate import LOCALE

PLACEHOLDER = re.compile(r"{(\w*)}")
WORD = re.compile(r"[A-Za-z]+")
COUNTED = re.compile(r"{count} (?:more )?(?:dates|entries|lines|rows|times|values)\b")
NAMES = {
    "Mioboe",
    "Yahoo",
    "JAPAN",
    "IIJ",
    "IIJmio",
    "KDDI",
    "NTT",
    "OCN",
    "au",
    "App",
    "Store",
    "Apple",
    "Google",
    "Play",
}
KANA_OR_KANJI = re.compile(r"[぀-ヿ一-鿿]")


def catalogue(lang: str) -> bytes:
    return (LOCALE / lang / "LC_MESSAGES" / "messages.po").read_bytes()


def japanese() -> list[Message]:
    """Every sentence with its translation."""
    return [message for message in read_po(BytesIO(catalogue("ja")), locale="ja") if message.id]


def english(message: Message) -> str:
    """The key of a sentence: its singular, where it has a plural."""
    return message.id if isinstance(message.id, str) else message.id[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue_is_up_to_date(lang: str) -> None:
    """Collecting the sentences once more changes nothing: none is missing, none is left over."""
    assert updated(catalogue(lang), lang) == catalogue(lang), "run `make locale` and translate what is new"


def test_every_sentence_is_translated_with_the_same_placeholders() -> None:
    """No empty translation, no fuzzy one, and each placeholder of the English stands in every form of the Japanese."""
    wrong = [
        message.id
        for message in japanese()
        if message.fuzzy
        or not all(forms(message))
        or any(set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(english(message))) for form in forms(message))
    ]
    assert wrong == []


def test_singular_and_plural_have_the_same_placeholders() -> None:
    """What the plural fills in the singular fills in too, and a number decides between them."""
    pairs = [key for key in sentences() if not isinstance(key, str)]
    assert [key for key in pairs if set(PLACEHOLDER.findall(key[0])) != set(PLACEHOLDER.findall(key[1]))] == []
    assert pairs


def test_whole_sentences_are_japanese() -> None:
    """Every text of more than one word that is not all names has Japanese in its translation."""
    foreign = [
        message.id
        for message in japanese()
        if " " in (key := PLACEHOLDER.sub("", english(message)).strip())
        and set(WORD.findall(key)) - NAMES
        and not all(KANA_OR_KANJI.search(form) for form in forms(message))
    ]
    assert foreign == []


def test_problems_that_are_counted_can_be_one() -> None:
    """What is said of so many rows of a file is grammatical for one: it has a singular."""
    single = [
        key
        for key, files in sentences().items()
        if isinstance(key, str) and any(file.startswith(("app/importers/", "app/reader/")) for file in files)
    ]
    assert [key for key in single if COUNTED.search(key)] == []


def test_japanese_is_set_as_japanese() -> None:
    """After Japanese a colon is a full-width one, and no space stands between two sentences."""
    narrow = re.compile(r"[ぁ-んァ-ヶー一-龯}）」](?<!「{key}):(?!//)|。(?:{\w+})? +[ぁ-んァ-ヶ一-龯{]")
    assert [form for message in japanese() for form in forms(message) if narrow.search(form)] == []
