"""Sentences that are read instead of others, with the same values: for text whose sentence is not known any more."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from app.i18n.translate import fill

BLANK = re.compile(r"\{\w+\}")


class _Pattern(NamedTuple):
    """A sentence with values: how it begins, what it is, and the sentence that replaces it."""

    start: str
    whole: re.Pattern[str]
    instead: str


class Instead:
    """Sentences of one language by their text, those with values by their pattern. ``value`` is the expression of a
    value."""

    def __init__(self, pairs: Iterable[tuple[str, str]], value: str) -> None:
        known = dict(pairs)
        self.plain = {mine: theirs for mine, theirs in known.items() if not BLANK.search(mine)}
        self.patterns = [
            _Pattern(BLANK.split(mine)[0].rstrip(), _pattern(mine, value), theirs)
            for mine, theirs in known.items()
            if BLANK.search(mine)
        ]

    def turned(self, written: str, value_of: Callable[[str], str]) -> str:
        """What a helper reads; ``value_of`` turns each value of the sentence."""
        plain = self.plain.get(str(written))
        if plain is not None:
            return plain
        for start, whole, instead in self.patterns:
            if written.startswith(start) and (match := whole.fullmatch(written)):
                return fill(instead, {name: value_of(content) for name, content in match.groupdict("").items()})
        return value_of(written)


def _pattern(sentence: str, value: str) -> re.Pattern[str]:
    """The sentence with any values. The space before an empty value is left out, as is the stop after a value that ends
    with a stop itself (``app.i18n.translate``)."""
    known: set[str] = set()

    def blank(match: re.Match[str]) -> str:
        space, name, stop = match.groups()
        content = f"(?P={name})" if name in known else f"(?P<{name}>{value})"
        known.add(name)
        return f"{'[ ]?' if space else ''}{content}{stop + '?' if stop else ''}"

    return re.compile(re.sub(r"((?:\\ )?)\\\{(\w+)\\\}(\\\.|。)?", blank, re.escape(sentence)), re.DOTALL)
