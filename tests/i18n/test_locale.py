"""The Japanese catalogue holds every sentence of the product, no more and no less."""

import re
from io import BytesIO

from babel.messages.pofile import read_po

from app.i18n import extraction
from app.i18n.translate import LOCALE
from app.importers.shared.columns import EMPTY_SENTENCES

FILE = LOCALE / "ja" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"{(\w*)}")
WORD = re.compile(r"[A-Za-z]+")
COUNTED = re.compile(r"{count} (?:more )?(?:dates|entries|lines|rows|times|values)\b")
NAMES = {"Mioboe", "Yahoo", "JAPAN"}
KANA_OR_KANJI = re.compile(r"[぀-ヿ一-鿿]")


def test_catalogue_is_up_to_date() -> None:
    """Collecting the sentences once more changes nothing: none is missing, none is left over."""
    assert extraction.updated(FILE.read_bytes(), "ja") == FILE.read_bytes(), (
        "run `make locale` and translate what is new"
    )


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
        for key, files in extraction.sentences().items()
        if any(file.startswith(("app/importers/", "app/reader/")) for file in files)
    ]
    assert [key for key in told if COUNTED.search(key) and key not in several] == []


def test_japanese_is_set_as_japanese() -> None:
    """After Japanese a colon is a full-width one, and no space stands between two sentences."""
    narrow = re.compile(r"[ぁ-んァ-ヶー一-龯}）」](?<!「{key}):(?!//)|。(?:{\w+})? +[ぁ-んァ-ヶ一-龯{]")
    catalogue = read_po(BytesIO(FILE.read_bytes()), locale="ja")
    assert [message.string for message in catalogue if message.id and narrow.search(str(message.string))] == []
