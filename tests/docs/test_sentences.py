"""Sentences are short enough to be read by somebody who is frightened."""

import re

import pytest

from tests.docs.shown import texts

# At the mark that ends a sentence, but not inside a quotation or a bracket, whose end follows at once.
ENDS = {"ja": re.compile(r"(?<=[。？！])(?![」』）])|\n"), "en": re.compile(r"(?<=[.?!])\s+(?=[A-Z“{(])|\n")}
LONGEST = {"ja": 60, "en": 35}
ALLOWED = 20  # names of laws, addresses of pages and formulas cannot be shortened


def length(lang: str, sentence: str) -> int:
    """Characters in Japanese, words in English; what is filled in counts as its name."""
    return len(sentence.strip()) if lang == "ja" else len(sentence.split())


@pytest.mark.parametrize("lang", ENDS)
def test_few_sentences_are_long(lang: str) -> None:
    """The list of those that are longer has at most twenty entries; a failure shows it, the longest first."""
    sentences = {sentence.strip() for _, text in texts(lang) for sentence in ENDS[lang].split(text)}
    long = sorted((s for s in sentences if length(lang, s) > LONGEST[lang]), key=lambda s: -length(lang, s))
    assert sentences
    assert len(long) <= ALLOWED, long
