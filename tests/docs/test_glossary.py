"""Japanese texts use the terms of docs/glossary.md."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\|(?! term |---)([^|]+)\|([^|]*)\|[^|]*\|([^|]*)\|$", re.MULTILINE)
_QUOTED = re.compile("「[^」]*」")  # the words of somebody else's page
# The marks of long vowels, and what carriers call the number of a parcel.
ALWAYS_WRONG = ("ブラウザ(?!ー)", "サーバ(?!ー)", "フォルダ(?!ー)", "コンピュータ(?!ー)")
TRACKING = "追跡番号（お問い合わせ番号）"


def forbidden() -> dict[str, str]:
    """Each word that must not occur, with the Japanese term for it."""
    rows = _ROW.findall((ROOT / "docs" / "glossary.md").read_text("utf-8"))
    return {word.strip(): term.strip() for _, term, words in rows for word in words.split(",") if word.strip()}


def texts() -> Iterator[tuple[str, str]]:
    """(place, text) of everything that is shown in Japanese, without quoted words."""
    with (ROOT / "app/i18n/locale/ja/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file, locale="ja"):
            if message.id:
                forms = [message.string] if isinstance(message.string, str) else message.string or ()
                yield from ((str(message.id), _QUOTED.sub("", form)) for form in forms)
    for letter in sorted((ROOT / "checklists" / "letters").glob("*.ja.txt")):
        for line in letter.read_text("utf-8").splitlines():
            yield letter.name, _QUOTED.sub("", line.replace(TRACKING, ""))


@pytest.mark.parametrize("word", [*map(re.escape, forbidden()), *ALWAYS_WRONG])
def test_no_text_uses_another_word(word: str) -> None:
    """A word that the glossary rules out occurs in no Japanese text."""
    assert [(place, text) for place, text in texts() if re.search(word, text)] == []


def test_the_glossary_is_read() -> None:
    """The table is found, and its terms do not rule each other out."""
    assert forbidden()["サインイン"] == "ログイン"
    assert not set(forbidden()) & set(forbidden().values())
