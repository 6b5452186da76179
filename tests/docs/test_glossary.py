"""Texts use the terms of docs/glossary.md."""

import re

import pytest

from tests.docs.shown import ROOT, texts

_ROW = re.compile(r"^\|(?! term |---)([^|]+)\|([^|]*)\|[^|]*\|([^|]*)\|$", re.MULTILINE)
_QUOTED = re.compile("「[^」]*」|“[^”]*”")  # the words of somebody else's page
# The marks of long vowels.
ALWAYS_WRONG = ("ブラウザ(?!ー)", "サーバ(?!ー)", "フォルダ(?!ー)", "コンピュータ(?!ー)")
# What others call their own things: the number of a parcel, the shops of phone companies.
NAMES = re.compile("追跡番号（お問い合わせ番号）|(?:ドコモ|au|ソフトバンク|ワイモバイル|携帯)ショップ")


def forbidden() -> dict[str, str]:
    """Each word that must not occur, with the term for it in the language of the word."""
    rows = _ROW.findall((ROOT / "docs" / "glossary.md").read_text("utf-8"))
    return {
        word: (english if word.isascii() else japanese).strip()
        for english, japanese, words in rows
        for word in map(str.strip, words.split(","))
        if word
    }


def patterns() -> list[tuple[str, str]]:
    """(language, pattern) of every word to avoid."""
    english = [("en", rf"\b{re.escape(word)}\b") for word in forbidden() if word.isascii()]
    japanese = [("ja", re.escape(word)) for word in forbidden() if not word.isascii()]
    return [*english, *japanese, *(("ja", word) for word in ALWAYS_WRONG)]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_text_uses_another_word(lang: str) -> None:
    """A word that the glossary rules out occurs in no text of its language."""
    wrong = [pattern for language, pattern in patterns() if language == lang]
    shown = [(place, _QUOTED.sub("", NAMES.sub("", text))) for place, text in texts(lang)]
    assert shown
    assert [
        (found[0], text, place) for place, text in shown if (found := re.search("|".join(wrong), text, re.IGNORECASE))
    ] == [], "use the term that docs/glossary.md has for the first word of each"


def test_the_glossary_is_read() -> None:
    """The table is found, and its terms do not rule each other out."""
    assert forbidden()["サインイン"] == "ログイン"
    assert forbidden()["courier"] == "carrier"
    assert not set(forbidden()) & set(forbidden().values())
