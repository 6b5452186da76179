"""How the pages of a case speak to a helper: of “the person” where the person reads “you”.

What a page says to be done, such as the text of a step or a question, is read out to the person and stays as it is, as
do letters and summaries, which are the person's own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from markupsafe import Markup, escape

from app.i18n.instead import Instead
from app.i18n.translate import SEVERAL, translate
from app.web.for_helpers import asked, book, circumstances, findings, pages
from app.web.visible import ISOLATED

OF_A_CASE = ("/case", "/upload")  # the pages on which they stand
OF_FINDINGS: Mapping[str, str] = {**findings.SENTENCES, **circumstances.SENTENCES}
# The sentence of a template or of a page → what a helper reads instead.
SENTENCES: Mapping[str, str] = MappingProxyType({**pages.SENTENCES, **book.SENTENCES, **asked.SENTENCES, **OF_FINDINGS})

STOPS = (".", "。")
VALUE = "<bdi>.*?</bdi>|[^<>]*?"  # of a sentence in markup


def as_read(sentence: str) -> str:
    """The sentence of a template (a message key) as a helper reads it."""
    return SENTENCES.get(sentence, sentence)


@cache
def read_by_helpers(lang: str) -> Callable[[str], str]:
    """Turns what a page writes in a language, text or markup, which is text afterwards: a sentence with its values
    becomes what a helper reads instead of it, and every other text stays."""
    text = Instead(_pairs(SENTENCES, lang), ".*?")
    markup = Instead(_pairs(SENTENCES, lang, _escaped), VALUE)
    inner = Instead(_pairs(OF_FINDINGS, lang, _escaped), VALUE)

    def value(match: re.Match[str]) -> str:
        return f"<bdi>{inner.turned(match[1], among)}</bdi>"

    def among(content: str) -> str:
        for mine, theirs in inner.plain.items():
            if mine.endswith(STOPS) and mine in content:
                content = content.replace(mine, theirs)
        return content

    def value_of(content: str) -> str:
        return ISOLATED.sub(value, content)

    def turned(written: str) -> str:
        if not isinstance(written, Markup):
            return text.turned(written, str)
        alone = ISOLATED.fullmatch(written)  # a value that stands for itself, such as a cell of a file
        return str(written) if alone else markup.turned(str(written), value_of)

    return turned


def _escaped(sentence: str) -> str:
    return str(escape(sentence))


def _pairs(sentences: Mapping[str, str], lang: str, written: Callable[[str], str] = str) -> Iterator[tuple[str, str]]:
    """Each sentence in a language, in the singular and the plural, with what replaces it; not those that stay."""
    for mine, theirs in sentences.items():
        for number in (1, SEVERAL):
            pair = written(translate(mine, lang, number)), written(translate(theirs, lang, number))
            if pair[0] != pair[1]:
                yield pair
